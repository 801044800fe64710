"""Coverages of the service centre."""
