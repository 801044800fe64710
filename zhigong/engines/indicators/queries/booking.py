"""The statements that compare facts with rows, and give the increments that make them equal.

Two comparisons, each for every month from some day on:

- *own*: what is counted of a union itself, against its facts ``own.*``. The difference also goes
  to every union above it that day, up to the nearest federation;
- *places*: the sum of the facts ``own.*`` below a union, against its facts of the subtree. This
  one mends the tree after moves, where what is counted stays and only its place changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from zhigong.engines.indicators.queries.calendar import Month, next_month
from zhigong.engines.indicators.queries.statements import Statement, all_counted_rows

_MONTHS = (
    "months (day, month, following) AS (SELECT * FROM unnest(%s::date[], %s::date[], %s::date[]))"
)

# The unions from the nearest federation above (or the root) down to the union, on each day.
# Materialised, or the planner looks for federations once per fact.
_PATHS = """
standing AS MATERIALIZED (
    SELECT p.union_id, p.ancestors, p.starts_on, p.ends_before, coalesce((
        SELECT max(o.nth) FROM unnest(p.ancestors) WITH ORDINALITY AS o (id, nth)
        JOIN unions_union AS u ON u.id = o.id WHERE u.kind = 'federation'
    ), 1) AS top
    FROM unions_position AS p WHERE {which}
),
paths (day, union_id, place) AS MATERIALIZED (
    SELECT months.day, s.union_id, a.id
    FROM months
    JOIN standing AS s ON s.starts_on <= months.day
        AND (s.ends_before IS NULL OR s.ends_before > months.day)
    CROSS JOIN LATERAL unnest(s.ancestors) WITH ORDINALITY AS a (id, nth)
    WHERE a.nth >= s.top {places}
)
"""
_TO_AFFECTED = "AND a.id IN (SELECT affected.id FROM affected)"

_BOOKED = """
booked AS (
    SELECT months.day, f.union_id, f.indicator, f.cell, sum(f.value) AS value
    FROM months JOIN indicators_fact AS f ON f.effect_month <= months.month
    WHERE f.union_id IN (SELECT affected.id FROM affected) AND f.cell {own} LIKE 'own.%%'
    GROUP BY months.day, f.union_id, f.indicator, f.cell
),
differing AS (
    SELECT day, union_id, indicator, cell, sum(value) AS value
    FROM (
        SELECT day, union_id, indicator, cell, value FROM counted
        UNION ALL SELECT day, union_id, indicator, cell, -value FROM booked
    ) AS both_sides
    GROUP BY day, union_id, indicator, cell HAVING sum(value) <> 0
)
"""

_OWN = """
WITH {months}, affected (id) AS (SELECT unnest(%s::int[])),
counted AS (
    SELECT day, union_id, indicator, 'own.' || cell AS cell, value FROM ({rows}) AS every
),
{booked}
"""

_PLACES = """
WITH {months}, affected (id) AS (SELECT unnest(%s::int[])),
{paths},
own AS MATERIALIZED (
    SELECT months.day, f.union_id, f.indicator, substr(f.cell, 5) AS cell, sum(f.value) AS value
    FROM months JOIN indicators_fact AS f ON f.effect_month <= months.month
    WHERE f.union_id IN (SELECT standing.union_id FROM standing) AND f.cell LIKE 'own.%%'
    GROUP BY months.day, f.union_id, f.indicator, substr(f.cell, 5)
),
counted AS (
    SELECT own.day, paths.place AS union_id, own.indicator, own.cell, sum(own.value) AS value
    FROM own JOIN paths USING (day, union_id)
    GROUP BY own.day, paths.place, own.indicator, own.cell
),
{booked}
"""

# A stock that differs on one day only is a step up in its month and a step down in the next.
_BOOK = """,
spread AS ({spread}),
steps AS (
    SELECT months.month AS effect_month, s.union_id, s.indicator, s.cell, s.value
    FROM spread AS s JOIN months USING (day)
    UNION ALL
    SELECT months.following, s.union_id, s.indicator, s.cell, -s.value
    FROM spread AS s JOIN months USING (day) WHERE months.following IS NOT NULL
)
INSERT INTO indicators_fact (union_id, effect_month, booked_month, indicator, cell, value)
SELECT union_id, effect_month, %s, indicator, cell, sum(value)
FROM steps GROUP BY union_id, effect_month, indicator, cell HAVING sum(value) <> 0
ORDER BY union_id, effect_month, indicator, cell
ON CONFLICT (union_id, effect_month, booked_month, indicator, cell)
DO UPDATE SET value = indicators_fact.value + excluded.value
"""

_UPWARDS = """
    SELECT day, union_id, indicator, cell, value FROM differing
    UNION ALL
    SELECT d.day, paths.place, d.indicator, substr(d.cell, 5), d.value
    FROM differing AS d JOIN paths USING (day, union_id)
