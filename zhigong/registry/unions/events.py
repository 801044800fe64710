"""What happened to the tree. ``effective_on`` is the day from which the new tree holds."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class UnionOpened:
    """A union was opened below ``parent_id``."""

    union_ids: frozenset[int]
    effective_on: date
    parent_id: int | None


@dataclass(frozen=True, slots=True)
class UnionChanged:
    """Fields of a union were changed."""

    union_ids: frozenset[int]
    effective_on: date
    fields: frozenset[str]


@dataclass(frozen=True, slots=True)
class UnionMoved:
    """Unions that stood side by side, and everything below them (``union_ids``), went elsewhere.

    ``moved_ids`` are those whose parent changed; ``old_ancestors`` and ``new_ancestors`` the path
    above them, root first. A bulk move is one event for each parent that was left.
    """

    union_ids: frozenset[int]
    effective_on: date
    moved_ids: tuple[int, ...]
    old_ancestors: tuple[int, ...]
    new_ancestors: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class UnionMerged:
    """The unions in ``union_ids`` ended and became part of ``successor_id``."""

    union_ids: frozenset[int]
    effective_on: date
    successor_id: int


@dataclass(frozen=True, slots=True)
class UnionSplit:
    """New unions (``union_ids``) were taken out of ``from_id``."""

    union_ids: frozenset[int]
    effective_on: date
    from_id: int


@dataclass(frozen=True, slots=True)
class UnionDissolved:
    """The unions in ``union_ids`` ended without a successor; memberships may be kept above.

    ``parent_id`` is the union above, which keeps 会籍 where that is wanted.
    """

    union_ids: frozenset[int]
    effective_on: date
    parent_id: int | None


@dataclass(frozen=True, slots=True)
class NumbersDeclared:
    """A union declared its numbers as of ``effective_on``."""

    union_ids: frozenset[int]
    effective_on: date


@dataclass(frozen=True, slots=True)
class CommitteeSet:
    """A women's or audit committee (``kind``) was set up, changed or ended."""

    union_ids: frozenset[int]
    effective_on: date
    kind: str


@dataclass(frozen=True, slots=True)
class TermSet:
    """A term of office that begins on ``effective_on`` was recorded."""

    union_ids: frozenset[int]
    effective_on: date
