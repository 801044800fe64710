"""Employers, with and without a union: the denominator of coverage.

Owns employers, their head-counts, worksites, which union covers them, and which source said what
when. It does not know people.
"""
