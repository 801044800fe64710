"""Notices of the service centre."""
