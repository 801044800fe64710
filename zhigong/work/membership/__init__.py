"""Membership as a union works with it: rosters in, employers' lists in, reconciling, reporting up.

Owns the checks of roster rows, the import of rosters and of employers' lists, and the member's own
page. Persons and memberships themselves belong to the registry.
"""
