"""Dates as rosters hold them."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhigong.kernel.dates import DatePrecision, parse_date

P = DatePrecision
SEVENTH = date(1990, 3, 7)
MARCH = date(1990, 3, 1)


@pytest.mark.parametrize(
    "value",
    [
        SEVENTH, datetime.fromisoformat("1990-03-07T05:30"), 32939, 32939.0, 32939.5, "32939", 19900307,
        19900307.0, "19900307", "1990-3-7", "1990/03/07", "1990.03.07", "1990.3.7.",
        "1990年3月7日", "1990年03月07号", "1990-03-07 00:00:00", "1990-03-07T08:00:00+08:00",
        " １９９０．０３．０７ ", "一九九〇年三月七日", "1990、3、7", "1990 3 7", "'1990-03-07",
        "1990－3－7", 1990.0307,
    ],
)  # fmt: skip
def test_a_day_is_read_in_every_form(value):
    assert parse_date(value) == (SEVENTH, P.DAY)


@pytest.mark.parametrize(
    "value",
    [
        "1990.3",
        "1990年3月",
        "1990-03",
        "1990/3",
        "199003",
        199003,
        1990.3,
        1990.03,
        "一九九〇年三月",
        "1990年3月份"[:-1],
    ],
)
def test_a_month_is_read_as_its_first_day(value):
    assert parse_date(value) == (MARCH, P.MONTH)


@pytest.mark.parametrize("value", ["1990", "1990年", 1990, 1990.0])
def test_a_year_is_read_as_its_first_day(value):
    assert parse_date(value) == (date(1990, 1, 1), P.YEAR)


def test_a_number_ending_in_one_may_be_january_or_october():
    assert parse_date(2010.10) == (date(2010, 1, 1), P.AMBIGUOUS_MONTH)


def test_a_text_keeps_its_zero_so_that_october_is_october():
    assert parse_date("2010.10") == (date(2010, 10, 1), P.MONTH)
    assert parse_date("2010.1") == (date(2010, 1, 1), P.MONTH)


def test_a_number_with_two_decimals_is_not_ambiguous():
    assert parse_date(2010.11) == (date(2010, 11, 1), P.MONTH)
    assert parse_date(2010.01) == (date(2010, 1, 1), P.MONTH)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("二〇二六年十月", date(2026, 10, 1)),
        ("二○二六年十二月二十一日", date(2026, 12, 21)),
        ("二零二六年三月三十日", date(2026, 3, 30)),
        ("二〇二六年三月廿一日", date(2026, 3, 21)),
    ],
)
def test_chinese_numerals_are_read(text, day):
    assert parse_date(text).value == day


@pytest.mark.parametrize("value", [None, "", "  ", "\u3000", "-", "/"])
def test_an_empty_cell_is_missing(value):
    assert parse_date(value) == (None, P.MISSING)


@pytest.mark.parametrize(
    "value",
    ["至今", True, "1990.2.30", "90.3.7", "1990.13", 1990.13, float("nan"), float("inf"), 1e22, -5, 60,
     "3/7/1990", 18990101, [], "二〇二六年廿月", "20261301", 123456789],
)  # fmt: skip
def test_what_is_no_date_is_unreadable_and_no_error(value):
    assert parse_date(value) == (None, P.UNREADABLE)


@given(st.dates(date(1910, 1, 1), date(2099, 12, 31)))
def test_a_day_survives_every_way_to_write_it(day):
    serial = (day - date(1899, 12, 30)).days
    forms = [
        day,
        serial,
        f"{day:%Y%m%d}",
        f"{day:%Y.%m.%d}",
        f"{day.year}年{day.month}月{day.day}日",
    ]

    assert {parse_date(form).value for form in forms} == {day}


@given(st.one_of(st.text(max_size=14), st.floats(), st.integers()))
def test_any_cell_is_read_without_an_error(value):
    parsed = parse_date(value)

    assert (parsed.value is None) == (parsed.precision in (P.MISSING, P.UNREADABLE))


def test_the_first_serial_after_the_leap_day_that_never_was():
    assert parse_date(2101).value == date(1899, 12, 30) + timedelta(2101)
