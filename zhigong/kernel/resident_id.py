"""Identity numbers: the 18-digit number of GB 11643, and the documents used in its place.

Numbers are kept in their normal form: 18 characters, half width, capital X.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from operator import mul
from typing import Self
from unicodedata import normalize

from zhigong.kernel.legal import LegalSource

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
NUMBER_SOURCE = LegalSource("GB 11643-1999 公民身份号码", "", "1999-07-01", "general knowledge")

MIN_MEMBER_AGE = 16  # years; younger people may not be employed
MIN_MEMBER_AGE_SOURCE = LegalSource("中华人民共和国劳动法", "15", "1995-01-01", "general knowledge")
WARN_ABOVE_AGE = 70  # years; above it a roster row deserves a second look, nothing more

PROVINCES = {
    "11": "北京市", "12": "天津市", "13": "河北省", "14": "山西省", "15": "内蒙古自治区",
    "21": "辽宁省", "22": "吉林省", "23": "黑龙江省", "31": "上海市", "32": "江苏省",
    "33": "浙江省", "34": "安徽省", "35": "福建省", "36": "江西省", "37": "山东省",
    "41": "河南省", "42": "湖北省", "43": "湖南省", "44": "广东省", "45": "广西壮族自治区",
    "46": "海南省", "50": "重庆市", "51": "四川省", "52": "贵州省", "53": "云南省",
    "54": "西藏自治区", "61": "陕西省", "62": "甘肃省", "63": "青海省", "64": "宁夏回族自治区",
    "65": "新疆维吾尔自治区", "71": "台湾省", "81": "香港特别行政区", "82": "澳门特别行政区",
    "83": "台湾居民",
}  # fmt: skip

LENGTH = 18
OLD_LENGTH = 15
PERMIT_LENGTHS = (6, 12)  # shortest and longest passport or permit number accepted
MALE, FEMALE = "1", "2"  # GB/T 2261.1
HMT_PREFIXES = frozenset(("81", "82", "83"))
FOREIGNER_DIGIT = "9"

_ASCII_OF_ZERO = ord("0")
_ZERO_OFFSET = _ASCII_OF_ZERO * sum(WEIGHTS)
_LETTERS_LIKE_X = str.maketrans("x×Хх\u03a7\u03c7", "XXXXXX")
_IGNORED = dict.fromkeys(
    map(
        ord, " \t\r\n\u00a0\u3000\u200b\u200c\u200d\ufeff-\u2010\u2011\u2012\u2013\u2014\u2212_'’‘`"
    )
)


class IdKind(StrEnum):
    """The documents a roster may name a person by."""

    RESIDENT_ID = "resident_id"
    HMT_RESIDENCE = "hmt_residence"
    FOREIGN_PERMANENT = "foreign_permanent"
    HMT_PERMIT = "hmt_permit"
    TAIWAN_PERMIT = "taiwan_permit"
    PASSPORT = "passport"


EIGHTEEN_DIGIT_KINDS = frozenset(
    (IdKind.RESIDENT_ID, IdKind.HMT_RESIDENCE, IdKind.FOREIGN_PERMANENT)
)


class BadId(ValueError):
    """The text is no valid identity number; ``code`` says why."""

    code = "id"


class IdMissing(BadId):
    """There is no number."""

    code = "id_missing"


class IdLength(BadId):
    """The number has neither 18 nor 15 digits, and is no other known document."""

    code = "id_length"


class IdCharacters(BadId):
    """A character is no digit, nor X at the end."""

    code = "id_characters"


class IdCheckDigit(BadId):
    """The last character does not follow from the others: something was mistyped."""

    code = "id_check_digit"


class IdBirthDate(BadId):
    """Digits 7 to 14 are no day of the calendar, or one after today."""

    code = "id_birth_date"


def check_digit(first17: str) -> str:
    """Return the 18th character for seventeen digits.

    :param first17: seventeen half-width digits; nothing is checked here, for speed.
    :legal: GB 11643-1999 (``NUMBER_SOURCE``), ISO 7064 MOD 11-2.
    """
    return CHECK_DIGITS[(sum(map(mul, first17.encode(), WEIGHTS)) - _ZERO_OFFSET) % 11]


def normalise_id(text: str) -> str:
    """Return the number in half width and capitals, without blanks, hyphens or apostrophes."""
    if text.isascii() and text.isalnum():
        return text.upper()
    plain = normalize("NFKC", text).translate(_IGNORED)
    return plain.translate(_LETTERS_LIKE_X).upper()


def is_rounded_by_spreadsheet(text: str) -> bool:
    """Return whether a spreadsheet stored the number as a float and so lost its last digits.

    Such a cell shows ``3.30203E+17``, or eighteen digits of which the last three are zeros and the
    check digit is wrong. The number has to be asked for again.
    """
    number = normalise_id(text)
    mantissa, letter, exponent = number.partition("E")
    if letter and mantissa.replace(".", "").isdigit() and exponent.removeprefix("+").isdigit():
        return True
    whole = number.removesuffix(".0")
    is_number = len(whole) == LENGTH and whole.isascii() and whole.isdigit()
    return is_number and whole.endswith("000") and check_digit(whole[:17]) != "0"


def age_on(birth: date, day: date) -> int:
    """Return completed years of life on the day; who was born on 29 February grows on 1 March."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def mask_id(number: str) -> str:
    """Return the number with its middle hidden: six and four characters stay of 15 or 18.

    Of the shorter numbers of permits and passports two and two stay, of very short texts none.
    """
    if len(number) >= OLD_LENGTH:
        head, tail = 6, 4
    elif len(number) >= 8:
        head, tail = 2, 2
    else:
        return "*" * len(number)
    return number[:head] + "*" * (len(number) - head - tail) + number[-tail:]


