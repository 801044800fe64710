"""Taking a number: at the kiosk, at the window for somebody present, or booked from a phone."""

import secrets
from datetime import date, datetime, timedelta
from typing import ClassVar
from uuid import UUID

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.numbering import next_number
from zhigong.base.operations import act, operation
from zhigong.kernel.text import N_
from zhigong.work.reception.contract import TicketChannel, TicketState
from zhigong.work.reception.models import Hall, MatterGroup, Ticket
from zhigong.work.reception.queries.halls import bookable_days, opening_of
from zhigong.work.reception.queries.numbers import NO_NAMES, ticket_sent_with
from zhigong.work.reception.rules import CHECK_IN_MINUTES, number_of
from zhigong.work.reception.workflow import TICKET

PASSCODE_DIGITS = 6
BOOKING_MARK = "Y"  # 预约: a booked number says so, whatever its matter


class HallShut(UserError):
    """The hall is not open now."""

    code: ClassVar[str] = "hall_shut"
    text: ClassVar[str] = N_("「{hall}」现在不在开放时间，请在开放时间来取号，也可以在手机上预约。")
    status: ClassVar[int] = 409


class NotServedHere(UserError):
    """The hall does not serve this matter, or not for this reason first."""

    code: ClassVar[str] = "not_served_here"
    text: ClassVar[str] = N_("请选择本大厅受理的事项。")


class SlotFull(UserError):
    """Somebody was faster, or the time is too near."""

    code: ClassVar[str] = "slot_full"
    text: ClassVar[str] = N_("这个时段刚刚约满或已不能预约，请换一个时段。")
    status: ClassVar[int] = 409


class BookedAlready(UserError):
    """One booking a person, hall and day."""

    code: ClassVar[str] = "booked_already"
    text: ClassVar[str] = N_("您这一天已有预约（{number}，{at}），如需改时间请先取消。")
    status: ClassVar[int] = 409


class PasscodeUnknown(UserError):
    """Nobody booked with this code for today."""

    code: ClassVar[str] = "passcode_unknown"
    text: ClassVar[str] = N_("没有查到今天的这个预约码，请逐位核对；预约不在今天的，请改约。")


class NotYetTime(UserError):
    """It is too early to check in."""

    code: ClassVar[str] = "not_yet_time"
    text: ClassVar[str] = N_("您预约的是{slot}，请在{begins}以后签到。")


@operation("reception.take_number")
def take_number(
    *,
    actor: Actor,
    at: datetime,
    hall: Hall,
    group: MatterGroup,
    channel: TicketChannel,
    priority: str = "",
    key: UUID | None = None,
) -> Ticket:
    """Give a number to somebody who is there; she waits from now on.

    :param key: the same for every sending of one form: the first number is returned again.
    :raises HallShut: the hall is not open.
    :raises NotServedHere: not this matter, or nobody comes first for this reason.
    """
    if key is not None and (known := ticket_sent_with(key)) is not None:
        act().unchanged()
        return known
    _require(hall, group, priority)
    if channel != TicketChannel.DESK and not opening_of([hall], since=at.date()).is_open(hall, at):
        raise HallShut(hall=hall.name)
    number = _next(hall, at.date(), group.prefix)
    # The number was waited for: the same form, sent twice at once, may have its number by now.
    if key is not None and (known := ticket_sent_with(key)) is not None:
        act().unchanged()
        return known
    ticket = Ticket.objects.create(
        hall=hall,
        group=group,
        day=at.date(),
        number=number,
        state=TicketState.WAITING,
        channel=channel,
        priority=priority,
        token=secrets.token_urlsafe(12),
        submission_key=key,
        taken_at=at,
        joined_at=at,
    )
    act().on(ticket, node_id=hall.union_id, number=number)
    return ticket


