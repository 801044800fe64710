"""Dates as rosters hold them: real dates, serial numbers, and texts in many forms."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple
from unicodedata import normalize

FIRST_YEAR, LAST_YEAR = 1900, 2100  # years that a bare number may mean
# Day 0 of the 1900 system, moved by the 29 February 1900 that it counts but never was.
SERIAL_ZERO = date(1899, 12, 30)
LAST_SERIAL = (date(LAST_YEAR, 12, 31) - SERIAL_ZERO).days

_HAN_DIGITS = str.maketrans("〇零○Ｏ一二三四五六七八九", "0000123456789")
_HAN_YEAR = re.compile(r"^([〇零○Ｏ一二三四五六七八九]{4})年(.*)$")
_HAN_NUMBER = re.compile(r"[一二三四五六七八九十廿卅]+")
_HAN_TENS = (("廿", "二十"), ("卅", "三十"))
_TIME = re.compile(r"[T\s]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$")
_PARTS = re.compile(
    r"^(?P<year>\d{4})\s*[-./,、年·\s]\s*(?P<month>\d{1,2})\s*"
    r"(?:[-./,、月·\s]\s*(?:(?P<day>\d{1,2})\s*[日号]?)?)?$"
)
_YEAR = re.compile(r"^(\d{4})年?$")
_NUMBER = re.compile(r"^\d{1,8}(\.\d+)?$")
_DASHES = str.maketrans("‐‑‒–—―−－。．", "--------..")


class DatePrecision(StrEnum):
    """How much of a date the cell told."""

    DAY = "day"
    MONTH = "month"  # the date is the first of the month
    YEAR = "year"  # the date is the first of January
    # The number 2010.1 is January, or October typed as 2010.10; the date is the first of January.
    AMBIGUOUS_MONTH = "ambiguous month"
    MISSING = "missing"
    UNREADABLE = "unreadable"


class ParsedDate(NamedTuple):
    """A date and how much of it was told; None when missing or unreadable."""

    value: date | None
    precision: DatePrecision


MISSING = ParsedDate(None, DatePrecision.MISSING)
UNREADABLE = ParsedDate(None, DatePrecision.UNREADABLE)


def parse_date(value: object) -> ParsedDate:
    """Read a cell as a date; never raises.

    :param value: what a spreadsheet reader gives: datetime, date, number, text or None.
    """
    if isinstance(value, datetime):
        return ParsedDate(value.date(), DatePrecision.DAY)
    if isinstance(value, date):
        return ParsedDate(value, DatePrecision.DAY)
    if isinstance(value, str):
        return _from_text(value)
    if value is None:
        return MISSING
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return _from_number(repr(value) if isinstance(value, float) else str(value))
    return UNREADABLE


def _date(precision: DatePrecision, year: int, month: int = 1, day: int = 1) -> ParsedDate:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return UNREADABLE
    try:
        return ParsedDate(date(year, month, day), precision)
    except ValueError:
        return UNREADABLE


def _from_number(number: str) -> ParsedDate:
    """Read a number cell: a serial number, 19900307, 199003, 1990.3 or 1990."""
    if not _NUMBER.match(number):
        return UNREADABLE
    whole, _, fraction = number.partition(".")
    fraction = fraction.rstrip("0")
    if FIRST_YEAR <= int(whole) <= LAST_YEAR:
        return _from_year_and_fraction(int(whole), fraction)
    if len(whole) == 8:
        return _date(DatePrecision.DAY, int(whole[:4]), int(whole[4:6]), int(whole[6:]))
    if len(whole) == 6:
        return _date(DatePrecision.MONTH, int(whole[:4]), int(whole[4:]))
    if LAST_YEAR < int(whole) <= LAST_SERIAL:
        return ParsedDate(SERIAL_ZERO + timedelta(days=int(whole)), DatePrecision.DAY)
    return UNREADABLE


def _from_year_and_fraction(year: int, fraction: str) -> ParsedDate:
    if not fraction:
        return _date(DatePrecision.YEAR, year)
    if fraction == "1":
        return _date(DatePrecision.AMBIGUOUS_MONTH, year)
    if len(fraction) == 1 or len(fraction) == 2:
        return _date(DatePrecision.MONTH, year, int(fraction))
    if len(fraction) in (3, 4):  # 1990.0307, or 1990.031 for 10 March
        return _date(DatePrecision.DAY, year, int(fraction[:2]), int(fraction[2:].ljust(2, "0")))
    return UNREADABLE


def _from_text(text: str) -> ParsedDate:
    plain = normalize("NFKC", text.translate(_DASHES)).replace("'", "").strip()
    plain = _TIME.sub("", _from_han(plain)).rstrip(".,、/- ")
    if not plain:
        return MISSING
    parts = _PARTS.match(plain)
    if parts:
        precision = DatePrecision.DAY if parts["day"] else DatePrecision.MONTH
        return _date(precision, int(parts["year"]), int(parts["month"]), int(parts["day"] or 1))
    year = _YEAR.match(plain)
    if year:
        return _date(DatePrecision.YEAR, int(year[1]))
    return _from_number(plain)


def _from_han(text: str) -> str:
    """Return ``2026年3月`` for ``二〇二六年三月``; other texts unchanged."""
    found = _HAN_YEAR.match(text)
    if not found:
        return text
    return found[1].translate(_HAN_DIGITS) + "年" + _HAN_NUMBER.sub(_han_number, found[2])


def _han_number(found: re.Match[str]) -> str:
    word = found[0]
    for short, full in _HAN_TENS:
        word = word.replace(short, full)
    tens, ten, units = word.rpartition("十")
    if not ten:
        return units.translate(_HAN_DIGITS)
    return (tens or "一").translate(_HAN_DIGITS) + (units or "零").translate(_HAN_DIGITS)
