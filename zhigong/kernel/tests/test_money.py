"""Amounts: exact, rounded half up, split without loss, written in Chinese."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhigong.kernel.money import NIL, AmountTooLarge, BadShares, Money, NotAnAmount

amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=2).map(Money)


def test_a_float_is_refused():
    with pytest.raises(NotAnAmount):
        Money.of(0.1)


@pytest.mark.parametrize(
    "value", [True, "", "十元", "1.2.3", "NaN", "Infinity", None, Decimal("NaN")]
)
def test_what_is_no_number_is_refused(value):
    with pytest.raises(NotAnAmount):
        Money.of(value)


def test_a_float_cannot_enter_by_multiplication():
    with pytest.raises(TypeError):
        Money.of(10) * 0.5


def test_a_bare_number_is_not_added_to_an_amount():
    with pytest.raises(TypeError):
        Money.of(10) + 5


def test_half_a_fen_is_rounded_up_and_away_from_zero():
    assert Money.of("0.005") == Money.of("0.01")
    assert Money.of("-0.005") == Money.of("-0.01")
    assert Money.of("2.674999") == Money.of("2.67")


def test_there_is_no_minus_zero_yuan():
    assert str(Money.of("-0.001")) == "0.00"


def test_an_amount_is_printed_with_groups_and_two_digits():
    assert str(Money.of("1234.5")) == "1,234.50"
    assert str(Money.of(-1_000_000)) == "-1,000,000.00"


def test_a_text_with_separators_is_read():
    assert Money.of(" 1,234.50 ") == Money.of(Decimal("1234.5"))


def test_a_billion_times_a_thousand_is_too_large():
    with pytest.raises(AmountTooLarge):
        Money.of(10**12)


def test_nil_is_the_only_amount_that_counts_as_nothing():
    assert not NIL
    assert Money.of("0.01")


def test_amounts_are_ordered_and_added_up():
    assert sum([Money.of(1), Money.of("2.50")], NIL) == Money.of("3.5")
    assert max(NIL, Money.of(-3)) is NIL
    assert abs(Money.of(-3)) == -Money.of(-3) == Money.of(3)


def test_dues_of_two_percent_are_split_by_share_and_the_basic_union_takes_the_remainder():
    due = Money.of("123456.78") * Decimal("0.02")

    parts = due.split([60, 15, 10, 10, 5])

    assert due == Money.of("2469.14")
    assert [str(part) for part in parts] == ["1,481.49", "370.37", "246.91", "246.91", "123.46"]


def test_dues_of_a_round_payroll_go_sixty_to_forty():
    assert Money.of(7_000).split([60, 40]) == [Money.of(4_200), Money.of(2_800)]


def test_the_remainder_goes_to_the_named_part():
    assert Money.of(100).split([1, 1, 1], remainder_to=-1)[-1] == Money.of("33.34")


def test_a_split_too_small_to_round_never_takes_from_a_part():
    assert Money.of("0.02").split([1, 1, 1, 1]) == [Money.of("0.02"), NIL, NIL, NIL]


@pytest.mark.parametrize("shares", [[], [0, 0], [1, -1]])
def test_shares_that_divide_nothing_are_refused(shares):
    with pytest.raises(BadShares):
        Money.of(1).split(shares)


@given(amounts, st.lists(st.integers(0, 1000), min_size=1, max_size=8).filter(any), st.data())
def test_the_parts_of_a_split_always_sum_to_the_whole(amount, shares, data):
    index = data.draw(st.integers(0, len(shares) - 1))

    parts = amount.split(shares, remainder_to=index)

    assert sum(parts, NIL) == amount
    assert all(part.yuan * amount.yuan >= 0 for part in parts)


@given(amounts, amounts)
def test_subtraction_undoes_addition(one, other):
    assert one + other - other == one


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("-5", "负伍元整"),
        ("10.05", "壹拾元零伍分"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("20010", "贰万零壹拾元整"),
        ("100100.30", "壹拾万零壹佰元叁角整"),
        ("10000001", "壹仟万零壹元整"),
        ("10000000500", "壹佰亿零伍佰元整"),
        ("300000000000.01", "叁仟亿元零壹分"),
    ],
)
def test_an_amount_is_written_in_capital_numerals(amount, text):
    assert Money.of(amount).chinese() == text


@given(amounts)
def test_the_chinese_form_can_be_read_back(amount):
    assert _read(amount.chinese()) == amount


def _read(text: str) -> Money:
    """Read capital numerals with a second, independent algorithm."""
    sign, text = (-1, text[1:]) if text.startswith("负") else (1, text)
    whole, group, digit, cents = 0, 0, 0, 0
    for character in text:
        if character in "零壹贰叁肆伍陆柒捌玖":
            digit = "零壹贰叁肆伍陆柒捌玖".index(character)
        elif character in "拾佰仟":
            group, digit = group + digit * 10 ** ("拾佰仟".index(character) + 1), 0
        elif character in "万亿":
            whole += (group + digit) * {"万": 10**4, "亿": 10**8}[character]
            group, digit = 0, 0
        elif character == "元":
            whole, group, digit = whole + group + digit, 0, 0
        elif character in "角分":
            cents, digit = cents + digit * {"角": 10, "分": 1}[character], 0
    return Money.of(Decimal(sign * (whole * 100 + cents)) / 100)
