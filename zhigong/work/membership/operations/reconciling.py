"""Full reconciling (全量核对): who is recorded but not in the file, and what became of them.

Nobody is removed: 转出 waits for the union that accepts, 退休 and 离职 retain the membership, 漏报
leaves it as it is.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from zhigong.base.actor import Actor
from zhigong.base.crypto import blind_indexes
from zhigong.base.errors import UserError
from zhigong.base.operations import act, operation
from zhigong.kernel.text import N_
from zhigong.registry.people import operations as people
from zhigong.registry.people import queries as people_queries
from zhigong.work.membership.models import Mark, MissingMember
from zhigong.work.membership.operations.checking import Examined

PART = 5_000
RETENTION_OF = {Mark.RETIRED: "retired", Mark.LEFT: "laid_off"}


class MarkUnknown(UserError):
    """Nothing was chosen, or something that is not offered."""

    code = "mark_unknown"
    text = N_("请选择这些人的去向：已转出、退休、离职或名册漏报。")


def missing_ids(examined: Examined) -> list[int]:
    """Return the open memberships below the chosen union whose people the file does not name.

    Rows that are refused name their person all the same, as long as the number can be read.
    """
    numbers = examined.checked.columns["id_number"]
    named = set(blind_indexes("id", (number for number in numbers if number)))
    rows = people_queries.open_memberships().filter(union__ancestors__contains=[examined.union.pk])
    pairs = rows.order_by("id").values_list("id", "person__id_blind")
    return [pk for pk, blind in pairs.iterator(chunk_size=20_000) if blind not in named]


def keep_missing(*, batch: Any, membership_ids: Iterable[int]) -> int:
    """Keep who is missing from a batch's file; what was decided already stays."""
    rows = [MissingMember(batch=batch, membership_id=pk) for pk in membership_ids]
    MissingMember.objects.bulk_create(rows, batch_size=5_000, ignore_conflicts=True)
    return len(rows)


@operation("membership.mark_missing")
def mark_missing(*, actor: Actor, at: datetime, batch: Any, ids: Sequence[int], mark: str) -> int:
    """Say what became of some who are not in the file; return of how many.

    Who cannot be retained (ended or moving since, or outside the actor's scope) stays undecided.

    :raises MarkUnknown: the mark is none of those offered.
    """
    if mark not in Mark.values or not mark:
        raise MarkUnknown(field="mark")
    found = dict(
        MissingMember.objects.within(actor.scope("membership.reconcile"))
        .filter(batch=batch, pk__in=ids, mark="")
        .values_list("pk", "membership_id")
    )
    if cause := RETENTION_OF.get(Mark(mark)):
        members = list(found.values())
        retained: set[int] = set()
        for start in range(0, len(members), PART):
            part = members[start : start + PART]
            retained |= people.retain_memberships(actor=actor, at=at, ids=part, cause=cause)
        found = {pk: member for pk, member in found.items() if member in retained}
    if not found:
        act().unchanged()
        return 0
    MissingMember.objects.trusted("chosen within the scope above").filter(pk__in=found).update(
        mark=mark, marked_by=actor.user_id, marked_at=at
    )
    act().on(batch, node_id=batch.union_id, mark=mark, members=len(found))
    return len(found)
