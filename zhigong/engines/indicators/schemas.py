"""What the API says of coverages and their gaps."""

from datetime import date

from ninja import Schema


class CoverageFigure(Schema):
    """One coverage; ``rate`` is a decimal text in 0..1, absent when nothing is due."""

    code: str
    title: str
    numerator: int
    denominator: int
    rate: str | None
    gap: int
    gap_rows: int
    excess: int
    as_of: date


class GapRow(Schema):
    """One row of a gap list. ``id`` is the code of an employer or union, or a person's number."""

    kind: str
    id: str
    name: str
    union: str
    missing: int


class GapPage(Schema):
    """Part of a gap list; ``next`` is the number of rows to skip for the part that follows."""

    items: list[GapRow]
    next: int | None = None
