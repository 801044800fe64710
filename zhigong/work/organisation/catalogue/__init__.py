"""Entries of union building."""
