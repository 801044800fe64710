"""Kinds of files tasks are proved with."""
