"""Duties: tasks that come back every period, handed out on time and once."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import IntegrityError

from zhigong.base.actor import SYSTEM, Actor, use_actor
from zhigong.base.errors import UserError
from zhigong.base.holidays import calendar_of
from zhigong.base.operations import act, operation
from zhigong.engines.tasks import queries, rules
from zhigong.engines.tasks.contract import Order, Share
from zhigong.engines.tasks.models import Duty, DutyOwner, HandOut
from zhigong.engines.tasks.operations.handing import (
    MayNotHandOut,
    NobodyChosen,
    NothingToCount,
    OutsideIssuer,
    hand_out,
)
from zhigong.engines.tasks.permissions import HAND_OUT
from zhigong.kernel.text import N_

if TYPE_CHECKING:
    from zhigong.registry.unions.models import Union


class DutyEnded(UserError):
    """The duty was stopped already."""

    code: ClassVar[str] = "duty_ended"
    text: ClassVar[str] = N_("这项定期任务已经停止。")


@operation("tasks.save_duty")
def save_duty(
    *,
    actor: Actor,
    at: datetime,
    issuer: "Union",
    owners: "Sequence[Union]" = (),
    **values: Any,
) -> Duty:
    """Begin a duty; ``values`` are the fields of ``Duty`` it is described by.

    :param owners: the unions it goes to, unless ``is_for_all_below``.
    :raises MayNotHandOut, NobodyChosen, NothingToCount, OutsideIssuer: as they say.
    """
    if not actor.scope(HAND_OUT).covers(issuer.ancestors):
        raise MayNotHandOut(union=issuer.name)
    if not values.get("is_for_all_below", True) and not owners:
        raise NobodyChosen(field="owners")
    if not (values.get("unit") or values.get("needs_evidence")):
        raise NothingToCount(field="unit")
    for union in owners:
        if issuer.pk not in union.ancestors:
            raise OutsideIssuer(union=union.name)
    duty = Duty.objects.create(union=issuer, created_at=at, created_by_id=actor.user_id, **values)
    DutyOwner.objects.bulk_create(DutyOwner(duty=duty, union=union) for union in owners)
    act().on(duty, node_id=issuer.pk, rhythm=duty.rhythm)
    return duty


@operation("tasks.end_duty")
def end_duty(*, actor: Actor, at: datetime, duty: Duty) -> None:
    """Let a duty come no more; what it handed out goes on.

    :raises MayNotHandOut, DutyEnded: as they say.
    """
    if not actor.scope(HAND_OUT).covers(duty.union.ancestors):
        raise MayNotHandOut(union=duty.union.name)
    fresh = Duty._base_manager.select_for_update().get(pk=duty.pk)
    if fresh.ended_on is not None:
        raise DutyEnded
    fresh.ended_on = at.date()
    fresh.save(update_fields=["ended_on"])
    act().on(fresh, node_id=fresh.union_id)


def open_due_duties(*, at: datetime) -> int:
    """Hand out every duty whose day has come in its period; return how many were.

    Harmless to repeat: a constraint lets a duty come once in a period. One whose day was missed
    comes on the next run within the period.
    """
    today, opened = at.date(), 0
    with use_actor(SYSTEM):
        rows = Duty._base_manager.filter(ended_on__isnull=True, starts_on__lte=today)
        for duty in rows.select_related("union").order_by("pk"):
            due = rules.occurrence(duty.rhythm, duty.ordinal, today, calendar_of(duty.union.region))
            if due is None or not duty.starts_on <= due.opens_on <= today:
                continue
            known = HandOut._base_manager.filter(duty=duty, period_key=due.key)
            if not known.exists() and _open(duty, due.key, at=at):
                opened += 1
    return opened


def _open(duty: Duty, key: str, *, at: datetime) -> bool:
    shares = [Share(union.pk) for union in queries.owners_of(duty)]
    if not shares:
        return False
    try:
        hand_out(
            actor=SYSTEM,
            at=at,
            issuer=duty.union,
            order=_order(duty, key, at.date()),
            shares=shares,
            duty=duty,
            period_key=key,
        )
    except IntegrityError:  # another worker was quicker
        return False
    return True


def _order(duty: Duty, key: str, today: date) -> Order:
    return Order(
        title=f"{duty.title}（{queries.period_in_words(key)}）",
        instructions=duty.instructions,
        due_on=calendar_of(duty.union.region).add_working_days(today, duty.limit_days),
        unit=duty.unit,
        needs_evidence=duty.needs_evidence,
    )
