"""Reception days, their appointments, and what became of them."""

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.base.fields import reveal
from zhigong.engines.cases import queries as cases
from zhigong.work.reception.contract import AppointmentState
from zhigong.work.reception.models import Appointment, ReceptionDay
from zhigong.work.reception.permissions import MANAGE
from zhigong.work.reception.rules import Span, is_bookable, slots_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

PUBLISHED = "the schedule is published"
HELD = "the caller holds the reception day"


def receptions_for(*, actor: Actor) -> "QuerySet[ReceptionDay]":
    """Return the reception days of unions in scope."""
    return ReceptionDay.objects.within(actor.scope(MANAGE)).select_related("union")


def get_reception_for(*, actor: Actor, reception_id: int) -> ReceptionDay:
    """Return a reception day.

    :raises ReceptionDay.DoesNotExist: none, or outside the scope.
    """
    return receptions_for(actor=actor).get(pk=reception_id)


def published_receptions(*, on: date) -> "QuerySet[ReceptionDay]":
    """Return the published reception days from a day on."""
    rows = ReceptionDay.objects.trusted(PUBLISHED).filter(is_published=True, day__gte=on)
    return rows.select_related("union").order_by("day", "begins_at")


def get_published_reception(reception_id: int, *, on: date) -> ReceptionDay:
    """Return a published reception day that is not over.

    :raises ReceptionDay.DoesNotExist: none.
    """
    return published_receptions(on=on).get(pk=reception_id)


def free_times(reception: ReceptionDay, *, at: datetime) -> list[time]:
    """Return the times of a reception day that can be booked."""
    rows = Appointment.objects.trusted(PUBLISHED).filter(reception=reception)
    taken = set(rows.exclude(state=AppointmentState.CANCELLED).values_list("slot_at", flat=True))
    slots = slots_of([Span(reception.begins_at, reception.ends_at)], reception.slot_minutes)
    return [
        one
        for one in slots
        if one not in taken and is_bookable(datetime.combine(reception.day, one, clock.ZONE), at=at)
    ]


def appointments_of(reception: ReceptionDay, *, actor: Actor) -> list[dict[str, Any]]:
    """Return the appointments of a day as its staff sees them: ``row, matter, record, case``.

    ``case`` is the one opened for it, as far as the actor sees it; it is followed until answered.
    """
    rows = Appointment.objects.trusted(HELD).filter(reception=reception)
    found = rows.select_related("person").order_by("slot_at", "pk")
    return [
        {
            "row": row,
            "matter": reveal(row.data_key, row.matter_cipher),
            "record": reveal(row.data_key, row.record_cipher),
            "case": cases.case_sent_with(actor=actor, key=row.case_key) if row.case_key else None,
        }
        for row in found
    ]


def get_appointment_of(reception: ReceptionDay, appointment_id: int) -> Appointment:
    """Return an appointment of a reception day.

    :raises Appointment.DoesNotExist: the day has no such appointment.
    """
    return Appointment.objects.trusted(HELD).get(reception=reception, pk=appointment_id)


def own_appointments(*, actor: Actor) -> "QuerySet[Appointment]":
    """Return what the actor has booked, newest first."""
    rows = Appointment.objects.own(actor.person_id).select_related("reception")
    return rows.order_by("-reception__day", "-pk")


def get_own_appointment(*, actor: Actor, own_appointment_id: int) -> Appointment:
    """Return an appointment of the actor.

    :raises Appointment.DoesNotExist: none of hers.
    """
    return own_appointments(actor=actor).get(pk=own_appointment_id)
