"""Entries of tasks."""
