"""Where a number comes from, and which number is in force on a day in a place.

Every number that a law, a notice or a local rule sets is a ``DatedParameter``: dated, by place,
each value beside its ``LegalSource``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Generic, Literal, TypeVar

T = TypeVar("T")

Certainty = Literal["text", "general knowledge"]

# Lengths of region codes by level: province, city, county, township, village (GB/T 2260, 10114).
PLACE_LENGTHS = (2, 4, 6, 9, 12)


class NoValueInForce(LookupError):
    """No value of the parameter is in force on that day in that place."""

    code = "no_value_in_force"

    def __init__(self, parameter: str, day: date, place: str | None) -> None:
        super().__init__(f"{parameter}: no value in force on {day} in {place or 'any place'}")
        self.parameter = parameter
        self.day = day
        self.place = place


class BadInForceDate(ValueError):
    """The date of entry into force is neither empty nor ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``."""

    code = "bad_in_force_date"


def _in_force_date(text: str | date) -> date | None:
    if isinstance(text, date):
        return text
    if not text:
        return None
    parts = text.split("-")
    try:
        numbers = [int(part) for part in parts] + [1, 1]
        return date(numbers[0], numbers[1], numbers[2])
    except ValueError as error:
        raise BadInForceDate(text) from error


@dataclass(frozen=True, slots=True)
class LegalSource:
    """One article of a law, notice or local rule.

    :param article: number as printed, without 第 and 条; empty when the whole text is meant.
    :param in_force: first day, as ``date``, ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; empty when
        not known.
    :param certainty: ``text`` when the article was read, ``general knowledge`` when an
        installation has to verify it.
    """

    title: str
    article: str
    in_force: str | date
    certainty: Certainty = "text"
    url: str = ""

    def __post_init__(self) -> None:
        _in_force_date(self.in_force)

    @property
    def in_force_on(self) -> date | None:
        """First day in force; the first of the year or month when no finer date is known."""
        return _in_force_date(self.in_force)

    def cite(self) -> str:
        """Return the citation in Chinese, such as ``《劳动法》第15条``."""
        return f"《{self.title}》第{self.article}条" if self.article else f"《{self.title}》"


def place_prefix(code: str) -> str:
    """Return a region code without the zeros that only fill it up: ``330200`` becomes ``3302``."""
    levels = (0, *PLACE_LENGTHS)
    known = code[: PLACE_LENGTHS[-1]]
    for shorter, longer in reversed(list(pairwise(levels))):
        part = known[shorter:longer]
        if part.strip("0"):
            return known[:longer]
        known = known[:shorter]
    return ""


@dataclass(frozen=True, slots=True)
class DatedValue(Generic[T]):
    """One value of a parameter, in force from ``starts_on`` in ``place`` (a prefix; "" = all)."""

    starts_on: date
    place: str
    value: T
    source: LegalSource


class DatedParameter(Generic[T]):
    """A number that changes with time and place, such as a statutory term or a ceiling.

    A later value of the same place replaces the earlier one; a value of a narrower place wins over
    one of a wider place. To end a value without a successor, give ``None`` as the next value.
    """

    __slots__ = ("_values", "code")

    def __init__(
        self, code: str, values: Sequence[tuple[date, str | None, T, LegalSource]]
    ) -> None:
        self.code = code
        self._values = tuple(
            sorted(
                (
                    DatedValue(starts_on, place_prefix(place or ""), value, source)
                    for starts_on, place, value, source in values
                ),
                key=lambda dated: (len(dated.place), dated.starts_on),
                reverse=True,
            )
        )

    @property
    def values(self) -> tuple[DatedValue[T], ...]:
        """Every value, the narrowest place first, the latest first within a place."""
        return self._values

    def found(self, day: date, place: str | None = None) -> DatedValue[T]:
        """Return the value in force together with its source.

        :param place: region code of 2 to 12 digits, zeros at the end allowed; None = the country.
        :raises NoValueInForce: nothing is in force there on that day.
        """
        prefix = place_prefix(place or "")
        for dated in self._values:
            if dated.starts_on <= day and prefix.startswith(dated.place):
                return dated
        raise NoValueInForce(self.code, day, place)

    def on(self, day: date, place: str | None = None) -> T:
        """Return the most specific value in force on the day in the place.

        :raises NoValueInForce: nothing is in force there on that day.
        """
        return self.found(day, place).value
