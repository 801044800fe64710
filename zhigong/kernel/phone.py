"""Telephone numbers of the mainland, as rosters hold them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self
from unicodedata import normalize

MOBILE_LENGTH = 11
MOBILE_SECOND_DIGITS = frozenset("3456789")
LANDLINE_LENGTHS = range(10, 13)  # 0, two or three digits of area, seven or eight of the line
LOCAL_LENGTHS = (7, 8)
SERVICE_PREFIXES = ("400", "800")
SERVICE_LENGTH = 10
COUNTRY_CODES = ("+86", "0086")
COUNTRY_DIGITS = "86"

_IGNORED = dict.fromkeys(
    map(ord, " \t\r\n\u00a0\u200b\u202c\u202d\ufeff-\u2010\u2011\u2012\u2013\u2014\u2212_().'’‘`")
)


class PhoneKind(StrEnum):
    """What can be done with the number: only a mobile receives a message."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number in digits alone, without country code; landlines keep their 0."""

    number: str
    kind: PhoneKind

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a number as people write it; what is no number has kind ``invalid``, no error."""
        number = normalise_phone(text)
        return cls(number, _kind(number))

    @property
    def is_mobile(self) -> bool:
        """True when messages can be sent to it."""
        return self.kind is PhoneKind.MOBILE

    @property
    def masked(self) -> str:
        """The number as lists show it."""
        return mask_phone(self.number)


def normalise_phone(text: str) -> str:
    """Return the number without blanks, hyphens, brackets and country code, in half width.

    The ``.0`` that a spreadsheet adds to a number is dropped.
    """
    plain = text if text.isascii() and text.isdigit() else normalize("NFKC", text).strip()
    number = plain.removesuffix(".0").translate(_IGNORED)
    for code in COUNTRY_CODES:
        if number.startswith(code):
            return _with_trunk_zero(number.removeprefix(code))
    rest = number.removeprefix(COUNTRY_DIGITS)
    return rest if rest != number and _is_mobile(rest) else number


def _with_trunk_zero(number: str) -> str:
    is_national = number.isdigit() and len(number) + 1 in LANDLINE_LENGTHS
    return f"0{number}" if is_national and not _is_mobile(number) and number[0] != "0" else number


def _is_mobile(number: str) -> bool:
    return (
        len(number) == MOBILE_LENGTH
        and number.isascii()
        and number.isdigit()
        and number[0] == "1"
        and number[1] in MOBILE_SECOND_DIGITS
    )


def _kind(number: str) -> PhoneKind:
    if _is_mobile(number):
        return PhoneKind.MOBILE
    if not (number.isascii() and number.isdigit()):
        return PhoneKind.INVALID
    is_long_distance = (
        number[0] == "0" and number[1:2] not in ("", "0") and len(number) in LANDLINE_LENGTHS
    )
    is_local = len(number) in LOCAL_LENGTHS and number[0] in "2345678"
    is_service = len(number) == SERVICE_LENGTH and number.startswith(SERVICE_PREFIXES)
    if is_long_distance or is_local or is_service:
        return PhoneKind.LANDLINE
    return PhoneKind.INVALID


def mask_phone(number: str) -> str:
    """Return the number with its middle hidden, such as ``138****5678``.

    Of numbers below ten digits only the last four stay, of very short ones none.
    """
    if len(number) < LOCAL_LENGTHS[0]:
        return "*" * len(number)
    head = 3 if len(number) >= LANDLINE_LENGTHS[0] else 0
    return number[:head] + "*" * (len(number) - head - 4) + number[-4:]
