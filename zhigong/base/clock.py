"""The one clock. Rules never read it; operations are given times."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

ZONE = ZoneInfo("Asia/Shanghai")

_fixed: ContextVar[datetime | None] = ContextVar("fixed_clock", default=None)


def now() -> datetime:
    """Return the aware time in the business zone.

    An installation with a business date (the demo) lives on that day at the real time of day.
    """
    fixed = _fixed.get()
    if fixed is not None:
        return fixed
    real = datetime.now(ZONE)
    day = settings.ZHIGONG.business_date
    return real if day is None else real.replace(year=day.year, month=day.month, day=day.day)


def today() -> date:
    """Return the business date."""
    return now().date()


@contextmanager
def use_clock(moment: datetime) -> Iterator[None]:
    """Stop the clock at ``moment`` (aware)."""
    token = _fixed.set(moment.astimezone(ZONE))
    try:
        yield
    finally:
        _fixed.reset(token)
