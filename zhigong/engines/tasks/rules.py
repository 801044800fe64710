"""The light of a task, the day of its deadline, who gets it, and when a duty comes back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from zhigong.kernel.working_calendar import WorkingCalendar

SOON_WORKING_DAYS = 2
"""A deadline within so many working days is near."""
UNREAD_WORKING_DAYS = 2
"""A task nobody opened for more than so many working days stands out."""
PRESET_WORKING_DAYS = 10

Light = Literal["red", "yellow", "green"]
Reason = Literal["overdue", "soon", "returned", "unread", "with_issuer", "fine"]
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """The days lights are told by: today, the last near day, and up to when unread is too long.

    :param unread_until: tasks handed out on this day or before have lain long enough.
    """

    today: date
    soon_until: date
    unread_until: date


def days_of(today: date, calendar: WorkingCalendar) -> Days:
    """Return the days by which lights are told on a day."""
    lain = today - _DAY
    while calendar.add_working_days(lain, UNREAD_WORKING_DAYS) >= today:
        lain -= _DAY
    return Days(today, calendar.add_working_days(today, SOON_WORKING_DAYS), lain)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a light is told from.

    :param limit: the deadline, or the earlier day set by supervision.
    """

    state: str
    limit: date
    issued_on: date
    is_read: bool


def light_of(standing: Standing, days: Days) -> tuple[Light, Reason] | None:
    """Return the light of a task and why; None when it is over.

    What lies with the issuer is nobody's delay below, whatever the day.
    """
    if standing.state in ("done", "withdrawn"):
        return None
    if standing.state == "replied":
        return "green", "with_issuer"
    if standing.limit < days.today:
        return "red", "overdue"
    if standing.limit <= days.soon_until:
        return "yellow", "soon"
    if standing.state == "returned":
        return "yellow", "returned"
    if not standing.is_read and standing.issued_on <= days.unread_until:
        return "yellow", "unread"
    return "green", "fine"


def settled_deadline(day: date, calendar: WorkingCalendar) -> date:
    """Return the last day of a limit: a day of rest moves to the next working day.

    :legal: 民法典 art. 203 (``LAST_DAY_MOVES`` of the working calendar).
    """
    return calendar.next_working_day(day)


Level = Literal["owner", "child"]


def keeper_of(
    path: Sequence[int], *, issuer: int, kept: Collection[int], level: Level = "owner"
) -> int:
    """Return the union that gets what concerns the union a path ends with.

    The union itself where somebody keeps it, else the nearest above that somebody keeps, the
    issuer last. With ``child`` it is the union directly below the issuer.

    :param path: ids from the root down, the union itself last; it passes through the issuer.
    :param kept: unions somebody works at.
    """
    below = list(path[path.index(issuer) + 1 :])
    if level == "child":
        return below[0] if below else issuer
    return next((one for one in reversed(below) if one in kept), below[0] if below else issuer)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One coming back of a duty: its period and the day it opens."""

    key: str
    opens_on: date


def occurrence(rhythm: str, ordinal: int, on: date, calendar: WorkingCalendar) -> Occurrence | None:
    """Return the occurrence a day lies in; None on a day of rest of a daily duty.

    :param ordinal: on which working day of the period it opens, from 1.
    """
    if rhythm == "daily":
        is_working = calendar.is_working_day(on)
        return Occurrence(on.isoformat(), on) if is_working else None
    first, key = _period(rhythm, on)
    return Occurrence(key, calendar.add_working_days(first - _DAY, max(ordinal, 1)))


def _period(rhythm: str, on: date) -> tuple[date, str]:
    """Return the first day of the period a day lies in, and its name."""
    if rhythm == "monthly":
        return on.replace(day=1), f"{on:%Y-%m}"
    if rhythm == "quarterly":
        quarter = (on.month - 1) // 3
        return date(on.year, 3 * quarter + 1, 1), f"{on.year}Q{quarter + 1}"
    return date(on.year, 1, 1), str(on.year)


Fault = Literal["rows_open", "rows_not_shown", "no_evidence", "no_count"]


@dataclass(frozen=True, slots=True)
class Result:
    """What a task has to show before it may end.

    :param open_rows: rows nobody answered; ``unshown_rows`` those said to be done which the data
        do not show.
    :param count: the number reported; None when none was.
    """

    has_rows: bool
    open_rows: int = 0
    unshown_rows: int = 0
    papers: int = 0
    needs_evidence: bool = False
    unit: str = ""
    count: int | None = None


def faults_of(result: Result) -> list[Fault]:
    """Return what is missing for a result that can be counted; empty when nothing is."""
    found: list[Fault] = []
    if result.has_rows and result.open_rows:
        found.append("rows_open")
    if result.has_rows and result.unshown_rows:
        found.append("rows_not_shown")
    if result.needs_evidence and not result.papers:
        found.append("no_evidence")
    if not result.has_rows and result.unit and result.count is None:
        found.append("no_count")
    return found


OFFICE_OPENS, OFFICE_ENDS = 9, 18


def is_office_hour(hour: int, *, is_working_day: bool) -> bool:
    """Whether people may be reminded: on a working day from nine to six."""
    return is_working_day and OFFICE_OPENS <= hour < OFFICE_ENDS
