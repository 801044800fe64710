"""Tabs of the union page."""
