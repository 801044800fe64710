"""Checks of an identity number as it stands in a cell: every fault is named, not only the first."""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from zhigong.kernel.resident_id import (
    CHECK_DIGITS,
    FOREIGNER_DIGIT,
    HMT_PREFIXES,
    MIN_MEMBER_AGE,
    PROVINCES,
    WARN_ABOVE_AGE,
    BadId,
    IdKind,
    ResidentId,
    age_on,
    check_digit,
    is_rounded_by_spreadsheet,
    normalise_id,
)

LOST_FROM = 10**15  # a number cell keeps fifteen digits; from here on the last ones are gone
MALE, FEMALE = "1", "2"

ID_MISSING = "error:id_missing"
ID_LENGTH = "error:id_length"
ID_CHARACTERS = "error:id_characters"
ID_CHECK_DIGIT = "error:id_check_digit"
ID_BIRTH_DATE = "error:id_birth_date"
ID_PRECISION_LOST = "error:id_precision_lost"
AGE_BELOW_16 = "error:age_below_16"
ID_15_DIGITS = "warning:id_15_digits"
ID_REGION_UNKNOWN = "warning:id_region_unknown"
AGE_OVER_70 = "warning:age_over_70"


class Identity(NamedTuple):
    """What a cell says about who somebody is.

    :param number: the normal form, also of a faulty number; "" when nothing can be kept.
    :param codes: findings, errors first.
    :param is_told: the number's own sex and birth may be believed.
    """

    number: str
    kind: str
    birth_on: date | None
    sex: str
    codes: tuple[str, ...]
    is_told: bool = True


MISSING = Identity("", IdKind.RESIDENT_ID, None, "", (ID_MISSING,), False)


def identity_of(cell: object, *, kind: IdKind | None, today: date) -> Identity:
    """Read an identity number from a cell.

    :param kind: the document another column names; None when none does.
    """
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        if abs(cell) >= LOST_FROM:
            return _lost(str(int(cell)), today)
        text = str(int(cell)) if cell == int(cell) else repr(cell)
    else:
        text = cell if isinstance(cell, str) else ""
    number = normalise_id(text)
    if len(number) == 18 and number[:17].isdigit() and number.isascii():
        return _eighteen(number, today)
    if not number:
        return MISSING
    if is_rounded_by_spreadsheet(text):
        return _lost(_digits_of_exponent(number), today)
    return _other(number, kind, today)


def _digits_of_exponent(number: str) -> str:
    try:
        return str(int(float(number)))
    except (ValueError, OverflowError):
        return ""


def _lost(digits: str, today: date) -> Identity:
    """Read a number whose last digits are dropped: birth is still there, sex is not."""
    birth, codes = None, [ID_PRECISION_LOST]
    if len(digits) == 18 and digits[6:14].strip("0"):
        birth, more = _birth(digits[6:14], today)
        codes += [code for code in more if code != AGE_OVER_70 and digits[10:14].strip("0")]
    return Identity("", IdKind.RESIDENT_ID, birth, "", tuple(codes), False)


@lru_cache(maxsize=40_000)  # the days of a working life and more: most rows share theirs
def _birth(digits: str, today: date) -> tuple[date | None, tuple[str, ...]]:
    try:
        birth = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None, (ID_BIRTH_DATE,)
    if birth > today:
        return None, (ID_BIRTH_DATE,)
    age = age_on(birth, today)
    if age < MIN_MEMBER_AGE:
        return birth, (AGE_BELOW_16,)
    return birth, (AGE_OVER_70,) if age > WARN_ABOVE_AGE else ()


def _eighteen(number: str, today: date) -> Identity:
    codes: list[str] = []
    last = number[17]
    is_right = check_digit(number[:17]) == last
    if not is_right:
        codes.append(ID_CHECK_DIGIT if last in CHECK_DIGITS else ID_CHARACTERS)
        if number.endswith("000"):
            codes.append(ID_PRECISION_LOST)
    birth, more = _birth(number[6:14], today)
    codes += more
    kind = _kind(number)
    if kind is IdKind.RESIDENT_ID and number[:2] not in PROVINCES:
        codes.append(ID_REGION_UNKNOWN)
    sex = MALE if int(number[16]) % 2 else FEMALE
    return Identity(number, kind, birth, sex, tuple(codes), is_right)


def _kind(number: str) -> IdKind:
    if number[0] == FOREIGNER_DIGIT:
        return IdKind.FOREIGN_PERMANENT
    return IdKind.HMT_RESIDENCE if number[:2] in HMT_PREFIXES else IdKind.RESIDENT_ID


def _other(number: str, kind: IdKind | None, today: date) -> Identity:
    try:
        found = ResidentId.parse(number, today=today, kind=kind)
    except BadId as error:
        kept = number[:32]
        return Identity(kept, kind or IdKind.RESIDENT_ID, None, "", (f"error:{error.code}",), False)
    if not found.was_15:
        return Identity(found.number, found.kind, found.birth_on, found.sex or "", ())
    whole = _eighteen(found.number, today)
    codes = (*whole.codes, ID_15_DIGITS)
    return Identity(whole.number, whole.kind, whole.birth_on, whole.sex, codes)
