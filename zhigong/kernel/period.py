"""A half-open period of days: ``starts_on`` belongs to it, ``ends_before`` does not."""

from dataclasses import dataclass
from datetime import date
from typing import Self

MONTHS_PER_YEAR = 12
MONTHS_PER_QUARTER = 3


class EmptyPeriod(ValueError):
    """The period would hold no day."""

    code = "period_empty"


class OpenPeriod(ValueError):
    """The period has no end, so its days cannot be counted."""

    code = "period_open"


def _month_start(year: int, month: int) -> date:
    years, rest = divmod(month - 1, MONTHS_PER_YEAR)
    return date(year + years, rest + 1, 1)


@dataclass(frozen=True, slots=True, order=False)
class Period:
    """Days from ``starts_on`` up to but without ``ends_before``; None = no end is known.

    :raises EmptyPeriod: when it would hold no day.
    """

    starts_on: date
    ends_before: date | None = None

    def __post_init__(self) -> None:
        if self.ends_before is not None and self.ends_before <= self.starts_on:
            raise EmptyPeriod(f"{self.starts_on} to {self.ends_before}")

    @classmethod
    def month(cls, day: date) -> Self:
        """Return the calendar month of the day."""
        return cls(_month_start(day.year, day.month), _month_start(day.year, day.month + 1))

    @classmethod
    def quarter(cls, day: date) -> Self:
        """Return the calendar quarter of the day."""
        first = (day.month - 1) // MONTHS_PER_QUARTER * MONTHS_PER_QUARTER + 1
        return cls(
            _month_start(day.year, first), _month_start(day.year, first + MONTHS_PER_QUARTER)
        )

    @classmethod
    def year(cls, day: date) -> Self:
        """Return the calendar year of the day."""
        return cls(date(day.year, 1, 1), date(day.year + 1, 1, 1))

    @property
    def is_open(self) -> bool:
        """True when no end is known."""
        return self.ends_before is None

    @property
    def days(self) -> int:
        """Number of days.

        :raises OpenPeriod: the period has no end.
        """
        if self.ends_before is None:
            raise OpenPeriod(f"from {self.starts_on}")
        return (self.ends_before - self.starts_on).days

    def contains(self, day: date) -> bool:
        """Return whether the day lies in the period."""
        return self.starts_on <= day and (self.ends_before is None or day < self.ends_before)

    def overlaps(self, other: "Period") -> bool:
        """Return whether both periods share at least one day."""
        return self.clip(other) is not None

    def clip(self, other: "Period") -> "Period | None":
        """Return the days of this period that lie in the other one; None when there are none."""
        starts_on = max(self.starts_on, other.starts_on)
        ends = [end for end in (self.ends_before, other.ends_before) if end is not None]
        ends_before = min(ends, default=None)
        if ends_before is not None and ends_before <= starts_on:
            return None
        return Period(starts_on, ends_before)
