"""Legal sources and parameters by date and place."""

from datetime import date

import pytest

from zhigong.kernel.legal import (
    BadInForceDate,
    DatedParameter,
    LegalSource,
    NoValueInForce,
    place_prefix,
)

NATIONAL = LegalSource("集体合同规定", "32", "2004-05-01", "general knowledge")
SHANGHAI = LegalSource("上海市集体合同条例", "15", "2015-10-01")
REPLY_DAYS = DatedParameter(
    "reply_days",
    [
        (date(2004, 5, 1), None, 20, NATIONAL),
        (date(2015, 10, 1), "310000", 15, SHANGHAI),
        (date(2020, 1, 1), "310115", 12, SHANGHAI),
        (date(2024, 1, 1), None, 18, NATIONAL),
    ],
)


def test_the_most_specific_place_wins_over_a_later_national_value():
    assert REPLY_DAYS.on(date(2026, 3, 2), "310101") == 15
    assert REPLY_DAYS.on(date(2026, 3, 2), "310115004000") == 12
    assert REPLY_DAYS.on(date(2026, 3, 2), "330211") == 18


def test_before_a_local_value_the_national_one_holds():
    assert REPLY_DAYS.on(date(2015, 9, 30), "310115") == 20
    assert REPLY_DAYS.on(date(2015, 10, 1), "310115") == 15


def test_the_value_comes_with_its_source():
    assert REPLY_DAYS.found(date(2026, 3, 2), "31").source is SHANGHAI


def test_a_wider_place_never_takes_the_value_of_a_narrower_one():
    assert REPLY_DAYS.on(date(2026, 3, 2)) == 18
    assert REPLY_DAYS.on(date(2026, 3, 2), "310000") == 15


def test_a_day_before_every_value_is_an_error_that_names_the_parameter():
    with pytest.raises(NoValueInForce, match="reply_days") as caught:
        REPLY_DAYS.on(date(2004, 4, 30), "310115")

    assert caught.value.code == "no_value_in_force"


@pytest.mark.parametrize(
    ("code", "prefix"),
    [
        ("330000", "33"), ("330200", "3302"), ("330211", "330211"), ("330211000000", "330211"),
        ("330211100000", "330211100"), ("330211100200", "330211100200"), ("33", "33"), ("", ""),
        ("100000", "10"), ("110100", "1101"), ("000000", ""),
    ],
)  # fmt: skip
def test_zeros_that_only_fill_up_a_region_code_are_dropped(code, prefix):
    assert place_prefix(code) == prefix


def test_a_source_is_cited_in_chinese():
    assert SHANGHAI.cite() == "《上海市集体合同条例》第15条"
    assert LegalSource("GB 11643-1999", "", "1999").cite() == "《GB 11643-1999》"


def test_a_source_knows_its_first_day_as_finely_as_it_was_given():
    assert SHANGHAI.in_force_on == date(2015, 10, 1)
    assert LegalSource("x", "1", "2022").in_force_on == date(2022, 1, 1)
    assert LegalSource("x", "1", "").in_force_on is None
    assert LegalSource("x", "1", date(2022, 5, 1)).in_force_on == date(2022, 5, 1)


def test_a_malformed_date_of_entry_into_force_fails_at_once():
    with pytest.raises(BadInForceDate):
        LegalSource("x", "1", "2022年")
