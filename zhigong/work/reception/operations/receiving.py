"""Reception days: published, booked, held; what was said is kept under a key of its own."""

from datetime import datetime, time
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.base.crypto import new_data_key, wrap
from zhigong.base.errors import UserError
from zhigong.base.fields import conceal
from zhigong.base.operations import act, operation
from zhigong.kernel.text import N_
from zhigong.registry.people import queries as people
from zhigong.work.reception.contract import AppointmentState
from zhigong.work.reception.models import Appointment, ReceptionDay
from zhigong.work.reception.queries.receiving import HELD, free_times
from zhigong.work.reception.rules import MOST_REPRESENTATIVES, is_bookable, may_come_together
from zhigong.work.reception.workflow import APPOINTMENT

if TYPE_CHECKING:
    from zhigong.registry.unions.models import Union


class ReceptionKnown(UserError):
    """The same host receives on this day already."""

    code: ClassVar[str] = "reception_known"
    text: ClassVar[str] = N_("这位领导当天已有接待日，请修改原来的安排。")
    status: ClassVar[int] = 409


class TimeTaken(UserError):
    """Somebody was faster, or it is too late."""

    code: ClassVar[str] = "time_taken"
    text: ClassVar[str] = N_("这个时间刚刚被约走或已截止，请换一个时间。")
    status: ClassVar[int] = 409


class AppointedAlready(UserError):
    """One appointment a person and day."""

    code: ClassVar[str] = "appointed_already"
    text: ClassVar[str] = N_("您已预约这一天的接待，如需改时间请先取消。")
    status: ClassVar[int] = 409


class TooManyPeople(UserError):
    """More than five want to be received together."""

    code: ClassVar[str] = "too_many_people"
    text: ClassVar[str] = N_("多人反映同一事项的，请推选代表，不超过{most}人。")


class TooLate(UserError):
    """The appointment is too near to be given back."""

    code: ClassVar[str] = "too_late"
    text: ClassVar[str] = N_("距接待不足两小时，不能在网上取消，请拨打工会电话告知。")
    status: ClassVar[int] = 409


@operation("reception.plan_reception")
def plan_reception(*, actor: Actor, union: "Union", **given: Any) -> ReceptionDay:
    """Plan a reception day; it can be booked once it is published.

    :raises ReceptionKnown: the host has one of this day.
    """
    row = ReceptionDay(union=union, **given)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "one_reception_per_union_day_and_host" not in str(error):
            raise
        raise ReceptionKnown(field="day") from None
    act().on(row, node_id=union.pk)
    return row


@operation("reception.publish_reception")
def publish_reception(*, actor: Actor, reception: ReceptionDay) -> None:
    """Publish a reception day on the portal."""
    reception.is_published = True
    reception.save(update_fields=["is_published"])
    act().on(reception, node_id=reception.union_id)


@operation("reception.book_reception")
def book_reception(
    *,
    actor: Actor,
    at: datetime,
    reception: ReceptionDay,
    slot_at: time,
    matter: str,
    number: int = 1,
    is_confidential: bool = False,
) -> Appointment:
    """Book a time of a reception day for the actor herself.

    :param number: of people who come together.
    :raises TooManyPeople: more than five.
    :raises AppointedAlready: she has an appointment of this day.
    :raises TimeTaken: the time is taken, too near, or none of the day's.
    """
    if not may_come_together(number):
        raise TooManyPeople(field="number", most=MOST_REPRESENTATIVES)
    rows = ReceptionDay.objects.trusted("to book one time once").select_for_update()
    current = rows.get(pk=reception.pk)
    mine = Appointment.objects.own(actor.person_id).filter(reception=current)
    if mine.exclude(state=AppointmentState.CANCELLED).exists():
        raise AppointedAlready
    if not current.is_published or slot_at not in free_times(current, at=at):
        raise TimeTaken(field="slot_at")
    key = wrap(new_data_key())
    made: Appointment = Appointment.objects.create(
        reception=current,
        slot_at=slot_at,
        person=people.get_own_person(actor=actor),
        people=number,
        is_confidential=is_confidential,
        matter_cipher=conceal(key, matter),
        data_key=key,
        booked_at=at,
    )
    act().on(made, node_id=current.union_id)
    return made


@operation("reception.cancel_appointment")
def cancel_appointment(*, actor: Actor, at: datetime, appointment: Appointment) -> None:
    """Give an appointment back.

    :raises TooLate: it is too near.
    :raises MoveNotAllowed: it is over.
    """
    current = APPOINTMENT.lock(appointment)
    begins = datetime.combine(current.reception.day, current.slot_at, clock.ZONE)
    if current.state == AppointmentState.BOOKED and not is_bookable(begins, at=at):
        raise TooLate
    APPOINTMENT.move(current, "cancel", actor=actor, at=at)
    act().on(current, node_id=current.reception.union_id)


@operation("reception.receive")
def receive(*, actor: Actor, at: datetime, appointment: Appointment, record: str) -> None:
    """Note that somebody was received, and what was said and promised.

    :raises MoveNotAllowed: she was received before, or did not come.
    """
    current = APPOINTMENT.lock(appointment)
    changes = {"record_cipher": conceal(bytes(current.data_key), record), "received_at": at}
    APPOINTMENT.move(current, "receive", actor=actor, at=at, changes=changes)
    act().on(current, node_id=current.reception.union_id)


@operation("reception.note_missed")
def note_missed(*, actor: Actor, at: datetime, appointment: Appointment) -> None:
    """Note that somebody did not come.

    :raises MoveNotAllowed: she was received.
    """
    current = APPOINTMENT.lock(appointment)
    APPOINTMENT.move(current, "miss", actor=actor, at=at)
    act().on(current, node_id=current.reception.union_id)


@operation("reception.begin_reception_case")
def begin_reception_case(*, actor: Actor, appointment: Appointment) -> UUID:
    """Note that a case is being registered for somebody received; return its submission key."""
    rows = Appointment.objects.trusted(HELD).select_for_update(of=("self",))
    current = rows.select_related("reception").get(pk=appointment.pk)
    if current.case_key is None:
        current.case_key = uuid4()
        current.save(update_fields=["case_key"])
    act().on(current, node_id=current.reception.union_id)
    found: UUID = current.case_key
    return found
