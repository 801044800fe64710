"""What happened in the service centre, in the past tense."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class StationsChanged:
    """A union opened or closed an appeal centre or station."""

    union_ids: frozenset[int]
    effective_on: date


@dataclass(frozen=True, slots=True)
class BoxOpeningDue:
    """A box on a wall was not opened this month (``is_late``: not in the month before)."""

    opening_id: int
    union_id: int
    place: str
    month: str
    is_late: bool
