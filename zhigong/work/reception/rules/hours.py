"""When a hall is open: its week, days of its own, public holidays and make-up days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from zhigong.kernel.working_calendar import SATURDAY, WorkingCalendar

MONDAY = 0


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a day, from ``opens`` up to but without ``closes``."""

    opens: time
    closes: time


def spans_on(
    day: date,
    *,
    week: Mapping[int, Sequence[Span]],
    own_days: Mapping[date, Sequence[Span]],
    calendar: WorkingCalendar,
) -> tuple[Span, ...]:
    """Return the spans in which a hall is open on a day, in order.

    A day of its own comes first. On a public holiday the hall is shut, whatever its week says; a
    make-up day at a weekend has Monday's hours. Other weekends follow the week, so that a hall may
    open when people who work shifts are free.

    :param week: by ``date.weekday()``, 0 = Monday.
    :param own_days: by day; an empty sequence = shut.
    """
    if day in own_days:
        found = own_days[day]
    elif calendar.is_public_holiday(day):
        found = ()
    elif day.weekday() >= SATURDAY and calendar.is_working_day(day):
        found = week.get(MONDAY, ())
    else:
        found = week.get(day.weekday(), ())
    return tuple(sorted(found, key=lambda span: span.opens))


def is_open_at(moment: datetime, spans: Sequence[Span]) -> bool:
    """Whether one of the day's spans holds the moment's time of day."""
    return any(span.opens <= moment.time() < span.closes for span in spans)


def slots_of(spans: Sequence[Span], minutes: int) -> list[time]:
    """Return the beginnings of whole slots of ``minutes`` inside the spans, in order.

    :raises ValueError: ``minutes`` is not positive.
    """
    if minutes <= 0:
        raise ValueError(str(minutes))
    found, length = [], timedelta(minutes=minutes)
    for span in spans:
        begins = datetime.combine(date.min, span.opens)
        ends = datetime.combine(date.min, span.closes)
        while begins + length <= ends:
            found.append(begins.time())
            begins += length
    return found


def free_slots(slots: Sequence[time], taken: Mapping[time, int], places: int) -> list[time]:
    """Return the slots in which fewer than ``places`` are taken."""
    return [slot for slot in slots if taken.get(slot, 0) < places]
