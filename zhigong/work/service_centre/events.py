"""What happened in the service centre, in the past tense."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class StationsChanged:
    """A union opened or closed an appeal centre or station."""

    union_ids: frozenset[int]
    effective_on: date
