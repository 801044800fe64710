"""Setting up halls: hours, days of their own, groups of matters, windows."""

from collections.abc import Sequence
from datetime import date, time
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import IntegrityError, transaction

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.operations import act, operation
from zhigong.kernel.text import N_
from zhigong.work.reception.models import Hall, HallDay, HallHours, MatterGroup, Window

if TYPE_CHECKING:
    from zhigong.registry.unions.models import Union

HELD = "the caller holds the hall"


class HallKnown(UserError):
    """The union has a hall of this name."""

    code: ClassVar[str] = "hall_known"
    text: ClassVar[str] = N_("这个工会已有同名大厅，请换一个名称。")
    status: ClassVar[int] = 409


class PrefixTaken(UserError):
    """Another group of the hall has this prefix."""

    code: ClassVar[str] = "prefix_taken"
    text: ClassVar[str] = N_("前缀{prefix}已用于其他事项，请换一个字母。")
    status: ClassVar[int] = 409


class WindowKnown(UserError):
    """The hall has a window of this number."""

    code: ClassVar[str] = "window_known"
    text: ClassVar[str] = N_("已有{number}号窗口，请换一个窗口号。")
    status: ClassVar[int] = 409


class SpanOverlaps(UserError):
    """Two spans of a day overlap."""

    code: ClassVar[str] = "span_overlaps"
    text: ClassVar[str] = N_("与{day}已有的开放时间重叠，请先移除原来的时段。")
    status: ClassVar[int] = 409


@operation("reception.open_hall")
def open_hall(*, actor: Actor, union: "Union", **given: Any) -> Hall:
    """Set up a hall of a union.

    :raises HallKnown: it has one of this name.
    """
    hall = Hall(union=union, **given)
    _save(hall, "one_hall_of_a_name_per_union", HallKnown(field="name"))
    act().on(hall, node_id=union.pk)
    return hall


@operation("reception.change_hall")
def change_hall(*, actor: Actor, hall: Hall, **given: Any) -> None:
    """Change what a hall is called, where it is, and how it is booked.

    :raises HallKnown: the union has another of this name.
    """
    for name, value in given.items():
        setattr(hall, name, value)
    _save(hall, "one_hall_of_a_name_per_union", HallKnown(field="name"))
    act().on(hall, node_id=hall.union_id)


@operation("reception.add_hours")
def add_hours(
    *, actor: Actor, hall: Hall, weekdays: Sequence[int], opens_at: time, closes_at: time
) -> None:
    """Open a hall at a time of some weekdays.

    :raises SpanOverlaps: it is open then already.
    """
    _lock(hall)
    known = HallHours.objects.trusted(HELD).filter(hall=hall, weekday__in=weekdays)
    if (row := known.filter(opens_at__lt=closes_at, closes_at__gt=opens_at).first()) is not None:
        raise SpanOverlaps(field="opens_at", day=row.get_weekday_display())
    for weekday in weekdays:
        HallHours.objects.create(hall=hall, weekday=weekday, opens_at=opens_at, closes_at=closes_at)
    act().on(hall, node_id=hall.union_id)


@operation("reception.remove_hours")
def remove_hours(*, actor: Actor, hall: Hall, hours_id: int) -> None:
    """Take a span out of the week of a hall.

    :raises HallHours.DoesNotExist: it has no such span.
    """
    HallHours.objects.trusted(HELD).get(hall=hall, pk=hours_id).delete()
    act().on(hall, node_id=hall.union_id)


@operation("reception.set_day")
def set_day(
    *,
    actor: Actor,
    hall: Hall,
    day: date,
    opens_at: time | None,
    closes_at: time | None,
    note: str = "",
) -> None:
    """Open a hall on a day otherwise than its week says, or shut it (without times).

    What was set for the day before is replaced.
    """
    _lock(hall)
    HallDay.objects.trusted(HELD).filter(hall=hall, day=day).delete()
    HallDay.objects.create(hall=hall, day=day, opens_at=opens_at, closes_at=closes_at, note=note)
    act().on(hall, node_id=hall.union_id, day=f"{day:%Y-%m-%d}")


@operation("reception.remove_day")
def remove_day(*, actor: Actor, hall: Hall, day_id: int) -> None:
    """Let a day follow the week again.

    :raises HallDay.DoesNotExist: nothing is set for it.
    """
    row = HallDay.objects.trusted(HELD).get(hall=hall, pk=day_id)
    row.delete()
    act().on(hall, node_id=hall.union_id, day=f"{row.day:%Y-%m-%d}")


@operation("reception.set_group")
def set_group(
    *, actor: Actor, hall: Hall, group: MatterGroup | None = None, **given: Any
) -> MatterGroup:
    """Add a group of matters to a hall, or change one.

    :raises PrefixTaken: another group has the prefix.
    """
    row = group or MatterGroup(hall=hall)
    for name, value in given.items():
        setattr(row, name, value)
    _save(row, "one_group_per_prefix", PrefixTaken(field="prefix", prefix=row.prefix))
    act().on(hall, node_id=hall.union_id, prefix=row.prefix)
    return row


@operation("reception.set_window")
def set_window(
    *,
    actor: Actor,
    hall: Hall,
    groups: Sequence[MatterGroup],
    window: Window | None = None,
    **given: Any,
) -> Window:
    """Add a window to a hall, or change one, with the groups of matters it serves.

    :raises WindowKnown: the hall has another of this number.
    """
    row = window or Window(hall=hall)
    for name, value in given.items():
        setattr(row, name, value)
    _save(row, "one_window_per_number", WindowKnown(field="number", number=row.number))
    serves = Window.groups.through
    serves.objects.filter(window=row).delete()
    serves.objects.bulk_create(serves(window=row, mattergroup=one) for one in groups)
    act().on(hall, node_id=hall.union_id, number=row.number)
    return row


@operation("reception.switch_window")
def switch_window(*, actor: Actor, window: Window, is_open: bool) -> None:
    """Open a window, or shut it for a while."""
    window.is_open = is_open
    window.save(update_fields=["is_open"])
    act().on(window, node_id=window.hall.union_id, number=window.number)


def _save(row: Any, constraint: str, refusal: UserError) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if constraint not in str(error):
            raise
        raise refusal from None


def _lock(hall: Hall) -> None:
    Hall.objects.trusted(HELD).select_for_update().get(pk=hall.pk)
