"""The unified social credit code of employers and of unions that are legal persons (GB 32100)."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self
from unicodedata import normalize

from zhigong.kernel.legal import LegalSource

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
MODULUS = 31
CODE_SOURCE = LegalSource(
    "GB 32100-2015 法人和其他组织统一社会信用代码编码规则", "", "2015-10-01", "general knowledge"
)

LENGTH = 18
ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
ORGANISATION_MODULUS = 11
ORGANISATION_CHECKS = "0X987654321"  # by the sum modulo 11 (GB 11714)

UNION_REGISTRAR = "8"
GRASSROOTS_UNION = "81"
REGISTRARS = {
    "1": "机构编制",
    "5": "民政",
    UNION_REGISTRAR: "工会",
    "9": "市场监督管理",
    "A": "军队",
    "N": "农业农村",
    "Y": "其他",
}

_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_IGNORED = dict.fromkeys(
    map(ord, " \t\r\n\u00a0\u200b\ufeff-\u2010\u2011\u2012\u2013\u2014\u2212'’‘`")
)


class BadCreditCode(ValueError):
    """The text is no credit code; ``code`` says why."""

    code = "credit_code"


class CreditCodeLength(BadCreditCode):
    """The code has not exactly 18 characters."""

    code = "credit_code_length"


class CreditCodeCharacters(BadCreditCode):
    """A character is none of the 31 allowed; I, O, S, V and Z never are."""

    code = "credit_code_characters"


class CreditCodeState(StrEnum):
    """Whether the check character follows from the others."""

    VALID = "valid"
    # Some real codes given out early fail the check: they are kept and marked 待核实.
    CHECK_FAILED = "credit_code_check"


def check_character(first17: str) -> str:
    """Return the 18th character for seventeen characters of the alphabet.

    :raises KeyError: a character outside the alphabet.
    :legal: GB 32100-2015 (``CODE_SOURCE``).
    """
    total = sum(
        _VALUES[character] * weight for character, weight in zip(first17, WEIGHTS, strict=True)
    )
    return ALPHABET[-total % MODULUS]


def complete(first17: str) -> str:
    """Return the whole code for its first seventeen characters.

    :raises CreditCodeLength, CreditCodeCharacters: the seventeen are not well formed.
    """
    _require_form(first17, LENGTH - 1)
    return first17 + check_character(first17)


def normalise_credit_code(text: str) -> str:
    """Return the code in half width and capitals, without blanks, hyphens or apostrophes."""
    if text.isascii() and text.isalnum():
        return text.upper()
    return normalize("NFKC", text).translate(_IGNORED).upper()


def _require_form(code: str, length: int) -> None:
    # Length first: a name in the wrong column is better told "18 characters" than one bad letter.
    if len(code) != length:
        raise CreditCodeLength(code)
    if any(character not in _VALUES for character in code):
        raise CreditCodeCharacters(code)


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A well formed credit code; ``state`` tells whether its check character is right."""

    number: str
    state: CreditCodeState = field(compare=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a credit code as people write it; a failing check is a state, not an error.

        :raises CreditCodeLength, CreditCodeCharacters: the text cannot be a credit code.
        :legal: GB 32100-2015 (``CODE_SOURCE``).
        """
        number = normalise_credit_code(text)
        _require_form(number, LENGTH)
        is_right = check_character(number[:-1]) == number[-1]
        return cls(number, CreditCodeState.VALID if is_right else CreditCodeState.CHECK_FAILED)

    @property
    def is_valid(self) -> bool:
        """True when the check character is right."""
        return self.state is CreditCodeState.VALID

    @property
    def registrar(self) -> str:
        """The office that registered the body: a key of ``REGISTRARS``, or an unknown one."""
        return self.number[0]

    @property
    def is_union(self) -> bool:
        """True when a federation of trade unions registered the body."""
        return self.registrar == UNION_REGISTRAR

    @property
    def is_grassroots_union(self) -> bool:
        """True for a grassroots union that is a legal person."""
        return self.number[:2] == GRASSROOTS_UNION

    @property
    def region(self) -> str:
        """Six digits of the place of registration."""
        return self.number[2:8]

    @property
    def organisation_code(self) -> str:
        """The nine characters of the former organisation code."""
        return self.number[8:17]

    @property
    def is_organisation_check_right(self) -> bool:
        """Whether the organisation code passes its own check (GB 11714): a hint only."""
        body, check = self.organisation_code[:-1], self.organisation_code[-1]
        values = map(ORGANISATION_ALPHABET.index, body)
        total = sum(
            value * weight for value, weight in zip(values, ORGANISATION_WEIGHTS, strict=True)
        )
        return ORGANISATION_CHECKS[total % ORGANISATION_MODULUS] == check
