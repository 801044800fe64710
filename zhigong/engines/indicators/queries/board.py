"""What the coverage page shows of a union: its figures, its children, the year, who is late."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from zhigong.engines.indicators.contract import COVERAGES, Coverage, registry_rows
from zhigong.engines.indicators.queries import facts, statements
from zhigong.engines.indicators.queries.calendar import (
    first_of,
    is_kept,
    last_day_before,
    month_ends,
)
from zhigong.engines.indicators.queries.figures import Figure, Origin, figures_of
from zhigong.engines.indicators.queries.statements import Sums
from zhigong.registry.unions.queries import tree_on

LATE_ROWS = 8


@dataclass(frozen=True, slots=True)
class Child:
    """A union directly below the chosen one on the day, with its figures by code."""

    id: int
    code: str
    name: str
    figures: dict[str, Figure] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Card:
    """One coverage of the chosen union.

    :param previous: the figure at the end of the month before; None where facts do not reach.
    :param series: the figures of the month ends kept, oldest first, up to today.
    """

    entry: Coverage = field(hash=False)
    figure: Figure
    previous: Figure | None
    series: tuple[Figure, ...]
    target: Decimal | None

    @property
    def change(self) -> Decimal | None:
        """Percentage points gained since the end of the month before."""
        if self.previous is None or self.previous.rate is None or self.figure.rate is None:
            return None
        return (self.figure.rate - self.previous.rate) * 100


@dataclass(frozen=True, slots=True)
class Standing:
    """Memberships by standing: those counted, and those shown apart."""

    active: int
    pending: int
    retained: int


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the page shows; counted in two statements from facts, four from rows."""

    on: date
    source: Origin
    cards: tuple[Card, ...]
    children: tuple[Child, ...]
    standing: Standing
    days: tuple[date, ...]

    def card(self, code: str) -> Card:
        """Return the card of a coverage.

        :raises KeyError: no coverage has that code.
        """
        return next(card for card in self.cards if card.entry is COVERAGES.get(code))


def target_of(entry: Coverage, *, on: date, place: str) -> Decimal | None:
    """Return the share to reach in a place on a day; None where none is set."""
    return entry.target.on(on, place or None)


def coverage_of_children(*, union_id: int, on: date, today: date) -> list[Child]:
    """Return the unions directly below a union on a day with their figures; two statements."""
    rows = _children(union_id, on)
    sums, source = _sums(union_id, [row[0] for row in rows], on, today)
    return _as_children(rows, sums, on, source)


def board(
    *, union_id: int, place: str, on: date, today: date, of_children: Sequence[str] | None = None
) -> Board:
    """Return what the coverage page shows of a union on a day.

    :param place: the region code of the union, for its targets.
    :param of_children: coverages wanted of the unions below; all when None.
    """
    rows = _children(union_id, on)
    within = [union_id, *(row[0] for row in rows)]
    days = month_ends(today=today)
    before = last_day_before(first_of(on))
    wanted: dict[date, list[int]] = {day: [union_id] for day in (*days, *_kept(before, today))}
    source: Origin = "facts" if is_kept(on, today=today) else "rows"
    if source == "facts":
        wanted[on] = within
    past = facts.stocks_of(wanted)
    sums = past[on] if source == "facts" else _from_rows(union_id, within, on)
    series = {day: figures_of(past[day], union_id=union_id, on=day, source="facts") for day in past}
    cards = tuple(
        Card(
            entry=entry,
            figure=figure,
            previous=series[before][place_] if before in series else None,
            series=tuple(series[day][place_] for day in days),
            target=target_of(entry, on=on, place=place),
        )
        for place_, (entry, figure) in enumerate(
            zip(
                COVERAGES.entries(),
                figures_of(sums, union_id=union_id, on=on, source=source),
                strict=True,
            )
        )
    )
    return Board(
        on=on,
        source=source,
        cards=cards,
        children=tuple(_as_children(rows, sums, on, source, codes=of_children)),
        standing=_standing(sums, union_id),
        days=tuple(days),
    )


@dataclass(frozen=True, slots=True)
class LateTerm:
    """A union whose last term ran out; ``ends_before`` was the first day without one."""

    union_id: int
    code: str
    name: str
    ends_before: date


_LATE = """
SELECT late.union_id, u.code, u.name, late.ends_before
FROM (SELECT union_id, max(starts_on) AS starts_on FROM unions_term WHERE starts_on <= %(on)s
    GROUP BY union_id) AS last
JOIN unions_term AS late USING (union_id, starts_on)
JOIN unions_union AS u ON u.id = late.union_id AND u.status <> 'preparing'
JOIN unions_position AS p ON p.union_id = late.union_id AND p.ancestors @> %(top)s::int[]
    AND p.starts_on <= %(on)s AND (p.ends_before IS NULL OR p.ends_before > %(on)s)
WHERE late.ends_before <= %(on)s
ORDER BY late.ends_before, late.union_id
LIMIT %(most)s
"""


def late_terms(*, union_id: int, on: date) -> list[LateTerm]:
    """Return the terms longest run out in a subtree, at most eight.

    The first rows of the gap of ``term_current``, found from the terms because that is quicker.
    """
    given: dict[str, Any] = {"on": on, "top": [union_id], "most": LATE_ROWS}
    with connection.cursor() as cursor:
        cursor.execute(_LATE, given)
        return [LateTerm(*row) for row in cursor.fetchall()]


def _kept(day: date, today: date) -> list[date]:
    return [day] if is_kept(day, today=today) else []


def _children(union_id: int, on: date) -> list[tuple[int, str, str]]:
    found = tree_on(on).filter(parent_id=union_id).order_by("union__kind", "union__code")
    return list(found.values_list("union_id", "union__code", "union__name"))


def _sums(union_id: int, within: list[int], on: date, today: date) -> tuple[Sums, Origin]:
    if is_kept(on, today=today):
        return facts.stocks(union_ids=within, days=[on])[on], "facts"
    return _from_rows(union_id, within, on), "rows"


def _from_rows(union_id: int, within: list[int], on: date) -> Sums:
    return statements.sums_from_rows(top=union_id, within=within, on=on)


def _as_children(
    rows: list[tuple[int, str, str]],
    sums: Sums,
    on: date,
    source: Origin,
    *,
    codes: Sequence[str] | None = None,
) -> list[Child]:
    return [
        Child(
            id=pk,
            code=code,
            name=name,
            figures={
                f.code: f for f in figures_of(sums, union_id=pk, on=on, source=source, codes=codes)
            },
        )
        for pk, code, name in rows
    ]


def _standing(sums: Sums, union_id: int) -> Standing:
    def cell(name: str) -> int:
        return sums.get((union_id, "members", name), 0)

    return Standing(cell("active"), cell("pending"), cell("retained"))


def children_choices(*, union_id: int, on: date) -> list[tuple[str, str]]:
    """Return code and name of the unions directly below, for a filter."""
    return [(code, name) for _, code, name in _children(union_id, on)]


def labels_of(label: str, field: str) -> list[tuple[str, str]]:
    """Return the choices of a field of the registry, such as the sectors of employers."""
    choices: list[tuple[str, str]] = registry_rows(label).model._meta.get_field(field).flatchoices
    return choices
