"""How work is done: exchange of tables with the world, indicators."""
