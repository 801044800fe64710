"""Numbers: who waits, who is called, how long it will take, what was waited."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, Prefetch

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.engines.cases import queries as cases
from zhigong.work.reception.contract import UNSERVED_STATES, TicketState
from zhigong.work.reception.models import Call, Hall, MatterGroup, Ticket, TicketCase, Window
from zhigong.work.reception.permissions import VIEW
from zhigong.work.reception.rules import (
    PRIORITY_RUN,
    Waiting,
    expected_minutes,
    middle,
    ninth_tenth,
    order_of,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet

LATEST_SERVICES = 20
BOARD_LINES = 6
NO_NAMES = "a number has no name; whoever has its token holds the slip"
AT_WINDOW = "the caller works at the window"


def tickets_for(*, actor: Actor, ability: str = VIEW) -> "QuerySet[Ticket]":
    """Return the numbers of halls the actor may see."""
    rows = Ticket.objects.within(actor.scope(ability))
    return rows.select_related("hall", "group", "window")


def get_ticket_for(*, actor: Actor, ticket_id: int, ability: str = VIEW) -> Ticket:
    """Return a number of a hall the actor may see.

    :raises Ticket.DoesNotExist: none, or outside the scope.
    """
    return tickets_for(actor=actor, ability=ability).get(pk=ticket_id)


def get_ticket_by_token(token: str) -> Ticket:
    """Return the number whose slip somebody holds.

    :raises Ticket.DoesNotExist: none.
    """
    rows = Ticket.objects.trusted(NO_NAMES).select_related("hall", "group", "window")
    return rows.get(token=token)


def own_bookings(*, actor: Actor, on: date) -> "QuerySet[Ticket]":
    """Return what the actor has booked, from a day on."""
    rows = Ticket.objects.trusted("one's own bookings").filter(booked_by_id=actor.user_id)
    rows = rows.filter(day__gte=on, state__in=[TicketState.BOOKED, TicketState.WAITING])
    return rows.select_related("hall", "group").order_by("slot_at")


def ticket_sent_with(key: UUID) -> Ticket | None:
    """Return the number taken by the first sending of a form."""
    return Ticket.objects.trusted(NO_NAMES).filter(submission_key=key).first()


def waiting_tickets(hall: Hall, *, on: date) -> "QuerySet[Ticket]":
    """Return those who wait in a hall, in the order of coming."""
    rows = Ticket.objects.trusted(NO_NAMES).filter(hall=hall, day=on, state=TicketState.WAITING)
    return rows.select_related("group").order_by("joined_at", "pk")


def as_waiting(tickets: Iterable[Ticket], *, at: datetime) -> list[Waiting]:
    """Return tickets, given in the order of coming, as the rules see them."""
    return [
        Waiting(
            key=one.pk,
            place=place,
            is_first=comes_first(one, at=at),
            not_before=one.not_before,
            window=one.wanted_window_id,
        )
        for place, one in enumerate(tickets)
    ]


def comes_first(ticket: Ticket, *, at: datetime) -> bool:
    """Whether somebody is called before others: by priority, or because her time has come."""
    return bool(ticket.priority) or (ticket.slot_at is not None and ticket.slot_at <= at)


def calls_of(hall: Hall, *, on: date) -> tuple[int, int]:
    """Return the number of calls of a day, and how many of the last were of who comes first."""
    rows = Call.objects.filter(hall=hall, day=on, is_again=False)
    latest = rows.order_by("-pk").values_list("is_first", flat=True)[:PRIORITY_RUN]
    run = 0
    for is_first in latest:
        if not is_first:
            break
        run += 1
    return rows.count(), run


@dataclass(frozen=True, slots=True)
class Outlook:
    """What somebody who waits wants to know.

    :param ahead: people of her matter who are called before her; ``None`` when she does not wait.
    :param minutes: until she may be called, where anything tells it.
    """

    ahead: int | None
    minutes: int | None


def outlook_of(ticket: Ticket, *, at: datetime) -> Outlook:
    """Return how many come before a number, and how long that may take."""
    if ticket.state != TicketState.WAITING:
        return Outlook(None, None)
    same = [t for t in waiting_tickets(ticket.hall, on=ticket.day) if t.group_id == ticket.group_id]
    calls, run = calls_of(ticket.hall, on=ticket.day)
    order = order_of(as_waiting(same, at=at), calls=calls, run=run)
    ahead = order.index(ticket.pk) if ticket.pk in order else 0
    windows = open_windows(ticket.group)
    services = latest_services(ticket.group, on=ticket.day)
    return Outlook(ahead, expected_minutes(ahead, services=services, windows=windows))


def open_windows(group: MatterGroup) -> int:
    """Return how many open windows serve a group of matters."""
    return Window.objects.trusted(NO_NAMES).filter(groups=group, is_open=True).count()


def latest_services(group: MatterGroup, *, on: date) -> list[float]:
    """Return the minutes the latest services of a group took on a day."""
    rows = Ticket.objects.trusted(NO_NAMES).filter(group=group, day=on, state=TicketState.DONE)
    latest = rows.order_by("-ended_at").values_list("called_at", "ended_at")[:LATEST_SERVICES]
    return [(ended - called).total_seconds() / 60 for called, ended in latest]


def groups_with_queue(hall: Hall, *, on: date) -> list[dict[str, Any]]:
    """Return the groups of a hall with those who wait: ``group, waiting, windows``."""
    rows = Ticket.objects.trusted(NO_NAMES).filter(hall=hall, day=on, state=TicketState.WAITING)
    waiting = dict(rows.values_list("group_id").annotate(n=Count("pk")))
    groups = MatterGroup.objects.trusted(NO_NAMES).filter(hall=hall, is_active=True)
    windows = Window.objects.trusted(NO_NAMES).order_by("number")
    return [
        {
            "group": group,
            "waiting": waiting.get(group.pk, 0),
            "windows": [one.number for one in group.windows.all() if one.is_open],
        }
        for group in groups.order_by("prefix").prefetch_related(Prefetch("windows", windows))
    ]


def group_ids_of(window: Window) -> set[int]:
    """Return the groups of matters a window serves."""
    rows = Window.groups.through.objects.filter(window=window)
    return set(rows.values_list("mattergroup_id", flat=True))


def at_window(window: Window) -> Ticket | None:
    """Return the number that is being served at a window."""
    rows = Ticket.objects.trusted(AT_WINDOW).filter(window=window, state=TicketState.CALLED)
    return rows.select_related("group", "hall").first()


def queue_of(window: Window, *, at: datetime) -> list[Ticket]:
    """Return whom a window may call, in the order in which they would be called."""
    groups = group_ids_of(window)
    rows = waiting_tickets(window.hall, on=at.date())
    mine = [
        one
        for one in rows
        if one.wanted_window_id == window.pk
        or (one.wanted_window_id is None and one.group_id in groups)
    ]
    calls, run = calls_of(window.hall, on=at.date())
    by_key = {one.pk: one for one in mine}
    return [by_key[key] for key in order_of(as_waiting(mine, at=at), calls=calls, run=run)]


def bookings_of(hall: Hall, *, on: date) -> "QuerySet[Ticket]":
    """Return who has booked for a day and is not there yet, by time."""
    rows = Ticket.objects.trusted(AT_WINDOW).filter(hall=hall, day=on, state=TicketState.BOOKED)
    return rows.select_related("group").order_by("slot_at")


def served_at(window: Window, *, on: date) -> "QuerySet[Ticket]":
    """Return what a window has finished on a day, newest first."""
    rows = Ticket.objects.trusted(AT_WINDOW).filter(window=window, day=on)
    return rows.filter(state=TicketState.DONE).select_related("group").order_by("-ended_at")


def cases_of(tickets: Sequence[Ticket], *, actor: Actor) -> list[dict[str, Any]]:
    """Return what was registered for holders of numbers: ``ticket, case``, if visible."""
    rows = TicketCase.objects.trusted(AT_WINDOW).filter(ticket__in=tickets).order_by("pk")
    found = []
    for row in rows.select_related("ticket"):
        if (case := cases.case_sent_with(actor=actor, key=row.key)) is not None:
            found.append({"ticket": row.ticket, "case": case})
    return found


def board_of(hall: Hall, *, at: datetime) -> dict[str, Any]:
    """Return what the board of a hall shows: ``called, waiting, last``; no names anywhere.

    ``last`` is the latest call, which is spoken.
    """
    rows = Ticket.objects.trusted(NO_NAMES).filter(hall=hall, day=at.date())
    called = rows.filter(state=TicketState.CALLED).select_related("window", "group")
    calls = Call.objects.filter(hall=hall, day=at.date()).select_related("ticket", "window")
    return {
        "called": list(called.order_by("-called_at", "-pk")[:BOARD_LINES]),
        "waiting": groups_with_queue(hall, on=at.date()),
        "last": calls.order_by("-pk").first(),
    }


def days_to_close(*, today: date) -> list[tuple[int, date]]:
    """Return the halls and past days on which somebody still waits."""
    rows = Ticket.objects.trusted("days close by themselves").filter(day__lt=today)
    states = [TicketState.BOOKED, TicketState.WAITING, TicketState.CALLED]
    return list(rows.filter(state__in=states).order_by().values_list("hall_id", "day").distinct())


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the figures: what it is of, how many, how long they waited."""

    code: str
    title: str
    served: int
    middle: float | None
    ninth_tenth: float | None


