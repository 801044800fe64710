"""Appeal centres and stations: opened, changed, closed; and which appeal belongs to which."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import IntegrityError, transaction

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.events import publish
from zhigong.base.operations import act, operation
from zhigong.kernel.text import N_
from zhigong.work.service_centre.events import StationsChanged
from zhigong.work.service_centre.models import Station, StationAppeal, StationChoice
from zhigong.work.service_centre.queries import station_of_person

if TYPE_CHECKING:
    from zhigong.engines.cases.events import CaseMoved
    from zhigong.registry.documents.models import Document
    from zhigong.registry.unions.models import Union

APPEAL = "appeal"


class NameTaken(UserError):
    """The union has an open station of that name."""

    code: ClassVar[str] = "station_name_taken"
    text: ClassVar[str] = N_("这个工会已有同名的诉求中心（站），请换一个名称。")
    status: ClassVar[int] = 409


class ClosedAlready(UserError):
    """The station was closed before."""

    code: ClassVar[str] = "station_closed"
    text: ClassVar[str] = N_("这个诉求中心（站）已于{on}撤销。")
    status: ClassVar[int] = 409


class ClosedBeforeOpened(UserError):
    """A station is closed after it was founded."""

    code: ClassVar[str] = "station_closed_too_early"
    text: ClassVar[str] = N_("撤销日期须晚于成立日期（{on}）。")


@operation("service_centre.open_station")
def register_station(
    *,
    actor: Actor,
    union: "Union",
    particulars: Mapping[str, Any],
    photo: "Document | None" = None,
) -> Station:
    """Register a station of a union.

    :param particulars: the fields of the table, by name.
    :raises NameTaken: the union has an open one of that name.
    """
    station = Station(union=union, photo=photo, **particulars)
    _save(station)
    act().on(station, node_id=union.pk)
    _tell(station, station.starts_on)
    return station


@operation("service_centre.change_station")
def change_station(
    *,
    actor: Actor,
    station: Station,
    particulars: Mapping[str, Any],
    photo: "Document | None" = None,
) -> Station:
    """Correct a station's particulars.

    :param photo: a new one; None = the old one stays.
    :raises NameTaken: as it says.
    """
    current = _locked(station)
    since = min(current.starts_on, particulars["starts_on"])
    for name, value in particulars.items():
        setattr(current, name, value)
    current.photo = photo or current.photo
    _save(current)
    act().on(current, node_id=current.union_id)
    _tell(current, since)
    return current


@operation("service_centre.close_station")
def close_station(*, actor: Actor, station: Station, on: date, reason: str) -> Station:
    """Close a station; what was brought there is still answered.

    :raises ClosedAlready, ClosedBeforeOpened: as they say.
    """
    current = _locked(station)
    if current.ends_before is not None:
        raise ClosedAlready(on=f"{current.ends_before:%Y-%m-%d}")
    if on <= current.starts_on:
        raise ClosedBeforeOpened(on=f"{current.starts_on:%Y-%m-%d}", field="on")
    current.ends_before = on
    current.save(update_fields=["ends_before"])
    act().on(current, node_id=current.union_id)
    _tell(current, on)
    return current


@operation("service_centre.choose_station")
def choose_station(*, actor: Actor, station: Station, on: date) -> None:
    """Note at which station a worker makes her appeal today."""
    assert actor.person_id is not None
    rows = StationChoice.objects.own(actor.person_id)
    _found, is_new = rows.update_or_create(
        person_id=actor.person_id, defaults={"station": station, "chosen_on": on}
    )
    act().on(station, node_id=station.union_id, first=is_new)


def follow_appeal(event: "CaseMoved") -> None:
    """Give a new appeal to a station, in the transaction that opened it."""
    from zhigong.engines.cases.queries import case_of_event  # noqa: PLC0415

    if event.programme != APPEAL or event.place != 1:
        return
    case = case_of_event(case_id=event.case_id, code=APPEAL)
    if case is None or case.person_id is None:
        return
    if StationAppeal._base_manager.filter(case=case).exists():
        return
    station = station_of_person(person_id=case.person_id, union=case.union, on=event.effective_on)
    if station is not None:
        StationAppeal._base_manager.create(station=station, case=case)


def follow_stations(event: StationsChanged) -> None:
    """Book the coverage of unions whose stations changed."""
    from zhigong.base import clock  # noqa: PLC0415
    from zhigong.engines.indicators.operations import book  # noqa: PLC0415

    book(union_ids=event.union_ids, since=event.effective_on, today=clock.today())


def _locked(station: Station) -> Station:
    rows = Station.objects.trusted("the caller holds the station").select_for_update()
    found: Station = rows.get(pk=station.pk)
    return found


def _save(station: Station) -> None:
    try:
        with transaction.atomic():
            station.save()
    except IntegrityError as error:
        if "one_open_station_of_a_name" not in str(error):
            raise
        raise NameTaken(field="name") from None


def _tell(station: Station, since: date) -> None:
    publish(StationsChanged(union_ids=frozenset({station.union_id}), effective_on=since))
