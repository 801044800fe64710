"""Decisions about roster rows, register rows and applications to join; pure Python."""
