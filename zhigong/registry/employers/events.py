"""What happened to employers. ``union_ids`` are the unions whose figures it may change."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class EmployerOpened:
    """An employer was registered."""

    union_ids: frozenset[int]
    effective_on: date
    employer_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class EmployerChanged:
    """Fields, head-counts or the state of employers changed."""

    union_ids: frozenset[int]
    effective_on: date
    employer_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class EmployerCovered:
    """A union covers employers from a day on."""

    union_ids: frozenset[int]
    effective_on: date
    employer_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class EmployerUncovered:
    """A union no longer covers employers from a day on."""

    union_ids: frozenset[int]
    effective_on: date
    employer_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class EmployerClosed:
    """An employer was cancelled, revoked or suspended."""

    union_ids: frozenset[int]
    effective_on: date
    employer_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class RegisterMerged:
    """Rows of a register were merged into the employers."""

    union_ids: frozenset[int]
    effective_on: date
    employer_ids: frozenset[int]
