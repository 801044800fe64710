"""Owns programmes and cases: what somebody asks a union for, and its way to an end.

A work app declares a programme as one file in its ``catalogue/programmes``; this engine gives it
numbers, a form, a route of steps with limits, an inbox, corrections, publicity, an end and a
rating. It knows no programme by name.
"""
