"""Retain many memberships at once, as a full reconciling asks for.

The set-based twin of ``retain_membership``: a roster of a large union leaves thousands behind.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from zhigong.base.actor import Actor
from zhigong.base.events import publish
from zhigong.base.operations import act, operation
from zhigong.registry.people.contract import MembershipState
from zhigong.registry.people.events import MembershipsChanged
from zhigong.registry.people.models import Membership, Retention
from zhigong.registry.people.operations.undoing import record_bulk
from zhigong.registry.people.workflow import MEMBERSHIP


@operation("people.retain_memberships")
def retain_memberships(
    *, actor: Actor, at: datetime, ids: Sequence[int], cause: str
) -> frozenset[int]:
    """Retain active memberships (保留会籍) from the day of ``at`` on; return which were.

    Left alone is what lies outside the actor's scope, is not active any more, began later, or was
    retained on that day already.

    :param ids: at most some thousands; the caller cuts more into parts.
    :param cause: a code of ``contract.RETENTION_REASONS``.
    :legal: 工会会员会籍管理办法 (2016); retired members keep it where they were.
    """
    day = at.date()
    later = Retention._base_manager.filter(
        Q(starts_on__gt=day) | Q(ends_before__isnull=True) | Q(ends_before__gt=day),
        membership=OuterRef("pk"),
    )
    found = (
        Membership.objects.within(actor.scope("people.end"))
        .filter(~Exists(later), pk__in=ids, state=MembershipState.ACTIVE, starts_on__lte=day)
        .select_for_update(of=("self",))
        .order_by("pk")
        .values_list("pk", "union_id")
    )
    union_of = dict(found)
    if not union_of:
        act().unchanged()
        return frozenset()
    # The history triggers keep the plan of their first statement; one made for a single row takes
    # minutes for thousands.
    with connection.cursor() as cursor:
        cursor.execute("DISCARD PLANS")
    Membership._base_manager.filter(pk__in=union_of).update(state=MEMBERSHIP.moves["retain"].target)
    Retention.objects.bulk_create(
        [Retention(membership_id=pk, reason=cause, starts_on=day) for pk in union_of],
        batch_size=5_000,
    )
    record_bulk("people.membership", union_of, cause=cause)
    publish(MembershipsChanged(frozenset(union_of.values()), day, is_bulk=True))
    return frozenset(union_of)
