"""Who may be on duty, who is when, and how many visitors were received."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Sum

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.work.reception.contract import SwapState
from zhigong.work.reception.models import Adviser, Duty, DutySwap, DutyVisit, Hall
from zhigong.work.reception.permissions import VIEW
from zhigong.work.reception.rules import Shift

if TYPE_CHECKING:
    from django.db.models import QuerySet

PUBLISHED = "who is on duty is told to everybody"
HELD = "the caller holds the duty"
WEEK_DAYS = 7


def advisers_for(*, actor: Actor, ability: str = VIEW) -> "QuerySet[Adviser]":
    """Return the people on the roster of unions in scope."""
    return Adviser.objects.within(actor.scope(ability)).select_related("union")


def get_adviser_for(*, actor: Actor, adviser_id: int, ability: str) -> Adviser:
    """Return somebody of the roster.

    :raises Adviser.DoesNotExist: nobody, or outside the scope.
    """
    return advisers_for(actor=actor, ability=ability).get(pk=adviser_id)


def duties_for(*, actor: Actor, ability: str = VIEW) -> "QuerySet[Duty]":
    """Return the duties in halls in scope."""
    rows = Duty.objects.within(actor.scope(ability))
    return rows.select_related("adviser", "hall", "hall__union")


def get_duty_for(*, actor: Actor, duty_id: int, ability: str = VIEW) -> Duty:
    """Return a duty.

    :raises Duty.DoesNotExist: none, or outside the scope.
    """
    return duties_for(actor=actor, ability=ability).get(pk=duty_id)


def visits_of(duty: Duty) -> "QuerySet[DutyVisit]":
    """Return whom somebody received on a duty, in order."""
    return DutyVisit.objects.trusted(HELD).filter(duty=duty).order_by("at")


def open_swap_of(duty: Duty) -> DutySwap | None:
    """Return the offer of a duty nobody has answered."""
    rows = DutySwap.objects.trusted(HELD).filter(duty=duty, state=SwapState.ASKED)
    return rows.select_related("to").first()


def swaps_of(duty: Duty) -> "QuerySet[DutySwap]":
    """Return the answered offers of a duty, newest first."""
    rows = DutySwap.objects.trusted(HELD).filter(duty=duty).exclude(state=SwapState.ASKED)
    return rows.select_related("to").order_by("-asked_at")


def shifts_of(advisers: Iterable[int], *, days: Iterable[date]) -> list[Shift]:
    """Return what people have on some days already, wherever it is."""
    rows = Duty.objects.trusted("nobody is in two places").select_related("adviser")
    found = rows.filter(adviser_id__in=list(advisers), day__in=list(days))
    return [Shift(one.adviser_id, one.day, one.begins_at, one.ends_at, one.pk) for one in found]


def on_duty(hall: Hall, *, at: datetime) -> "QuerySet[Duty]":
    """Return who is on duty in a hall at a moment."""
    now = at.astimezone(clock.ZONE)
    rows = Duty.objects.trusted(PUBLISHED).filter(hall=hall, day=now.date())
    rows = rows.filter(begins_at__lte=now.time(), ends_at__gt=now.time())
    return rows.select_related("adviser").order_by("begins_at")


def coming_duties(hall: Hall, *, on: date) -> "QuerySet[Duty]":
    """Return the duties in a hall of the next seven days."""
    rows = Duty.objects.trusted(PUBLISHED).filter(hall=hall, day__gte=on)
    rows = rows.filter(day__lt=on + timedelta(days=WEEK_DAYS))
    return rows.select_related("adviser").order_by("day", "begins_at")


def month_of(hall: Hall, *, first: date, actor: Actor) -> dict[str, Any]:
    """Return the sheet of a month: ``weeks`` of days with their duties, and ``visitors``.

    A week has seven days from Monday on; days of other months are ``None``.
    """
    after = (first + timedelta(days=32)).replace(day=1)
    rows = duties_for(actor=actor).filter(hall=hall, day__gte=first, day__lt=after)
    by_day: dict[date, list[Duty]] = {}
    for duty in rows.order_by("begins_at").annotate(received=Sum("visits__people")):
        by_day.setdefault(duty.day, []).append(duty)
    days = [first + timedelta(days=n) for n in range((after - first).days)]
    cells: list[Any] = [None] * first.weekday()
    cells += [{"day": day, "duties": by_day.get(day, [])} for day in days]
    cells += [None] * (-len(cells) % WEEK_DAYS)
    received = sum(getattr(duty, "received", 0) or 0 for found in by_day.values() for duty in found)
    weeks = [cells[n : n + WEEK_DAYS] for n in range(0, len(cells), WEEK_DAYS)]
    return {
        "weeks": weeks,
        "visitors": received,
        "before": first - timedelta(days=1),
        "after": after,
    }
