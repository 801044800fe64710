"""Coverages and tallies: what is due, what is reached, who is missing; as rows and as facts.

Owns the contract of a coverage, the facts booked per union and month, the lists behind every figure
and their pages. The registry's tables are counted here, never written.
"""
