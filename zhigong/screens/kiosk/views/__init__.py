"""Pages of the hall screen, and of who keeps it."""
