"""Coverages, tallies and tabs, one file each."""
