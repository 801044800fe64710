"""Reads of halls, numbers, duty, receptions and teams."""