def figures_of(rows: "QuerySet[Ticket]") -> dict[str, Any]:
    """Return what numbers say of waiting, in one statement.

    ``taken, served, unserved, open, middle, ninth_tenth, minutes``; and ``windows``, ``hours``,
    ``groups`` as ``Line``. Waits are minutes from coming to the call after which one was served.
    """
    wanted = ("state", "joined_at", "called_at", "ended_at", "window_id", "group_id")
    named = ("window__number", "window__title", "group__prefix", "group__title")
    found = list(rows.order_by().values(*wanted, *named))
    served = [row for row in found if row["state"] == TicketState.DONE]
    waits = [_waited(row) for row in served]
    lasted = [(row["ended_at"] - row["called_at"]) / timedelta(minutes=1) for row in served]
    services = [one for one in lasted if one > 0]  # 0: the day ended before the service was ended
    return {
        "taken": sum(row["state"] != TicketState.CANCELLED for row in found),
        "served": len(served),
        "unserved": sum(row["state"] in UNSERVED_STATES for row in found),
        "middle": middle(waits),
        "ninth_tenth": ninth_tenth(waits),
        "minutes": middle(services),
        "windows": _lines(served, "window_id", "window__number", "window__title"),
        "groups": _lines(served, "group_id", "group__prefix", "group__title"),
        "hours": _hours(served),
    }


def _waited(row: dict[str, Any]) -> float:
    waited: timedelta = row["called_at"] - row["joined_at"]
    return waited / timedelta(minutes=1)


def _lines(served: list[dict[str, Any]], key: str, short: str, title: str) -> list[Line]:
    by_key: dict[Any, list[dict[str, Any]]] = {}
    for row in served:
        by_key.setdefault((row[short], row[key], row[title]), []).append(row)
    return [
        _line(str(found[1]), f"{found[0]} {found[2]}", by_key[found]) for found in sorted(by_key)
    ]


def _hours(served: list[dict[str, Any]]) -> list[Line]:
    by_hour: dict[int, list[dict[str, Any]]] = {}
    for row in served:
        by_hour.setdefault(row["called_at"].astimezone(clock.ZONE).hour, []).append(row)
    return [_line(str(h), f"{h:02d}:00–{h + 1:02d}:00", by_hour[h]) for h in sorted(by_hour)]


def _line(code: str, title: str, rows: list[dict[str, Any]]) -> Line:
    waits = [_waited(row) for row in rows]
    return Line(code, title, len(rows), middle(waits), ninth_tenth(waits))
