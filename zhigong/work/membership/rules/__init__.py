"""Decisions about roster rows and register rows; pure Python, dates and facts are passed in."""
