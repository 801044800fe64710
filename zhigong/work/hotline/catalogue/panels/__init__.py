"""Entries of the hotline."""
