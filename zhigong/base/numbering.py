"""Numbers without gaps of meaning: each series counts up, under one row lock."""

from django.db import connection

_TAKE = """
INSERT INTO base_series (name, last) VALUES (%s, %s)
ON CONFLICT (name) DO UPDATE SET last = base_series.last + excluded.last
RETURNING last
"""


def take_numbers(series: str, count: int) -> range:
    """Return ``count`` consecutive numbers of a series; the lock is held until commit."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [series, count])
        (last,) = cursor.fetchone()
    return range(last - count + 1, last + 1)


def next_number(series: str) -> int:
    """Return the next number of a series, from 1."""
    return take_numbers(series, 1)[0]
