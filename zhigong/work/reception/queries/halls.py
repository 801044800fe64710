"""Halls and windows: doors, opening hours, free slots."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Prefetch, Q

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.base.holidays import calendar_of
from zhigong.work.reception.contract import TicketState
from zhigong.work.reception.models import Hall, HallDay, HallHours, MatterGroup, Ticket, Window
from zhigong.work.reception.rules import (
    BOOKING_CLOSES_HOURS,
    Span,
    free_slots,
    is_open_at,
    slots_of,
    spans_on,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet

PUBLIC = "halls, their hours and queues are public"


def halls_for(*, actor: Actor, ability: str) -> "QuerySet[Hall]":
    """Return the halls at unions over which the actor holds an ability."""
    return Hall.objects.within(actor.scope(ability)).select_related("union")


def get_hall_for(*, actor: Actor, hall_id: int, ability: str) -> Hall:
    """Return a hall the actor works with.

    :raises Hall.DoesNotExist: none, or outside the scope.
    """
    return halls_for(actor=actor, ability=ability).get(pk=hall_id)


def public_halls() -> "QuerySet[Hall]":
    """Return the halls in use, with the number of those who wait today."""
    waiting = Q(tickets__state=TicketState.WAITING, tickets__day=clock.today())
    rows = Hall.objects.trusted(PUBLIC).filter(is_active=True).select_related("union")
    return rows.annotate(waiting=Count("tickets", filter=waiting)).order_by("union__id", "id")


def get_public_hall(hall_id: int) -> Hall:
    """Return a hall in use.

    :raises Hall.DoesNotExist: none.
    """
    return public_halls().get(pk=hall_id)


def windows_for(*, actor: Actor, ability: str) -> "QuerySet[Window]":
    """Return the windows of halls the actor works with, by hall and number."""
    rows = Window.objects.within(actor.scope(ability)).filter(hall__is_active=True)
    return rows.select_related("hall", "hall__union").order_by(
        "hall__union_id", "hall_id", "number"
    )


def get_window_for(*, actor: Actor, window_id: int, ability: str) -> Window:
    """Return a window the actor works with.

    :raises Window.DoesNotExist: none, or outside the scope.
    """
    return windows_for(actor=actor, ability=ability).get(pk=window_id)


def groups_of(hall: Hall) -> "QuerySet[MatterGroup]":
    """Return the groups of matters a hall serves, by prefix."""
    rows = MatterGroup.objects.trusted(PUBLIC).filter(hall=hall, is_active=True)
    return rows.order_by("prefix")


def windows_of(hall: Hall) -> "QuerySet[Window]":
    """Return the windows of a hall, by number."""
    groups = MatterGroup.objects.trusted(PUBLIC).order_by("prefix")
    rows = Window.objects.trusted(PUBLIC).filter(hall=hall)
    return rows.prefetch_related(Prefetch("groups", groups)).order_by("number")


def get_group_of(hall: Hall, group_id: int) -> MatterGroup:
    """Return a group of a hall.

    :raises MatterGroup.DoesNotExist: it has no such group.
    """
    return MatterGroup.objects.trusted("the caller holds the hall").get(hall=hall, pk=group_id)


def get_window_of(hall: Hall, number: int) -> Window:
    """Return the window of a hall with a number.

    :raises Window.DoesNotExist: it has no such window.
    """
    return Window.objects.trusted("the caller holds the hall").get(hall=hall, number=number)


def hours_of(hall: Hall) -> "QuerySet[HallHours]":
    """Return the week of a hall, in order."""
    rows = HallHours.objects.trusted(PUBLIC).filter(hall=hall)
    return rows.order_by("weekday", "opens_at")


def own_days_of(hall: Hall, *, since: date) -> "QuerySet[HallDay]":
    """Return the days on which a hall is open otherwise, from a day on."""
    rows = HallDay.objects.trusted(PUBLIC).filter(hall=hall, day__gte=since)
    return rows.order_by("day", "opens_at")


@dataclass(frozen=True, slots=True)
class Opening:
    """The hours of some halls, read once."""

    week: dict[int, dict[int, list[Span]]]
    own_days: dict[int, dict[date, list[Span]]]

    def spans(self, hall: Hall, day: date) -> tuple[Span, ...]:
        """Return when a hall is open on a day."""
        return spans_on(
            day,
            week=self.week.get(hall.pk, {}),
            own_days=self.own_days.get(hall.pk, {}),
            calendar=calendar_of(lambda: hall.union.region),
        )

    def is_open(self, hall: Hall, at: datetime) -> bool:
        """Whether a hall is open at a moment of the business zone."""
        return is_open_at(at.astimezone(clock.ZONE), self.spans(hall, at.date()))


def opening_of(halls: Iterable[Hall], *, since: date) -> Opening:
    """Return the hours of halls from a day on, in two statements."""
    ids = [hall.pk for hall in halls]
    week: dict[int, dict[int, list[Span]]] = {}
    for row in HallHours.objects.trusted(PUBLIC).filter(hall_id__in=ids):
        spans = week.setdefault(row.hall_id, {}).setdefault(row.weekday, [])
        spans.append(Span(row.opens_at, row.closes_at))
    own_days: dict[int, dict[date, list[Span]]] = {}
    for own in HallDay.objects.trusted(PUBLIC).filter(hall_id__in=ids, day__gte=since):
        found = own_days.setdefault(own.hall_id, {}).setdefault(own.day, [])
        if own.opens_at is not None:
            found.append(Span(own.opens_at, own.closes_at))
    return Opening(week, own_days)


def week_of(hall: Hall) -> list[tuple[str, str]]:
    """Return the week of a hall in words: day and hours, days alike joined by nobody."""
    by_day: dict[str, list[str]] = {}
    for row in hours_of(hall):
        span = f"{row.opens_at:%H:%M}–{row.closes_at:%H:%M}"
        by_day.setdefault(str(row.get_weekday_display()), []).append(span)
    return [(day, "，".join(spans)) for day, spans in by_day.items()]


def bookable_days(hall: Hall, *, at: datetime) -> list[tuple[date, list[time]]]:
    """Return the days one may book, each with the times that are free."""
    first, opening = at.date(), opening_of([hall], since=at.date())
    found = []
    taken = _taken(hall, since=first)
    for ahead in range(hall.book_days + 1):
        day = first + timedelta(days=ahead)
        slots: Sequence[time] = slots_of(opening.spans(hall, day), hall.slot_minutes)
        if day == first:
            soonest = at + timedelta(hours=BOOKING_CLOSES_HOURS)
            slots = [one for one in slots if datetime.combine(day, one, clock.ZONE) >= soonest]
        if free := free_slots(slots, taken.get(day, {}), hall.slot_places):
            found.append((day, free))
    return found


def _taken(hall: Hall, *, since: date) -> dict[date, dict[time, int]]:
    rows = Ticket.objects.trusted("to count what is booked").filter(hall=hall, day__gte=since)
    rows = rows.filter(slot_at__isnull=False).exclude(state=TicketState.CANCELLED)
    found: dict[date, dict[time, int]] = {}
    for slot_at in rows.values_list("slot_at", flat=True):
        local = slot_at.astimezone(clock.ZONE)
        taken = found.setdefault(local.date(), {})
        taken[local.time()] = taken.get(local.time(), 0) + 1
    return found
