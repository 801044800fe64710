"""Reads of appeal centres and stations: within a scope for staff, open ones for everybody."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Case as If
from django.db.models import Count, F, FloatField, Q, Value, When
from django.db.models.functions import Cast

from zhigong.base.actor import Actor
from zhigong.engines.cases.contract import OPEN_STATES
from zhigong.engines.cases.queries import cases_for, unanswered_cases
from zhigong.registry.people.queries import get_own_person, present_membership
from zhigong.work.service_centre.models import Station, StationChoice
from zhigong.work.service_centre.permissions import VIEW

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhigong.registry.unions.models import Union


@dataclass(frozen=True, slots=True)
class Closing:
    """How many appeals there are, how many ended; ``share`` in 0..1, None without any."""

    total: int
    closed: int

    @property
    def share(self) -> float | None:
        """Return the closing rate (办结率)."""
        return self.closed / self.total if self.total else None


def stations_for(*, actor: Actor, ability: str = VIEW) -> "QuerySet[Station]":
    """Return the stations in scope with ``total``, ``closed`` and ``share`` of their appeals."""
    ended = Q(appeals__isnull=False) & ~Q(appeals__case__state__in=OPEN_STATES)
    rows = Station.objects.within(actor.scope(ability)).select_related("union", "photo")
    rows = rows.annotate(total=Count("appeals"), closed=Count("appeals", filter=ended))
    share = Cast(F("closed"), FloatField()) / F("total")
    none = Value(None, output_field=FloatField())
    return rows.annotate(share=If(When(total__gt=0, then=share), default=none))


def get_station_for(*, actor: Actor, station_id: int, ability: str = VIEW) -> Station:
    """Return a station in scope.

    :raises Station.DoesNotExist: none, or outside the scope.
    """
    found: Station = stations_for(actor=actor, ability=ability).get(pk=station_id)
    return found


def _open(on: date) -> "QuerySet[Station]":
    rows = Station.objects.trusted("hangs on the firm's wall")
    later = Q(ends_before__isnull=True) | Q(ends_before__gt=on)
    return rows.filter(later, starts_on__lte=on).select_related("union")


def open_station(*, station_id: int, on: date) -> Station:
    """Return a station that is open on a day, for everybody.

    :raises Station.DoesNotExist: there is none, or it was closed.
    """
    return _open(on).get(pk=station_id)


def stations_in_line(*, union: "Union", on: date) -> list[Station]:
    """Return the open stations of a union and of those above it, the nearest first."""
    order = {pk: place for place, pk in enumerate(reversed(union.ancestors))}
    rows = list(_open(on).filter(union_id__in=order))
    return sorted(rows, key=lambda one: (order[one.union_id], one.level, one.pk))


def station_of_person(*, person_id: int, union: "Union", on: date) -> Station | None:
    """Return where a worker's appeal of a day goes: the station she chose, or her union's own."""
    chosen = StationChoice.objects.own(person_id).filter(chosen_on=on).first()
    found = stations_in_line(union=union, on=on)
    by_id = {one.pk: one for one in found}
    if chosen is not None and chosen.station_id in by_id:
        return by_id[chosen.station_id]
    return found[0] if found else None


def own_stations(*, actor: Actor, on: date) -> list[Station]:
    """Return the stations of the member's own union and above, the nearest first."""
    if actor.person_id is None:
        return []
    membership = present_membership(person=get_own_person(actor=actor))
    return stations_in_line(union=membership.union, on=on) if membership else []


def appeals_of(*, actor: Actor, station: Station) -> "QuerySet[Any]":
    """Return the appeals of a station that the actor sees as cases."""
    return cases_for(actor=actor).filter(appeal_station__station=station)


def closing_of(rows: "QuerySet[Any]") -> Closing:
    """Return the closing rate of some cases."""
    counted = rows.order_by().aggregate(
        total=Count("pk"), closed=Count("pk", filter=~Q(state__in=OPEN_STATES))
    )
    return Closing(**counted)


def unattended_appeals(*, actor: Actor, today: date) -> "QuerySet[Any]":
    """Return appeals of stations that lack somebody or an answer, each with ``lack``.

    :legal: 件件有落实、事事有回音.
    """
    stations = Station.objects.within(actor.scope(VIEW))
    rows = cases_for(actor=actor).filter(appeal_station__station__in=stations)
    return unanswered_cases(rows, today=today)
