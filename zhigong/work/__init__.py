"""What a union does: one app for each of its tasks; they never import each other."""
