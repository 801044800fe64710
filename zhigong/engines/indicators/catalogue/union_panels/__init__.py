"""Tabs of the union page that show coverages."""
