"""Who is on duty when: recurring patterns, days without duty, and double bookings."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

from zhigong.kernel.working_calendar import WorkingCalendar

LONGEST_PATTERN_DAYS = 366
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Pattern:
    """A recurring duty: a weekday every so many weeks, counted from the first day.

    :param weekday: as ``date.weekday()``.
    :param ends_before: the first day without it.
    """

    weekday: int
    starts_on: date
    ends_before: date
    every_weeks: int = 1


@dataclass(frozen=True, slots=True)
class Shift:
    """Somebody's duty on one day, from ``begins`` up to but without ``ends``."""

    adviser: int
    day: date
    begins: time
    ends: time
    key: int | None = None


def days_of(
    pattern: Pattern, *, calendar: WorkingCalendar, without: Collection[date] = ()
) -> Iterator[date]:
    """Yield the days of a pattern, in order; public holidays and days left out are not among them.

    :raises ValueError: it is longer than a year, or recurs less than every week.
    """
    if pattern.every_weeks < 1:
        raise ValueError(str(pattern.every_weeks))
    if (pattern.ends_before - pattern.starts_on).days > LONGEST_PATTERN_DAYS:
        raise ValueError(str(pattern.ends_before))
    day = pattern.starts_on + timedelta(
        days=(pattern.weekday - pattern.starts_on.weekday()) % _WEEK
    )
    while day < pattern.ends_before:
        if day not in without and not calendar.is_public_holiday(day):
            yield day
        day += timedelta(weeks=pattern.every_weeks)


def clash(one: Shift, other: Shift) -> bool:
    """Whether two shifts put the same person in two places at once."""
    if one.key is not None and one.key == other.key:
        return False
    same = one.adviser == other.adviser and one.day == other.day
    return same and one.begins < other.ends and other.begins < one.ends


def clashes(shifts: Iterable[Shift], wanted: Shift) -> list[Shift]:
    """Return the shifts a wanted one clashes with."""
    return [one for one in shifts if clash(one, wanted)]