def _is_form(number: str, letters: int, digits: tuple[int, ...], allowed: str = "") -> bool:
    head, rest = number[:letters], number[letters:]
    if not number.isascii() or len(rest) not in digits or not rest.isdigit():
        return False
    return head.isalpha() and (not allowed or all(letter in allowed for letter in head))


def classify(text: str) -> IdKind | None:
    """Return which document the text looks like by its form alone; None when by none.

    Eight bare digits count as a 台胞证, although a date or a telephone number may look the same:
    where a roster does not say which document it means, ``ResidentId.parse`` refuses them.
    """
    number = normalise_id(text)
    if number.isascii() and number[:17].isdigit() and len(number) in (LENGTH, OLD_LENGTH):
        return _kind_of_eighteen(number) if len(number) == LENGTH else IdKind.RESIDENT_ID
    if _is_form(number, 3, (12,)):
        return IdKind.FOREIGN_PERMANENT  # the forms of 2004 and 2017
    if _is_form(number, 1, (8, 10), "HM"):
        return IdKind.HMT_PERMIT
    if number.isascii() and number.isdigit() and len(number) in (8, 10):
        return IdKind.TAIWAN_PERMIT
    if _is_form(number, 1, (7, 8)) or _is_form(number, 2, (6, 7)):
        return IdKind.PASSPORT
    return None


def _kind_of_eighteen(number: str) -> IdKind:
    if number[0] == FOREIGNER_DIGIT:
        return IdKind.FOREIGN_PERMANENT
    if number[:2] in HMT_PREFIXES:
        return IdKind.HMT_RESIDENCE
    return IdKind.RESIDENT_ID


def _permit_kind(number: str, kind: IdKind | None) -> IdKind | None:
    """Return the document when it is one without check digit; None for GB 11643 numbers.

    Bare digits are such a document only when the roster says so.
    """
    if len(number) == LENGTH or (number.isdigit() and len(number) == OLD_LENGTH):
        return None
    by_form = classify(number)
    if by_form is not None and not number.isdigit():
        return by_form if kind is None or kind in EIGHTEEN_DIGIT_KINDS else kind
    if kind is None or kind in EIGHTEEN_DIGIT_KINDS or not number:
        return None
    if not (number.isascii() and number.isalnum()):
        raise IdCharacters(mask_id(number))
    if not PERMIT_LENGTHS[0] <= len(number) <= PERMIT_LENGTHS[1]:
        raise IdLength(mask_id(number))
    return kind


def _born_on(number: str, today: date) -> date:
    try:
        birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError as error:
        raise IdBirthDate(mask_id(number)) from error
    if birth > today:
        raise IdBirthDate(mask_id(number))
    return birth


def _eighteen(number: str) -> str:
    """Return the number with 18 characters, or raise what is wrong with its form."""
    if not number:
        raise IdMissing
    if len(number) == OLD_LENGTH and number.isascii() and number.isdigit():
        first17 = f"{number[:6]}19{number[6:]}"
        return first17 + check_digit(first17)
    body = number[:17] if len(number) == LENGTH else number
    if not (body.isascii() and body.isdigit()) or number[-1] not in CHECK_DIGITS:
        raise IdCharacters(mask_id(number))
    if len(number) != LENGTH:
        raise IdLength(mask_id(number))
    if check_digit(body) != number[-1]:
        raise IdCheckDigit(mask_id(number))
    return number


@dataclass(frozen=True, slots=True)
class ResidentId:
    """A valid identity number and what it says about its holder.

    :param birth_on: None for permits and passports, whose numbers do not tell it.
    :param sex: ``1`` male, ``2`` female, None where the number does not tell it.
    :param region: six digits of the first registration; "" for permits and passports.
    :param was_15: the text had the old 15 digits and was completed.
    :param is_over_age: older than ``WARN_ABOVE_AGE`` on the day of parsing: a warning only.
    """

    number: str
    kind: IdKind
    birth_on: date | None = None
    sex: str | None = None
    region: str = ""
    was_15: bool = field(default=False, compare=False)
    is_over_age: bool = field(default=False, compare=False)

    @classmethod
    def parse(cls, text: str, *, today: date, kind: IdKind | None = None) -> Self:
        """Read an identity number as people write it.

        :param kind: the document a roster names; None when it does not say.
        :raises IdMissing, IdLength, IdCharacters, IdCheckDigit, IdBirthDate: what is wrong.
        :legal: GB 11643-1999 (``NUMBER_SOURCE``).
        """
        written = normalise_id(text)
        permit = _permit_kind(written, kind)
        if permit is not None:
            return cls(written, permit)
        number = _eighteen(written)
        birth_on = _born_on(number, today)
        return cls(
            number,
            _kind_of_eighteen(number),
            birth_on,
            MALE if int(number[16]) % 2 else FEMALE,
            number[:6],
            len(written) == OLD_LENGTH,
            age_on(birth_on, today) > WARN_ABOVE_AGE,
        )

    @property
    def has_known_province(self) -> bool:
        """False when the first two digits name no province: a warning only."""
        return self.kind not in (IdKind.RESIDENT_ID, IdKind.HMT_RESIDENCE) or (
            self.number[:2] in PROVINCES
        )

    @property
    def masked(self) -> str:
        """The number as lists show it."""
        return mask_id(self.number)
