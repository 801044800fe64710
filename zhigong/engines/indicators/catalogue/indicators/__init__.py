"""Every coverage, one file each."""
