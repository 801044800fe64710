"""The tree of a day with the recorded members of each union and of its subtree."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from zhigong.engines.indicators.contract import registry_rows
from zhigong.engines.indicators.queries import facts
from zhigong.engines.indicators.queries.calendar import is_kept
from zhigong.registry.people import queries as people
from zhigong.registry.unions.queries import tree_rows


@dataclass(frozen=True, slots=True)
class TreeMember:
    """One union of a day's tree.

    :param members: recorded active members directly in it; ``members_below`` of its subtree,
        itself included.
    """

    code: str
    name: str
    kind: str
    parent: str | None
    members: int
    members_below: int


def members_by_union(*, on: date) -> dict[int, int]:
    """Return the recorded active members directly in each union on a day; one statement."""
    counted = registry_rows("people.Membership").counted(on).order_by()
    return dict(counted.values("union_id").annotate(n=Count("pk")).values_list("union_id", "n"))


def members_below(*, union_ids: Sequence[int], on: date, today: date) -> Mapping[int, int]:
    """Return the recorded active members of whole subtrees on a day.

    From facts, in one statement, where they are kept for the day; else counted, in two.
    """
    if not is_kept(on, today=today):
        return people.members_below(union_ids=union_ids, on=on)
    sums = facts.stocks(union_ids=union_ids, days=[on], indicators=["members"])[on]
    return {pk: sums.get((pk, "members", "active"), 0) for pk in union_ids}


def pending_members(*, union_ids: Sequence[int], today: date) -> int:
    """Return how many wait for approval (待审) in whole subtrees together, from facts."""
    sums = facts.stocks(union_ids=union_ids, days=[today], indicators=["members"])[today]
    return sum(sums.get((pk, "members", "pending"), 0) for pk in union_ids)


def open_memberships(*, union_ids: Sequence[int], today: date) -> int:
    """Return how many members, applicants and retained ones whole subtrees hold together.

    :param union_ids: unions of which none stands below another; what they share counts twice.
    """
    sums = facts.stocks(union_ids=union_ids, days=[today], indicators=["members"])[today]
    return sum(
        sums.get((pk, "members", cell), 0)
        for pk in union_ids
        for cell in ("active", "pending", "retained")
    )


def tree_with_members(*, on: date) -> list[TreeMember]:
    """Return the tree of a day, root first and parents before children; two statements."""
    rows = tree_rows(on)
    own = members_by_union(on=on)
    below: Counter[str] = Counter()
    for row in reversed(rows):
        below[row.code] += own.get(row.id, 0)
        if row.parent_code is not None:
            below[row.parent_code] += below[row.code]
    return [
        TreeMember(
            row.code, row.name, row.kind, row.parent_code, own.get(row.id, 0), below[row.code]
        )
        for row in rows
    ]
