"""Calling numbers at a window, and what becomes of them. The hall is locked: one call at a time."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID, uuid4

from zhigong.base.actor import SYSTEM, Actor
from zhigong.base.errors import UserError
from zhigong.base.operations import act, operation
from zhigong.kernel.text import N_
from zhigong.work.reception.contract import TicketState
from zhigong.work.reception.models import Call, Hall, Ticket, TicketCase, Window
from zhigong.work.reception.queries.numbers import (
    as_waiting,
    at_window,
    calls_of,
    comes_first,
    days_to_close,
    group_ids_of,
    waiting_tickets,
)
from zhigong.work.reception.rules import CALLS_BEFORE_RETURN, is_given_up, next_called
from zhigong.work.reception.workflow import TICKET


class NobodyWaits(UserError):
    """Nobody waits whom this window may call."""

    code: ClassVar[str] = "nobody_waits"
    text: ClassVar[str] = N_("现在没有等候本窗口事项的人。")
    status: ClassVar[int] = 409


class WindowBusy(UserError):
    """Somebody is being served at the window."""

    code: ClassVar[str] = "window_busy"
    text: ClassVar[str] = N_("{number}还在办理，请先办结、过号或转窗口。")
    status: ClassVar[int] = 409


class WindowShut(UserError):
    """The window is shut."""

    code: ClassVar[str] = "window_shut"
    text: ClassVar[str] = N_("本窗口已暂停，请先开放窗口再叫号。")
    status: ClassVar[int] = 409


class NobodyHere(UserError):
    """Nobody is being served at the window."""

    code: ClassVar[str] = "nobody_here"
    text: ClassVar[str] = N_("本窗口现在没有正在办理的号码，请先叫号。")
    status: ClassVar[int] = 409


class SameWindow(UserError):
    """A number is sent on to another window of the hall."""

    code: ClassVar[str] = "same_window"
    text: ClassVar[str] = N_("请选择本大厅的另一个开放窗口。")


@operation("reception.call_next")
def call_next(*, actor: Actor, at: datetime, window: Window) -> Ticket:
    """Call whoever is next to a window.

    :raises WindowShut, WindowBusy, NobodyWaits: as they say.
    """
    _lock(window)
    if not window.is_open:
        raise WindowShut
    if (busy := at_window(window)) is not None:
        raise WindowBusy(number=busy.number)
    ticket = _chosen(window, at=at)
    changes = {
        "window": window,
        "wanted_window": None,
        "called_at": at,
        "called_times": ticket.called_times + 1,
        "served_by_id": actor.user_id,
    }
    TICKET.move(ticket, "call", actor=actor, at=at, changes=changes)
    _call(ticket, window, at=at, is_first=comes_first(ticket, at=at))
    act().on(ticket, node_id=window.hall.union_id, number=ticket.number, window=window.number)
    return ticket


@operation("reception.call_again")
def call_again(*, actor: Actor, at: datetime, window: Window) -> Ticket:
    """Call the number at a window once more; the board shows and speaks it again.

    :raises NobodyHere: nobody is called to it.
    """
    ticket = _here(window)
    ticket.called_times += 1
    ticket.save(update_fields=["called_times"])
    _call(ticket, window, at=at, is_again=True)
    act().on(ticket, node_id=window.hall.union_id, number=ticket.number, window=window.number)
    return ticket


@operation("reception.pass_over")
def pass_over(*, actor: Actor, at: datetime, window: Window) -> Ticket:
    """Put a number back that nobody answered; called in vain too often, it is given up.

    :raises NobodyHere: nobody is called to the window.
    """
    ticket = _here(window)
    in_vain = ticket.calls_in_vain + 1
    changes: dict[str, Any] = {"calls_in_vain": in_vain}
    if is_given_up(in_vain):
        changes["ended_at"] = at
        TICKET.move(ticket, "give_up", actor=actor, at=at, changes=changes)
    else:
        calls, _run = calls_of(window.hall, on=ticket.day)
        changes |= {"not_before": calls + CALLS_BEFORE_RETURN, "window": None}
        TICKET.move(ticket, "pass_over", actor=actor, at=at, changes=changes)
    act().on(ticket, node_id=window.hall.union_id, number=ticket.number, window=window.number)
    return ticket


@operation("reception.send_on")
def send_on(*, actor: Actor, at: datetime, window: Window, to: Window) -> Ticket:
    """Send whoever stands at a window to another one, which calls her next.

    :raises NobodyHere: nobody is called to the window.
    :raises SameWindow: not another open window of the hall.
    """
    ticket = _here(window)
    if to.hall_id != window.hall_id or to.pk == window.pk or not to.is_open:
        raise SameWindow(field="to")
    changes = {"window": None, "wanted_window": to, "not_before": 0}
    TICKET.move(ticket, "send_on", actor=actor, at=at, changes=changes)
    act().on(ticket, node_id=window.hall.union_id, number=ticket.number, window=to.number)
    return ticket


@operation("reception.finish_number")
def finish_number(*, actor: Actor, at: datetime, window: Window) -> Ticket:
    """Note that whoever stood at a window has been served.

    :raises NobodyHere: nobody is called to the window.
    """
    ticket = _here(window)
    TICKET.move(ticket, "finish", actor=actor, at=at, changes={"ended_at": at})
    act().on(ticket, node_id=window.hall.union_id, number=ticket.number, window=window.number)
    return ticket


@operation("reception.begin_case")
def begin_case(*, actor: Actor, at: datetime, window: Window, programme: str) -> UUID:
    """Note that a case is being registered for whoever stands at a window.

    :returns: the submission key the form is to be sent with; the case with it is hers.
    :raises NobodyHere: nobody is called to the window.
    """
    ticket = _here(window)
    key = uuid4()
    TicketCase.objects.create(ticket=ticket, key=key, programme_code=programme, made_at=at)
    act().on(ticket, node_id=window.hall.union_id, number=ticket.number, programme=programme)
    return key


@operation("reception.close_days")
def close_days(*, today: Any, at: datetime) -> int:
    """Let the numbers of past days expire; return how many there were. Harmless to repeat."""
    count = 0
    for hall_id, day in days_to_close(today=today):
        rows = Ticket.objects.trusted("days close by themselves").select_for_update(of=("self",))
        rows = rows.select_related("hall").filter(hall_id=hall_id, day=day)
        for ticket in rows.filter(state__in=["booked", "waiting", "called"]).order_by("pk"):
            _close(ticket, at=at)
            act().on(ticket, node_id=ticket.hall.union_id, number=ticket.number)
            count += 1
    if not count:
        act().unchanged()
    return count


def _close(ticket: Ticket, *, at: datetime) -> None:
    """End a number whose day is over.

    Whoever was at a window has been served; how long is not known, so her service has no length.
    """
    if ticket.state == TicketState.CALLED:
        changes = {"ended_at": ticket.called_at}
        TICKET.move(ticket, "finish", actor=SYSTEM, at=at, changes=changes)
    else:
        TICKET.move(ticket, "expire", actor=SYSTEM, at=at, changes={"ended_at": at})


def _chosen(window: Window, *, at: datetime) -> Ticket:
    groups = group_ids_of(window)
    waiting = list(waiting_tickets(window.hall, on=at.date()))
    mine = [one for one in waiting if one.group_id in groups or one.wanted_window_id == window.pk]
    calls, run = calls_of(window.hall, on=at.date())
    found = next_called(as_waiting(mine, at=at), calls=calls, run=run, window=window.pk)
    if found is None:
        raise NobodyWaits
    return TICKET.lock(next(one for one in mine if one.pk == found.key))


def _here(window: Window) -> Ticket:
    _lock(window)
    ticket = at_window(window)
    if ticket is None:
        raise NobodyHere
    return ticket


def _lock(window: Window) -> None:
    rows = Hall.objects.trusted("the caller holds the window").select_for_update()
    window.hall = rows.get(pk=window.hall_id)
    window.refresh_from_db(fields=["is_open"])


def _call(
    ticket: Ticket, window: Window, *, at: datetime, is_again: bool = False, is_first: bool = False
) -> None:
    Call.objects.create(
        hall_id=window.hall_id,
        day=ticket.day,
        ticket=ticket,
        window=window,
        at=at,
        is_again=is_again,
        is_first=is_first,
    )
