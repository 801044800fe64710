"""What waiting times say: the middle, and what nine of ten did not exceed."""

from collections.abc import Sequence
from math import ceil
from statistics import median

MOST_SHARE = 0.9


def middle(values: Sequence[float]) -> float | None:
    """Return the median; ``None`` of nothing."""
    return median(values) if values else None


def ninth_tenth(values: Sequence[float]) -> float | None:
    """Return the smallest value that at least 90 % of the values do not exceed (nearest rank)."""
    if not values:
        return None
    return sorted(values)[ceil(MOST_SHARE * len(values)) - 1]
