"""Blocks on the homes of the screens."""
