"""Columns beside the tree of unions."""
