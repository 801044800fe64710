"""Working days of the mainland, with public holidays and the make-up days 调休.

The day a period starts on is not counted. Years without a published calendar are provisional:
Monday to Friday are taken as working days until somebody loads the notice of the State Council.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType

from chinese_calendar.constants import holidays, workdays

from zhigong.kernel.legal import LegalSource

START_NOT_COUNTED = LegalSource("中华人民共和国民法典", "201", "2021-01-01", "general knowledge")
LAST_DAY_MOVES = LegalSource("中华人民共和国民法典", "203", "2021-01-01", "general knowledge")

FIRST_PUBLISHED_YEAR = min(holidays).year
LAST_PUBLISHED_YEAR = max(holidays).year
SATURDAY = 5  # date.weekday()

_ONE_DAY = timedelta(days=1)
_REST_DAYS: frozenset[date] = frozenset(holidays)
_MAKE_UP_DAYS: frozenset[date] = frozenset(workdays)


class NegativeDays(ValueError):
    """A period of less than zero days."""

    code = "negative_days"


class WorkingCalendar:
    """The published calendar, with days an installation has set otherwise.

    :param overrides: day to True (people work) or False (they rest), for new notices and for
        places with holidays of their own.
    """

    __slots__ = ("_overrides",)

    def __init__(self, overrides: Mapping[date, bool] = MappingProxyType({})) -> None:
        self._overrides = dict(overrides)

    def is_working_day(self, day: date) -> bool:
        """Return whether people work on the day."""
        override = self._overrides.get(day)
        if override is not None:
            return override
        return day in _MAKE_UP_DAYS or (day.weekday() < SATURDAY and day not in _REST_DAYS)

    def is_provisional(self, day: date) -> bool:
        """Return whether nothing is published for the year of the day, nor set for the day."""
        is_published = FIRST_PUBLISHED_YEAR <= day.year <= LAST_PUBLISHED_YEAR
        return not is_published and day not in self._overrides

    def is_public_holiday(self, day: date) -> bool:
        """Return whether the day belongs to a public holiday, and not only to a weekend."""
        override = self._overrides.get(day)
        if override is not None:
            return not override and day.weekday() < SATURDAY
        return day in _REST_DAYS

    def next_working_day(self, day: date) -> date:
        """Return the day itself when people work on it, else the first such day after it."""
        while not self.is_working_day(day):
            day += _ONE_DAY
        return day

    def add_working_days(self, start: date, n: int) -> date:
        """Return the last day of a limit of ``n`` working days (工作日) that starts on a day.

        :param start: not counted; with ``n`` = 0 it is returned as it is.
        :raises NegativeDays: ``n`` is below zero.
        :legal: 民法典 art. 201 (``START_NOT_COUNTED``).
        """
        _require_not_negative(n)
        day = start
        for _ in range(n):
            day = self.next_working_day(day + _ONE_DAY)
        return day

    def add_calendar_days(self, start: date, n: int, *, moves: bool = True) -> date:
        """Return the last day of a limit of ``n`` days (日) that starts on a day.

        :param start: not counted.
        :param moves: False for procedures whose limit ends on its day even if that is a holiday.
        :raises NegativeDays: ``n`` is below zero.
        :legal: 民法典 art. 203 (``LAST_DAY_MOVES``): a last day people rest on moves to the next
            working day.
        """
        _require_not_negative(n)
        last = start + timedelta(days=n)
        return self.next_working_day(last) if moves else last

    def working_days_between(self, start: date, end: date) -> int:
        """Return the number of working days after ``start`` up to and with ``end``.

        Zero when ``end`` is not after ``start``. Undoes ``add_working_days``.
        """
        span = range(1, (end - start).days + 1)
        return sum(self.is_working_day(start + timedelta(days=offset)) for offset in span)


def _require_not_negative(n: int) -> None:
    if n < 0:
        raise NegativeDays(str(n))
