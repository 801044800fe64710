"""Panels of the service centre."""
