"""Amounts in yuan, exact to 0.01, rounded half up; floats are refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN as ROUND_TOWARDS_ZERO
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import total_ordering
from typing import Self

FEN = Decimal("0.01")
# Twelve digits before the point are what the Chinese form of a voucher can name: below 1 万亿.
LIMIT = Decimal(10) ** 12

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")
_GROUP_SIZE = 10_000


class NotAnAmount(ValueError):
    """The value cannot be read as an exact amount in yuan."""

    code = "money_not_an_amount"


class AmountTooLarge(ValueError):
    """The amount is 1,000,000,000,000 yuan or more, or that much below zero."""

    code = "money_too_large"


class BadShares(ValueError):
    """Shares are empty, below zero or sum to nothing, so nothing can be split by them."""

    code = "money_bad_shares"


@total_ordering
@dataclass(frozen=True, slots=True, eq=True)
class Money:
    """An amount in yuan; use ``Money.of`` to make one from a number or a text."""

    yuan: Decimal

    def __post_init__(self) -> None:
        if not isinstance(self.yuan, Decimal) or not self.yuan.is_finite():
            raise NotAnAmount(repr(self.yuan))
        if abs(self.yuan) >= LIMIT:
            raise AmountTooLarge(str(self.yuan))
        rounded = self.yuan.quantize(FEN, ROUND_HALF_UP)
        object.__setattr__(self, "yuan", rounded or abs(rounded))  # there is no minus zero yuan

    @classmethod
    def of(cls, value: "int | str | Decimal | Money") -> Self:
        """Return the amount of a whole number, a decimal or a text such as ``1,234.50``.

        :raises NotAnAmount: a float, a truth value, or a text that is no number.
        :raises AmountTooLarge: 1,000,000,000,000 yuan or more.
        """
        if isinstance(value, Money):
            return cls(value.yuan)
        if isinstance(value, str):
            try:
                return cls(Decimal(value.replace(",", "").replace("，", "").strip()))
            except InvalidOperation as error:
                raise NotAnAmount(value) from error
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise NotAnAmount(repr(value))
        return cls(Decimal(value))

    def __add__(self, other: "Money") -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.yuan + other.yuan)

    def __sub__(self, other: "Money") -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.yuan - other.yuan)

    def __mul__(self, factor: int | Decimal) -> "Money":
        if isinstance(factor, bool) or not isinstance(factor, int | Decimal):
            return NotImplemented
        return Money(self.yuan * factor)

    __rmul__ = __mul__

    def __neg__(self) -> "Money":
        return Money(-self.yuan)

    def __abs__(self) -> "Money":
        return Money(abs(self.yuan))

    def __lt__(self, other: "Money") -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.yuan < other.yuan

    def __bool__(self) -> bool:
        """Return whether the amount is not zero."""
        return bool(self.yuan)

    def __str__(self) -> str:
        return f"{self.yuan:,.2f}"

    def split(self, shares: Sequence[Decimal | int], remainder_to: int = 0) -> "list[Money]":
        """Divide the amount in proportion to the shares; the parts sum to it exactly.

        Every part is rounded half up except the one at ``remainder_to``, which takes what is left.
        When the amount is so small that this would push that part past zero, the others are
        rounded towards zero instead.

        :param shares: weights of at least zero, in any unit (60 and 40, or 0.6 and 0.4).
        :raises BadShares: no shares, one below zero, or all zero.
        :raises IndexError: ``remainder_to`` names no share.
        """
        weights = [Decimal(share) for share in shares]
        total = sum(weights, Decimal(0))
        if any(weight < 0 for weight in weights) or not total:
            raise BadShares(str(list(shares)))
        index = range(len(weights))[remainder_to]
        for rounding in (ROUND_HALF_UP, ROUND_TOWARDS_ZERO):
            parts = [(self.yuan * weight / total).quantize(FEN, rounding) for weight in weights]
            parts[index] += self.yuan - sum(parts, Decimal(0))
            if parts[index] * self.yuan >= 0:
                break
        return [Money(part) for part in parts]

    def chinese(self) -> str:
        """Return the amount in the capital numerals of vouchers: ``壹仟贰佰叁拾肆元伍角整``.

        :legal: 会计基础工作规范 art. 52: 整 follows when the amount ends in yuan or jiao.
        """
        sign = "负" if self.yuan < 0 else ""
        whole, fen_total = divmod(int(abs(self.yuan) * 100), 100)
        jiao, fen = divmod(fen_total, 10)
        text = f"{_whole_in_chinese(whole)}元" if whole else ""
        if jiao:
            text += f"{_DIGITS[jiao]}角"
        elif fen and whole:
            text += "零"
        text += f"{_DIGITS[fen]}分" if fen else ""
        if not text:
            return "零元整"
        return sign + text + ("" if fen else "整")


def _group_in_chinese(number: int) -> str:
    text, pending_zero = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            text += ("零" if pending_zero and text else "") + _DIGITS[digit] + _PLACES[place]
        pending_zero = not digit
    return text


def _whole_in_chinese(number: int) -> str:
    text, zero_between = "", False
    for level in (2, 1, 0):
        group = number // _GROUP_SIZE**level % _GROUP_SIZE
        if not group:
            zero_between = bool(text)
            continue
        leading_zero = text and (zero_between or group < _GROUP_SIZE // 10)
        text += ("零" if leading_zero else "") + _group_in_chinese(group) + _GROUPS[level]
        zero_between = False
    return text


NIL = Money(Decimal(0))
