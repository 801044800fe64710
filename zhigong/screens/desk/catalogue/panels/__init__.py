"""Blocks on the home of the desk whose work has no block of its own."""
