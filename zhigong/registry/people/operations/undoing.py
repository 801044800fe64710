"""Take back what a bulk enrolment wrote: memberships and offers of transfer, many in one statement.

The set-based twin of ``end_membership`` and ``withdraw_transfer``; one by one, a batch of a hundred
thousand rows took hours.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet

from zhigong.base.actor import Actor
from zhigong.base.crypto import digest
from zhigong.base.events import publish
from zhigong.base.operations import act, operation
from zhigong.registry.people.contract import MembershipState, TransferState
from zhigong.registry.people.events import MembershipsChanged, TransferMoved
from zhigong.registry.people.models import Membership, Transfer
from zhigong.registry.people.operations.access import Node, require
from zhigong.registry.people.operations.memberships import END_REASON_OF
from zhigong.registry.people.workflow import MEMBERSHIP, TRANSFER


@operation("people.take_back_memberships")
def take_back_memberships(
    *, actor: Actor, at: datetime, union: Node, ids: Sequence[int], reason: str
) -> int:
    """End memberships below a union as if they had never counted; return how many were.

    Left alone is what somebody moved on since: a retained, transferring or ended membership, and
    one that was retained at any time. Offers of transfer out of those taken back are withdrawn.

    :param ids: at most some thousands; the caller cuts a batch into parts.
    :raises OutsideScope: the actor may not end memberships of the union.
    """
    require(actor, "people.end", union)
    found = (
        Membership._base_manager.select_for_update(of=("self",))
        .filter(
            pk__in=ids,
            state=MembershipState.ACTIVE,
            union__ancestors__contains=union.ancestors,
            retentions__isnull=True,
        )
        .order_by("pk")
        .values_list("pk", "union_id", "starts_on")
    )
    rows = list(found)
    if not rows:
        act().unchanged()
        return 0
    numbers = [pk for pk, _union, _day in rows]
    # The history triggers keep the plan of their first statement; one made for a single row takes
    # minutes for thousands.
    with connection.cursor() as cursor:
        cursor.execute("DISCARD PLANS")
    Membership._base_manager.filter(pk__in=numbers).update(
        state=MEMBERSHIP.moves["leave"].target,
        ends_before=F("starts_on"),
        end_reason=END_REASON_OF["leave"],
    )
    _withdraw(Transfer._base_manager.filter(from_membership_id__in=numbers), at)
    record_bulk("people.membership", numbers, way="leave")
    unions, earliest = frozenset(u for _pk, u, _day in rows), min(day for *_, day in rows)
    publish(MembershipsChanged(unions, earliest, is_bulk=True))
    return len(rows)


@operation("people.take_back_offers")
def take_back_offers(
    *, actor: Actor, at: datetime, union: Node, ids: Sequence[int], reason: str
) -> int:
    """Withdraw offers of transfer into unions below one, as far as nobody answered; say how many.

    :raises OutsideScope: the actor may not transfer for the union.
    """
    require(actor, "people.transfer", union)
    offers = Transfer._base_manager.filter(
        pk__in=ids,
        state=TransferState.OFFERED,
        to_union__ancestors__contains=union.ancestors,
    )
    numbers = _withdraw(offers, at)
    if numbers:
        record_bulk("people.transfer", numbers, state=TransferState.WITHDRAWN.value)
    else:
        act().unchanged()
    return len(numbers)


def _withdraw(transfers: "QuerySet[Transfer]", at: datetime) -> list[int]:
    """Withdraw what is offered; each pair of unions is told once, however many people it was."""
    found = (
        transfers.filter(state=TransferState.OFFERED)
        .select_for_update(of=("self",))
        .order_by("pk")
        .values_list("pk", "from_union_id", "to_union_id")
    )
    pair_of = {pk: frozenset((old, new)) for pk, old, new in found}
    target = TRANSFER.moves["withdraw"].target
    Transfer._base_manager.filter(pk__in=pair_of).update(state=target, settled_at=at)
    told = {pair: pk for pk, pair in pair_of.items()}
    for pair, pk in told.items():
        publish(TransferMoved(pk, target, pair, at.date()))
    return list(pair_of)


def record_bulk(kind: str, ids: Iterable[int], **codes: Any) -> None:
    """Give the audit entry of this operation the number and the digest of many rows."""
    numbers = [str(pk) for pk in ids]
    act().bulk(kind, count=len(numbers), digest=digest("\n".join(numbers).encode()), **codes)
