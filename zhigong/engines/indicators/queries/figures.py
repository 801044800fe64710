"""Figures of coverages for a union and for its children."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from zhigong.engines.indicators.contract import COVERAGES
from zhigong.engines.indicators.queries import facts, statements
from zhigong.engines.indicators.queries.calendar import is_kept
from zhigong.engines.indicators.queries.statements import DUE, EXCESS, GAP_ROWS, REACHED, Sums

Origin = Literal["facts", "rows"]
_SHARE = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Figure:
    """One coverage of one union with everything below it, on a day.

    :param rate: numerator / denominator, 0..1 with four places; None when nothing is due.
    :param gap_rows: how many rows the gap list has; ``gap`` is what they miss together.
    :param excess: reached above due, a finding about the data that no figure nets.
    :param source: whether it was read from facts or counted from rows.
    """

    code: str
    numerator: int
    denominator: int
    gap_rows: int
    excess: int
    as_of: date
    source: Origin

    @property
    def gap(self) -> int:
        """What is missing: denominator - numerator."""
        return self.denominator - self.numerator

    @property
    def rate(self) -> Decimal | None:
        """The share reached, rounded half up to four places."""
        if not self.denominator:
            return None
        share = Decimal(self.numerator) / Decimal(self.denominator)
        return share.quantize(_SHARE, rounding=ROUND_HALF_UP)


def figures_of(
    sums: Sums, *, union_id: int, on: date, source: Origin, codes: Iterable[str] | None = None
) -> list[Figure]:
    """Return the figures of one union out of sums by cell, in the order of the catalogue."""
    wanted = [e.code for e in COVERAGES.entries()] if codes is None else list(codes)
    return [
        Figure(
            code=code,
            numerator=sums.get((union_id, code, REACHED), 0),
            denominator=sums.get((union_id, code, DUE), 0),
            gap_rows=sums.get((union_id, code, GAP_ROWS), 0),
            excess=sums.get((union_id, code, EXCESS), 0),
            as_of=on,
            source=source,
        )
        for code in wanted
    ]


def coverage_from_rows(*, union_id: int, on: date) -> list[Figure]:
    """Count every coverage of a union on any day from the rows themselves; one statement."""
    sums = statements.sums_from_rows(top=union_id, within=[union_id], on=on)
    return figures_of(sums, union_id=union_id, on=on, source="rows")


def coverage(*, union_id: int, on: date, today: date) -> list[Figure]:
    """Return every coverage of a union with everything below it, in the catalogue's order.

    From facts for today and the ends of the months they are kept for, else counted from rows.
    """
    if is_kept(on, today=today):
        sums = facts.stocks(union_ids=[union_id], days=[on])[on]
        return figures_of(sums, union_id=union_id, on=on, source="facts")
    return coverage_from_rows(union_id=union_id, on=on)
