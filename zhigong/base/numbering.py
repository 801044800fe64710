"""Numbers without gaps of meaning: each series counts up, under one row lock."""

from django.db import connection

_TAKE = """
INSERT INTO base_series (name, last) VALUES (%s, %s)
ON CONFLICT (name) DO UPDATE SET last = base_series.last + excluded.last
RETURNING last
"""
# Parts of a loose series, and how many numbers each may give: six digits in all.
PARTS, PART = 9, 100_000
# Materialised: joined as a mere subquery it may be run again, and take a number of every part.
_TAKE_FREE = """
WITH free AS MATERIALIZED (
    SELECT name FROM base_series WHERE name = ANY (%s) AND last < %s
    ORDER BY name LIMIT 1 FOR UPDATE{without_waiting})
UPDATE base_series AS series SET last = series.last + 1 FROM free
WHERE series.name = free.name RETURNING series.name, series.last
"""
_BEGIN = """
INSERT INTO base_series (name, last) SELECT name, 0 FROM unnest(%s::text[]) AS name
ON CONFLICT (name) DO NOTHING
"""


class SeriesExhausted(RuntimeError):
    """All parts of a series are full."""


def take_numbers(series: str, count: int) -> range:
    """Return ``count`` consecutive numbers of a series; the lock is held until commit."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [series, count])
        (last,) = cursor.fetchone()
    return range(last - count + 1, last + 1)


def next_number(series: str) -> int:
    """Return the next number of a series, from 1."""
    return take_numbers(series, 1)[0]


def loose_number(series: str) -> int:
    """Return a number of a series for which nobody waits, from 1.

    Who comes alone gets the next one. Who comes while others hold theirs counts in a part of its
    own: the second part begins at 100,001. Only the first of a series is waited for.

    :raises SeriesExhausted: all numbers of six digits were given.
    """
    names = [series, *(f"{series}#{part}" for part in range(1, PARTS))]
    with connection.cursor() as cursor:
        for without_waiting in (" SKIP LOCKED", ""):
            cursor.execute(_TAKE_FREE.format(without_waiting=without_waiting), [names, PART])
            if (row := cursor.fetchone()) is not None:
                return names.index(row[0]) * PART + int(row[1])
            if without_waiting:
                cursor.execute(_BEGIN, [names])
    raise SeriesExhausted(series)
