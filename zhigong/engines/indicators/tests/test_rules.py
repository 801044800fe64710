"""The chart's geometry and the months that facts answer."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhigong.engines.indicators import rules
from zhigong.engines.indicators.queries import calendar
from zhigong.engines.indicators.views import board

TODAY = date(2026, 11, 21)
shares = st.floats(0, 1)


@given(st.lists(st.none() | shares, max_size=14), st.none() | shares)
def test_every_value_lies_on_the_chart_and_in_its_order(values, target) -> None:
    chart = rules.trend(values, target=target)

    known = [value for value in values if value is not None]
    if len(known) < 2:
        assert chart is None
        return
    places = [float(dot.y) for dot in chart.dots]
    assert len(places) == len(known)
    assert all(rules.TOP - 0.06 <= y <= rules.BOTTOM + 0.06 for y in places)
    assert all(
        (a <= b) == (p >= q) or abs(p - q) < 0.11
        for (a, p), (b, q) in zip(
            zip(known, places, strict=True), zip(known[1:], places[1:], strict=False), strict=False
        )
    )
    assert [dot.is_last for dot in chart.dots] == [False] * (len(known) - 1) + [True]
    assert 2 <= len(chart.ticks) <= rules.MOST_TICKS + 2


def test_the_scale_is_round_and_holds_both_ends() -> None:
    assert rules.scale(0.8912, 0.9722) == pytest.approx([0.85, 0.9, 0.95, 1.0])
    assert rules.scale(0.5, 0.5) == pytest.approx([0.5, 0.505])


def test_facts_answer_today_and_the_month_ends_of_a_year() -> None:
    months = calendar.months_since(date.min, today=TODAY)

    assert (len(months), months[0].day, months[-1].day) == (13, date(2025, 11, 30), TODAY)
    kept = [day for day in (date(2025, 10, 31), date(2025, 11, 30), date(2026, 2, 28), TODAY,
                            date(2026, 11, 20), date(2026, 11, 30)) if calendar.is_kept(day, today=TODAY)]  # fmt: skip
    assert kept == [date(2025, 11, 30), date(2026, 2, 28), TODAY]


def test_a_change_to_come_is_booked_in_this_month() -> None:
    assert [m.day for m in calendar.months_since(date(2027, 3, 1), today=TODAY)] == [TODAY]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (None, ""),
        ("0.004", "与上月末持平"),
        ("-0.004", "与上月末持平"),
        ("0.006", "较上月末+0.01个百分点"),
        ("-2.5", "较上月末-2.50个百分点"),
    ],
)
def test_a_rate_that_stands_still_is_said_so(change: str | None, words: str) -> None:
    assert board.change_in_words(None if change is None else Decimal(change)) == words
