"""Reading of facts: stocks of today and of month ends, for any unions of the tree.

A union's facts hold everything below it up to the next federations; a reader adds the facts of
the federations below. For a county that is one row set, for a province the sum of its counties.
"""

from collections.abc import Sequence
from datetime import date

from django.db import connection

from zhigong.engines.indicators.queries.calendar import first_of
from zhigong.engines.indicators.queries.statements import Sums

_NODES = """
days (day, month) AS (SELECT * FROM unnest(%s::date[], %s::date[])),
nodes (day, month, top, union_id) AS (
    SELECT days.day, days.month, t.id, t.id
    FROM days CROSS JOIN unnest(%s::int[]) AS t (id)
    UNION ALL
    SELECT days.day, days.month, t.id, p.union_id
    FROM days
    CROSS JOIN unions_union AS u
    JOIN unions_position AS p ON p.union_id = u.id AND p.starts_on <= days.day
        AND (p.ends_before IS NULL OR p.ends_before > days.day)
    JOIN unnest(%s::int[]) AS t (id) ON t.id = ANY (p.ancestors) AND t.id <> p.union_id
    WHERE u.kind = 'federation'
)
"""

# It begins with SELECT, or the history would be told who reads.
_STOCKS = """
SELECT * FROM (WITH {nodes}
SELECT nodes.day, nodes.top, f.indicator, f.cell, sum(f.value)::bigint
FROM nodes JOIN indicators_fact AS f ON f.union_id = nodes.union_id
    AND f.effect_month <= nodes.month
WHERE f.cell NOT LIKE 'own.%%'
GROUP BY nodes.day, nodes.top, f.indicator, f.cell) AS found
"""


def stocks(*, union_ids: Sequence[int], days: Sequence[date]) -> dict[date, Sums]:
    """Return the stocks of unions with everything below them; one statement.

    :param days: days that facts answer: today, and ends of months that are kept.
    """
    months = [first_of(day) for day in days]
    found: dict[date, Sums] = {day: {} for day in days}
    with connection.cursor() as cursor:
        cursor.execute(
            _STOCKS.format(nodes=_NODES), [list(days), months, list(union_ids), list(union_ids)]
        )
        for day, top, indicator, cell, value in cursor.fetchall():
            found[day][top, indicator, cell] = value
    return found
