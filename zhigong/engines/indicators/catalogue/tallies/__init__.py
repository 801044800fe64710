"""Every tally, one file each."""
