"""Applicants are told what became of their applications, and unions of those that wait too long."""

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Count
from django.urls import reverse

from zhigong.base.events import publish
from zhigong.base.operations import act, operation
from zhigong.registry.messaging.operations import notify
from zhigong.registry.unions.queries import unions_by_id
from zhigong.work.membership import queries
from zhigong.work.membership.events import JoinsOverdue
from zhigong.work.membership.models import JoinApplication
from zhigong.work.membership.workflow import JoinState

NOTICES = {
    JoinState.APPROVED: "join_approved",
    JoinState.TRANSFERRING: "join_transferring",
    JoinState.REJECTED: "join_rejected",
}


@operation("membership.tell_joiners")
def tell_joiners(*, ids: Collection[int], state: str, at: datetime) -> int:
    """Tell the writers of applications that they were decided; return how many are told."""
    act().unchanged()  # the messages themselves are the record
    notice = NOTICES[JoinState(state)]
    told = 0
    for user_id, union_id, number in queries.applicants_of(ids=ids):
        told += notify(
            notice=notice,
            user_ids=[user_id],
            subject=number,
            values={"tail": number[-6:]},
            url=reverse("membership:own_join", args=[number]),
            union_id=union_id,
            at=at,
        )
    return told


@operation("membership.remind_of_joins")
def remind_of_joins(*, on: date) -> int:
    """Remind each union, and the one above it, of applications beyond their days, once each.

    :returns: how many applications they were reminded of.
    """
    rows = (
        JoinApplication.objects.trusted("everybody's, for reminding")
        .filter(state=JoinState.SUBMITTED, decide_until__lt=on, reminded_on__isnull=True)
        .select_for_update(skip_locked=True, of=("self",))
    )
    ids = list(rows.values_list("pk", flat=True))
    found = JoinApplication.objects.trusted("the same rows").filter(pk__any_of=set(ids))
    counts = dict(found.order_by().values_list("union_id").annotate(n=Count("pk")))
    unions = unions_by_id(counts)
    found.update(reminded_on=on)
    for union_id, count in counts.items():
        act().on(unions[union_id], node_id=union_id, joins=count)
        publish(JoinsOverdue(union_id, unions[union_id].parent_id, count, on))
    if not counts:
        act().unchanged()
    return len(ids)