@operation("reception.book_number")
def book_number(
    *, actor: Actor, at: datetime, hall: Hall, group: MatterGroup, slot_at: datetime
) -> Ticket:
    """Book a time; the number is called when its holder has said that she is there.

    :raises SlotFull: the time is taken, too near, or not one of the hall's.
    :raises BookedAlready: the actor has a booking of this day.
    """
    assert actor.user_id is not None
    _require(hall, group, "")
    Hall.objects.trusted("to book one place once").select_for_update().get(pk=hall.pk)
    _require_none(actor.user_id, hall, slot_at.date())
    free = dict(bookable_days(hall, at=at))
    if slot_at.time() not in free.get(slot_at.date(), ()):
        raise SlotFull(field="slot")
    number = _next(hall, slot_at.date(), BOOKING_MARK)
    ticket = Ticket.objects.create(
        hall=hall,
        group=group,
        day=slot_at.date(),
        number=number,
        state=TicketState.BOOKED,
        channel=TicketChannel.PORTAL,
        token=secrets.token_urlsafe(12),
        passcode=_new_passcode(hall, slot_at.date()),
        booked_by_id=actor.user_id,
        slot_at=slot_at,
        taken_at=at,
    )
    act().on(ticket, node_id=hall.union_id, number=number)
    return ticket


@operation("reception.check_in")
def check_in(*, actor: Actor, at: datetime, ticket: Ticket) -> Ticket:
    """Note that who booked is there; she waits from now on.

    :raises NotYetTime: it is earlier than half an hour before her time.
    :raises MoveNotAllowed: she is there already, or the booking is over.
    """
    current = TICKET.lock(ticket)
    assert current.slot_at is not None
    begins = current.slot_at - timedelta(minutes=CHECK_IN_MINUTES)
    if current.state == TicketState.BOOKED and at < begins:
        slot = current.slot_at.astimezone(clock.ZONE)
        raise NotYetTime(
            field="passcode",
            slot=f"{slot:%m月%d日 %H:%M}",
            begins=f"{begins.astimezone(clock.ZONE):%H:%M}",
        )
    TICKET.move(current, "check_in", actor=actor, at=at, changes={"joined_at": at})
    act().on(current, node_id=current.hall.union_id, number=current.number)
    return current


@operation("reception.cancel_number")
def cancel_number(*, actor: Actor, at: datetime, ticket: Ticket) -> None:
    """Give a number back that is not wanted any more.

    :raises MoveNotAllowed: it was called, or is over.
    """
    current = TICKET.lock(ticket)
    TICKET.move(current, "cancel", actor=actor, at=at, changes={"ended_at": at})
    act().on(current, node_id=current.hall.union_id, number=current.number)


def booking_with(*, hall: Hall, passcode: str, on: date) -> Ticket:
    """Return the booking of a day with a code.

    :raises PasscodeUnknown: there is none.
    """
    rows = Ticket.objects.trusted(NO_NAMES).filter(hall=hall, day=on).exclude(passcode="")
    found = rows.filter(passcode=passcode).select_related("hall", "group").first()
    if found is None:
        raise PasscodeUnknown(field="passcode")
    return found


def _require(hall: Hall, group: MatterGroup, priority: str) -> None:
    is_known = not priority or priority in hall.priorities
    if group.hall_id != hall.pk or not group.is_active or not is_known:
        raise NotServedHere(field="group")


def _require_none(user_id: int, hall: Hall, day: date) -> None:
    rows = Ticket.objects.trusted("one's own bookings").filter(booked_by_id=user_id, hall=hall)
    known = rows.filter(day=day, state=TicketState.BOOKED).first()
    if known is not None and known.slot_at is not None:
        raise BookedAlready(number=known.number, at=f"{known.slot_at.astimezone(clock.ZONE):%H:%M}")


def _next(hall: Hall, day: date, prefix: str) -> str:
    """Return the next number of a prefix on a day; whoever asks too waits for our commit."""
    return number_of(prefix, next_number(f"reception:{hall.pk}:{day:%Y%m%d}:{prefix}"))


def _new_passcode(hall: Hall, day: date) -> str:
    rows = Ticket.objects.trusted(NO_NAMES).filter(hall=hall, day=day)
    known = set(rows.values_list("passcode", flat=True))
    while (found := f"{secrets.randbelow(10**PASSCODE_DIGITS):06d}") in known:
        continue
    return found
