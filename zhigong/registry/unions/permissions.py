"""Abilities of the union tree."""
