"""The lists behind the figures: who is missing (未覆盖名单)."""

from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from zhigong.engines.indicators.contract import COVERAGES, Coverage
from zhigong.registry.unions.queries import subtree_ids


def _of_subtree(entry: Coverage, union_id: int, on: date) -> "QuerySet[Any]":
    ids = subtree_ids(union_id, on=on)
    return entry.rows(on).filter(entry.owner(ids)).filter(owner_id__in=ids)


def gap_rows(*, code: str, union_id: int, on: date) -> "QuerySet[Any]":
    """Return the rows of a subtree that are not fully reached on a day, with ``missing`` >= 1.

    The rows are employers, unions or memberships, by the coverage's ``gap_kind``.

    :raises KeyError: no coverage has that code.
    """
    found = _of_subtree(COVERAGES.get(code), union_id, on)
    return found.filter(due__gt=F("reached")).annotate(missing=F("due") - F("reached"))


def excess_rows(*, code: str, union_id: int, on: date) -> "QuerySet[Any]":
    """Return the rows of a subtree that reach more than is due: findings about the data.

    :raises KeyError: no coverage has that code.
    """
    found = _of_subtree(COVERAGES.get(code), union_id, on)
    return found.filter(reached__gt=F("due")).annotate(excess=F("reached") - F("due"))