"""
_OF_AFFECTED = "p.union_id IN (SELECT affected.id FROM affected)"
_AS_IS = "SELECT day, union_id, indicator, cell, value FROM differing"
_FIELDS = ("day", "union_id", "indicator", "cell", "value")
_SHOW = """
SELECT day, union_id, indicator, cell, value::bigint FROM differing ORDER BY 1, 2, 3, 4
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """A stock that facts give otherwise than rows; ``value`` is rows minus facts."""

    day: date
    union_id: int
    indicator: str
    cell: str
    value: int


def _own(unions: Sequence[int], months: Sequence[Month]) -> Statement:
    rows = all_counted_rows()
    sql = _OWN.format(months=_MONTHS, rows=rows.sql, booked=_BOOKED.format(own=""))
    return Statement(sql, (*_months(months), list(unions), *rows.params))


def _places(places: Sequence[int], months: Sequence[Month]) -> Statement:
    paths = _PATHS.format(which="p.ancestors && %s::int[]", places=_TO_AFFECTED)
    sql = _PLACES.format(months=_MONTHS, paths=paths, booked=_BOOKED.format(own="NOT"))
    return Statement(sql, (*_months(months), list(places), list(places)))


def _months(months: Sequence[Month]) -> tuple[list[date], list[date], list[date | None]]:
    following: list[date | None] = [next_month(month.first) for month in months]
    if following:
        following[-1] = None
    return [month.day for month in months], [month.first for month in months], following


def own_differences(unions: Sequence[int], months: Sequence[Month]) -> list[Difference]:
    """Return where the facts of unions themselves differ from the rows."""
    return _differences(_own(unions, months))


def place_differences(places: Sequence[int], months: Sequence[Month]) -> list[Difference]:
    """Return where the facts of subtrees differ from the facts of the unions in them."""
    return _differences(_places(places, months))


def _differences(found: Statement) -> list[Difference]:
    with connection.cursor() as cursor:
        cursor.execute(found.sql + _SHOW, found.params)
        return [Difference(**dict(zip(_FIELDS, row, strict=True))) for row in cursor.fetchall()]


def book_own(unions: Sequence[int], months: Sequence[Month], *, upwards: bool) -> Statement:
    """Return the statement that books what differs of unions themselves.

    :param upwards: book it on the unions above as well, up to the nearest federation.
    """
    found = _own(unions, months)
    if not upwards:
        return _booking(found, months, _AS_IS)
    paths = "," + _PATHS.format(which=_OF_AFFECTED, places="")
    return _booking(Statement(found.sql + paths, found.params), months, _UPWARDS)


def book_places(places: Sequence[int], months: Sequence[Month]) -> Statement:
    """Return the statement that books what differs of subtrees."""
    return _booking(_places(places, months), months, _AS_IS)


def _booking(found: Statement, months: Sequence[Month], spread: str) -> Statement:
    booked_month: tuple[Any, ...] = (months[-1].first,)
    sql = found.sql + _BOOK.format(spread=spread)
    return Statement(sql, found.params + booked_month)
