"""The working calendar of a place: the published one, with the days an installation has loaded.

A notice of the State Council for a year the library does not know yet, or the days of a place of
its own (壮族三月三), is loaded as rows of ``Setting``. Each process reads them once a minute, so
that a page costs no statement more. Limits promised before a notice was loaded are kept.
"""

import csv
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.models import Setting
from zhigong.base.operations import act, operation
from zhigong.kernel.working_calendar import WorkingCalendar

KEY = "working_day"
KEPT_SECONDS = 60.0
WORDS = {"班": True, "上班": True, "休": False, "放假": False}


class NoticeUnreadable(UserError):
    """A line of a notice that is no day."""

    code = "notice_unreadable"
    text = "第{line}行：{what}。每行写“日期,休”或“日期,班”，例如 2027-10-01,休"


@dataclass(frozen=True, slots=True)
class OwnDay:
    """A day on which people work (``works``) or rest, otherwise than the calendar knows."""

    day: date
    works: bool


class _Kept:
    """The days of all places, as one process read them last."""

    days: Mapping[str, Mapping[date, bool]] = {}
    until: float = 0.0


def calendar_of(place: str | Callable[[], str] = "") -> WorkingCalendar:
    """Return the working calendar of a place.

    :param place: its region (12 digits or fewer; days of 4500 hold for all below it); a callable
        is asked only where some place has days of its own.
    """
    days = _days()
    own = {key: found for key, found in days.items() if key}
    region = (place() if callable(place) else place) if own else ""
    overrides = dict(days.get("", {}))
    for key in sorted((key for key in own if region.startswith(key)), key=len):
        overrides.update(own[key])
    return WorkingCalendar(overrides)


def _days() -> Mapping[str, Mapping[date, bool]]:
    if time.monotonic() >= _Kept.until:
        rows = Setting.objects.filter(key=KEY).values_list("place", "starts_on", "value")
        found: dict[str, dict[date, bool]] = {}
        for place, day, works in rows:
            found.setdefault(_narrowed(place), {})[day] = works
        keep(found, seconds=KEPT_SECONDS)
    return _Kept.days


def keep(days: Mapping[str, Mapping[date, bool]], *, seconds: float) -> None:
    """Take the days of all places as read, for so many seconds."""
    _Kept.days, _Kept.until = days, time.monotonic() + seconds


def _narrowed(place: str) -> str:
    """Return a region without the pairs of zeros at its end, so that it begins all below it."""
    pairs = [place[at : at + 2] for at in range(0, len(place), 2)]
    while pairs and pairs[-1] == "00":
        pairs.pop()
    return "".join(pairs)


def read_notice(path: Path) -> list[OwnDay]:
    """Return the days of a notice: a text file of lines ``2027-10-01,休`` or ``2027-10-09,班``.

    Empty lines and lines that begin with ``#`` are left out.

    :raises NoticeUnreadable: a line is neither.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(_parsed(csv.reader(file)))


def _parsed(lines: Iterable[list[str]]) -> Iterator[OwnDay]:
    for number, cells in enumerate(lines, start=1):
        first, second = (*(cell.strip() for cell in cells[:2]), "", "")[:2]
        if not first or first.startswith("#"):
            continue
        try:
            day = date.fromisoformat(first)
        except ValueError as error:
            raise NoticeUnreadable(line=number, what=f"“{first}”不是日期") from error
        if second not in WORDS:
            raise NoticeUnreadable(line=number, what=f"“{second}”既不是“休”也不是“班”")
        yield OwnDay(day, WORDS[second])


@operation("base.load_holidays")
def load_holidays(*, actor: Actor, days: Iterable[OwnDay], place: str = "", source: str) -> int:
    """Set the days a notice names, in the whole country or in a place; a second time changes none.

    :param place: region of 2 to 12 digits; empty = the whole country.
    :param source: number and title of the notice.
    :return: how many days there are of it.
    """
    rows = [
        Setting(key=KEY, place=place, starts_on=one.day, value=one.works, source=source)
        for one in days
    ]
    Setting.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["key", "place", "starts_on"],
        update_fields=["value", "source"],
    )
    said = "".join(f"{row.starts_on} {row.value}\n" for row in rows)
    act().bulk("base.setting", count=len(rows), digest=sha256(said.encode()).digest(), place=place)
    return len(rows)
