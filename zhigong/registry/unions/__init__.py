"""The tree of unions: who stands under whom, on any date.

Owns unions, their dated positions, terms, committees, declared numbers and remembered names. It
does not know employers, people or members; apps above listen to its events.
"""
