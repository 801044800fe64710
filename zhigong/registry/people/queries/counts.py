"""How many members: without applicants (待审) and retained ones (保留会籍)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from zhigong.registry.people.models import Membership
from zhigong.registry.unions.queries import tree_on

_WHY = "counts and rows of unions the caller was let into"


def counted_memberships(*, on: date) -> "QuerySet[Membership]":
    """Return the memberships that count on a day; callers narrow them to their unions."""
    found: QuerySet[Membership] = Membership.objects.trusted(_WHY).counted(on)
    return found


def open_memberships() -> "QuerySet[Membership]":
    """Return the memberships without an end, those that do not count included."""
    found: QuerySet[Membership] = Membership.objects.trusted(_WHY).open()
    return found


def members_of_unions(*, union_ids: Any, on: date) -> "QuerySet[Membership]":
    """Return the members of the unions themselves on a day.

    :param union_ids: ids, or a QuerySet of ids, without what stands below them.
    """
    return counted_memberships(on=on).filter(union_id__in=union_ids)


def count_members(*, union_ids: Any, on: date) -> int:
    """Return how many members the unions themselves have on a day, each person once."""
    return members_of_unions(union_ids=union_ids, on=on).count()


def members_by_union(*, on: date, union_ids: Any = None) -> dict[int, int]:
    """Return members by union, without those of the unions below; unions with none are left out.

    :param union_ids: only these; None is every union.
    """
    rows = counted_memberships(on=on)
    if union_ids is not None:
        rows = rows.filter(union_id__in=union_ids)
    return dict(rows.order_by().values_list("union_id").annotate(n=Count("id")))


def members_below(*, union_ids: Iterable[int], on: date) -> dict[int, int]:
    """Return the members of whole subtrees on a day, by the tree of that day: two statements."""
    wanted = set(union_ids)
    own = members_by_union(on=on)
    found = dict.fromkeys(wanted, 0)
    if not own:
        return found
    for union_id, ancestors in tree_on(on).values_list("union_id", "ancestors"):
        number = own.get(union_id)
        if number:
            for ancestor in wanted.intersection(ancestors):
                found[ancestor] += number
    return found
