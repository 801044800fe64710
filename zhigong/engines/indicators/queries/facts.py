"""Reading of facts: stocks of today and of month ends, for any unions of the tree.

A union's facts hold everything below it up to the next federations; a reader adds the facts of
the federations below. For a county that is one row set, for a province the sum of its counties.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection

from zhigong.engines.indicators.queries.calendar import first_of
from zhigong.engines.indicators.queries.statements import Sums

_NODES = """
wanted (day, month, top) AS (SELECT * FROM unnest(%s::date[], %s::date[], %s::int[])),
nodes (day, month, top, union_id) AS (
    SELECT day, month, top, top FROM wanted
    UNION ALL
    SELECT wanted.day, wanted.month, wanted.top, p.union_id
    FROM unions_union AS u
    JOIN unions_position AS p ON p.union_id = u.id
    JOIN wanted ON wanted.top = ANY (p.ancestors) AND wanted.top <> p.union_id
        AND p.starts_on <= wanted.day AND (p.ends_before IS NULL OR p.ends_before > wanted.day)
    WHERE u.kind = 'federation'
)
"""

# It begins with SELECT, or the history would be told who reads.
_STOCKS = """
SELECT * FROM (WITH {nodes}
SELECT nodes.day, nodes.top, f.indicator, f.cell, sum(f.value)::bigint
FROM nodes JOIN indicators_fact AS f ON f.union_id = nodes.union_id
    AND f.effect_month <= nodes.month
WHERE f.cell NOT LIKE 'own.%%' {narrow}
GROUP BY nodes.day, nodes.top, f.indicator, f.cell) AS found
"""


def stocks(
    *, union_ids: Sequence[int], days: Sequence[date], indicators: Sequence[str] = ()
) -> dict[date, Sums]:
    """Return the stocks of unions with everything below them; one statement.

    :param days: days that facts answer: today, and ends of months that are kept.
    :param indicators: only these; all when empty.
    """
    return stocks_of(dict.fromkeys(days, union_ids), indicators=indicators)


def stocks_of(
    wanted: Mapping[date, Iterable[int]], *, indicators: Sequence[str] = ()
) -> dict[date, Sums]:
    """Return the stocks of the unions wanted for each day; one statement.

    :param wanted: days that facts answer, each with the ids of unions.
    :param indicators: only these; all when empty.
    """
    found: dict[date, Sums] = {day: {} for day in wanted}
    pairs = [(day, pk) for day, ids in wanted.items() for pk in dict.fromkeys(ids)]
    days, tops = [day for day, _ in pairs], [pk for _, pk in pairs]
    given: list[Any] = [days, [first_of(day) for day in days], tops]
    narrow = "AND f.indicator = ANY (%s)" if indicators else ""
    given += [list(indicators)] if indicators else []
    with connection.cursor() as cursor:
        cursor.execute(_STOCKS.format(nodes=_NODES, narrow=narrow), given)
        for day, top, indicator, cell, value in cursor.fetchall():
            found[day][top, indicator, cell] = value
    return found
