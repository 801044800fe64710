"""The statements that count coverages for many unions and many days at once.

Every coverage is compiled once, with the day and the ids of the unions left as the columns
``months.day`` and ``affected.id`` of the statement around it. What is counted is thus written in
one place, the catalogue, for pages, lists, facts and recounts alike.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import DateField, IntegerField
from django.db.models.expressions import RawSQL

from zhigong.engines.indicators.contract import (
    COVERAGES,
    TALLIES,
    Coverage,
    Tally,
)
from zhigong.registry.unions.queries import subtree_ids

OWN = "own."
DUE, REACHED, GAP_ROWS, EXCESS = "due", "reached", "gap_rows", "excess"

_DAY = RawSQL("months.day", (), output_field=DateField())
_IDS = RawSQL("SELECT affected.id FROM affected", (), output_field=IntegerField())

_COVERAGE = """
SELECT counted.day, counted.owner_id AS union_id, %s::text AS indicator, cells.cell, cells.value
FROM (
    SELECT months.day, r.owner_id,
        coalesce(sum(r.due), 0)::bigint AS due,
        coalesce(sum(least(r.due, r.reached)), 0)::bigint AS reached,
        count(*) FILTER (WHERE r.due > r.reached) AS gap_rows,
        coalesce(sum(greatest(r.reached - r.due, 0)), 0)::bigint AS excess
    FROM months CROSS JOIN LATERAL ({rows}) AS r (owner_id, due, reached)
    WHERE r.owner_id IN (SELECT affected.id FROM affected)
    GROUP BY months.day, r.owner_id
) AS counted
CROSS JOIN LATERAL (VALUES
    ('due', due), ('reached', reached), ('gap_rows', gap_rows), ('excess', excess)
) AS cells (cell, value)
WHERE cells.value <> 0
"""

_TALLY = """
SELECT months.day, r.owner_id AS union_id, %s::text AS indicator, r.cell,
    sum(r.value)::bigint AS value
FROM months CROSS JOIN LATERAL ({rows}) AS r (owner_id, cell, value)
WHERE r.owner_id IN (SELECT affected.id FROM affected)
GROUP BY months.day, r.owner_id, r.cell
HAVING sum(r.value) <> 0
"""


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL text with its parameters, to be set inside a larger statement."""

    sql: str
    params: tuple[Any, ...]


@cache
def counted_rows(entry: Coverage | Tally) -> Statement:
    """Return ``(day, union_id, indicator, cell, value)`` of one entry.

    For use inside a statement that has ``months (day)`` and ``affected (id)``.
    """
    is_coverage = isinstance(entry, Coverage)
    columns = ("owner_id", "due", "reached") if is_coverage else ("owner_id", "cell", "value")
    rows = entry.rows(_DAY).filter(entry.owner(_IDS)).order_by().values_list(*columns)
    sql, params = rows.query.sql_with_params()
    frame = _COVERAGE if is_coverage else _TALLY
    return Statement(frame.format(rows=sql), (entry.code, *params))


@cache
def all_counted_rows() -> Statement:
    """Return the counted rows of every coverage and tally, one after the other."""
    parts = [counted_rows(entry) for entry in (*COVERAGES.entries(), *TALLIES.entries())]
    sql = " UNION ALL ".join(f"({part.sql})" for part in parts)
    return Statement(sql, tuple(value for part in parts for value in part.params))


_SUM_BY_TOP = """
WITH months (day) AS (SELECT %s::date),
affected (id) AS (SELECT unnest(%s::int[])),
counted AS ({rows}),
tops (top, union_id) AS (
    SELECT t.id, p.union_id
    FROM unions_position AS p
    CROSS JOIN months
    CROSS JOIN LATERAL unnest(p.ancestors) AS t (id)
    WHERE p.starts_on <= months.day AND (p.ends_before IS NULL OR p.ends_before > months.day)
        AND t.id = ANY (%s)
)
SELECT tops.top, counted.indicator, counted.cell, sum(counted.value)::bigint
FROM tops JOIN counted USING (union_id)
GROUP BY tops.top, counted.indicator, counted.cell
"""

Sums = dict[tuple[int, str, str], int]


def sums_from_rows(*, top: int, within: Iterable[int], on: date) -> Sums:
    """Count every coverage and tally on any day, for unions of the subtree of ``top``.

    :param within: the unions whose subtrees are summed; ``top`` itself or unions below it.
    :returns: the value by (union, indicator, cell); a cell without rows is left out.
    """
    rows = all_counted_rows()
    # The ids as an array, not as a subquery: the planner must know how many there are.
    below = list(subtree_ids(top, on=on))
    statement = _SUM_BY_TOP.format(rows=rows.sql)
    parameters = (on, below, *rows.params, list(within))
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return {(row[0], row[1], row[2]): row[3] for row in cursor.fetchall()}


_SUM_OWN = """
WITH months (day) AS (SELECT %s::date), affected (id) AS (SELECT unnest(%s::int[]))
SELECT union_id, indicator, cell, value FROM ({rows}) AS every
"""


def sums_own(*, union_ids: Iterable[int], on: date) -> Sums:
    """Count every coverage and tally of unions themselves, without what is below them."""
    rows = all_counted_rows()
    with connection.cursor() as cursor:
        cursor.execute(_SUM_OWN.format(rows=rows.sql), (on, list(union_ids), *rows.params))
        return {(row[0], row[1], row[2]): row[3] for row in cursor.fetchall()}
