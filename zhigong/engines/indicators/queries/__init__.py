"""Every read of coverages that leaves the app."""

from zhigong.engines.indicators.queries.figures import Figure, coverage_from_rows
from zhigong.engines.indicators.queries.lists import excess_rows, gap_rows

__all__ = ["Figure", "coverage_from_rows", "excess_rows", "gap_rows"]
