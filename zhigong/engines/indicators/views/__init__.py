"""Pages of coverages: the leaders' page, and the lists behind it."""
