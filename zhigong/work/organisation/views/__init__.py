"""Pages of union building."""
