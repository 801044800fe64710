"""Counting the rows of many queries in one statement."""

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

K = TypeVar("K")


class Statement(NamedTuple):
    """The text of a query, and its values."""

    sql: str
    values: tuple[Any, ...]


def count_together(rows: Mapping[K, "QuerySet[Any]"]) -> dict[K, int]:
    """Return how many rows each query set has, by its name; one statement for all."""
    return run_counts({name: statement_of(one) for name, one in rows.items()})


def statement_of(rows: "QuerySet[Any]", *, most: int | None = None) -> Statement:
    """Return the statement of some rows, for :func:`run_counts`.

    :param most: where counting stops; nowhere when None.
    """
    try:
        sql, values = rows.order_by().values("pk")[:most].query.sql_with_params()
    except EmptyResultSet:  # a condition nothing fulfils
        return Statement("SELECT 1 WHERE false", ())
    return Statement(sql, tuple(values))


def run_counts(statements: Mapping[K, Statement]) -> dict[K, int]:
    """Return how many rows each statement finds, by its name; one statement for all."""
    if not statements:
        return {}
    # It begins with SELECT, or the history would be told who reads. Values stay parameters.
    counts = [f"(SELECT count(*) FROM ({one.sql}) AS rows)" for one in statements.values()]  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(counts)}",
            [value for one in statements.values() for value in one.values],
        )
        return dict(zip(statements, cursor.fetchone(), strict=True))
