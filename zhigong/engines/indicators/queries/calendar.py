"""The months facts are kept for, and the days they answer."""

from dataclasses import dataclass
from datetime import date, timedelta

MONTHS_BACK = 12  # a year back, so that every month has the same month of last year beside it


@dataclass(frozen=True, slots=True)
class Month:
    """A month of facts: its first day, and the day whose stock it gives."""

    first: date
    day: date


def first_of(day: date) -> date:
    """Return the first day of the month."""
    return day.replace(day=1)


def next_month(first: date) -> date:
    """Return the first day of the following month."""
    return (first + timedelta(days=31)).replace(day=1)


def horizon(today: date) -> date:
    """Return the first day of the oldest month kept; older changes are booked in it."""
    month = today.year * 12 + today.month - 1 - MONTHS_BACK
    return date(month // 12, month % 12 + 1, 1)


def months_since(day: date, *, today: date) -> list[Month]:
    """Return the months from the one of ``day`` (but not before the horizon) to this month."""
    first = max(first_of(min(day, today)), horizon(today))
    found: list[Month] = []
    while first <= today:
        following = next_month(first)
        found.append(Month(first, min(following - timedelta(days=1), today)))
        first = following
    return found


def is_kept(day: date, *, today: date) -> bool:
    """Whether facts answer a day: today, or the end of a month they are kept for."""
    if day == today:
        return True
    return horizon(today) <= day < today and (day + timedelta(days=1)).day == 1


def last_day_before(first: date) -> date:
    """Return the day before a first day: the end of the month before."""
    return first - timedelta(days=1)


def month_ends(*, today: date, count: int = MONTHS_BACK + 1) -> list[date]:
    """Return today and the ends of the months before, oldest first, at most those kept."""
    return [month.day for month in months_since(horizon(today), today=today)][-count:]
