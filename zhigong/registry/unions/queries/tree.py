"""The shape of the tree: today's from ``Union.ancestors``, another day's from ``Position``."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from zhigong.registry.unions.models import ENDED, Position, Union, UnionKind


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One union of the tree of a day."""

    id: int
    code: str
    name: str
    kind: str
    parent_code: str | None


def root() -> Union:
    """Return the top of the tree.

    :raises Union.DoesNotExist: nothing was opened yet.
    """
    return Union.objects.trusted("one row, no figures").filter(parent=None).earliest("pk")


def children_of(*, union: Union) -> "QuerySet[Union]":
    """Return the unions directly below that have not ended, by kind and code."""
    return (
        Union.objects.trusted("callers hold the parent")
        .filter(parent=union)
        .exclude(status__in=ENDED)
        .order_by("kind", "code")
    )


def below(*, union: Union, with_ended: bool = False) -> "QuerySet[Union]":
    """Return today's subtree of a union, itself included."""
    found = Union.objects.trusted("callers hold the top").filter(ancestors__contains=[union.pk])
    return found if with_ended else found.exclude(status__in=ENDED)


def count_base_unions(*, union_id: int) -> int:
    """Return the living grassroots and joint unions of a subtree; federations are none (C04)."""
    found = Union.objects.trusted("callers hold the top").filter(
        ancestors__contains=[union_id],
        kind__in=(UnionKind.GRASSROOTS, UnionKind.JOINT),
        dissolved_on__isnull=True,
    )
    return found.count()


def tree_on(on: date) -> "QuerySet[Position]":
    """Return the positions of a day: one for each union that stood in the tree."""
    return Position.objects.trusted("a shape, no figures").filter(
        Q(ends_before__isnull=True) | Q(ends_before__gt=on), starts_on__lte=on
    )


union_tree = tree_on


def subtree_ids(union: Union | int, *, on: date | None = None) -> "QuerySet[Any, int]":
    """Return the ids of a subtree, itself included, as a QuerySet fit for ``__in``.

    :param on: the tree of that day; None is today's tree, unions that ended included.
    """
    top = union if isinstance(union, int) else union.pk
    if on is None:
        found = Union.objects.trusted("ids only").filter(ancestors__contains=[top])
        return found.values_list("id", flat=True)
    return tree_on(on).filter(ancestors__contains=[top]).values_list("union_id", flat=True)


def ancestors_on(*, union_id: int, on: date) -> tuple[int, ...]:
    """Return the ids from the root to the union on a day; empty when it stood nowhere."""
    found = tree_on(on).filter(union_id=union_id).values_list("ancestors", flat=True).first()
    return tuple(found or ())


def ancestors_of_many(*, union_ids: Iterable[int], on: date) -> dict[int, tuple[int, ...]]:
    """Return ``ancestors_on`` for many unions in one statement."""
    rows = tree_on(on).filter(union_id__in=list(union_ids)).values_list("union_id", "ancestors")
    return {union_id: tuple(ancestors) for union_id, ancestors in rows}


def tree_rows(on: date) -> list[TreeRow]:
    """Return the tree of a day, root first, every parent before its children; one statement."""
    rows = (
        tree_on(on)
        .order_by("ancestors__len", "union__code")
        .values_list("union_id", "union__code", "union__name", "union__kind", "parent__code")
    )
    return [TreeRow(*row) for row in rows]


def path_of(union: Union) -> list[Union]:
    """Return the unions from the root to this one; for the bread crumbs."""
    found = Union.objects.trusted("names above an open union").in_bulk(union.ancestors)
    return [found[pk] for pk in union.ancestors]


def unions_by_id(union_ids: Iterable[int]) -> dict[int, Union]:
    """Return unions by id, for those who act on rows that name them."""
    return Union.objects.trusted("kinds and names above open unions").in_bulk(set(union_ids))


def names_of(union_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of unions by id."""
    found = Union.objects.trusted("names only").filter(pk__in=set(union_ids))
    return dict(found.values_list("pk", "name"))


def codes_of(union_ids: Iterable[int]) -> dict[int, str]:
    """Return the codes of unions by id."""
    found = Union.objects.trusted("codes only").filter(pk__in=set(union_ids))
    return dict(found.values_list("pk", "code"))


def ids_of_codes(codes: Iterable[str]) -> dict[str, int]:
    """Return the ids of unions by code."""
    found = Union.objects.trusted("ids only").filter(code__in=set(codes))
    return dict(found.values_list("code", "pk"))
