"""Abilities of the employer register."""
