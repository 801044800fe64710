"""What the hall screens declare."""
