"""Half-open periods."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhigong.kernel.period import EmptyPeriod, OpenPeriod, Period

days = st.dates(date(2000, 1, 1), date(2030, 12, 31))
periods = st.builds(
    lambda start, length: Period(start, start + timedelta(length) if length else None),
    days,
    st.integers(0, 400),
)


def test_the_first_day_belongs_to_a_period_and_its_end_does_not():
    march = Period(date(2026, 3, 1), date(2026, 4, 1))

    assert march.contains(date(2026, 3, 1))
    assert march.contains(date(2026, 3, 31))
    assert not march.contains(date(2026, 4, 1))
    assert march.days == 31


def test_a_period_without_a_day_is_refused():
    with pytest.raises(EmptyPeriod):
        Period(date(2026, 3, 1), date(2026, 3, 1))


def test_an_open_period_holds_every_later_day_and_cannot_be_counted():
    period = Period(date(2026, 3, 1))

    assert period.is_open
    assert period.contains(date(2999, 1, 1))
    with pytest.raises(OpenPeriod):
        _ = period.days


def test_december_ends_before_the_first_of_january():
    assert Period.month(date(2026, 12, 31)) == Period(date(2026, 12, 1), date(2027, 1, 1))


def test_the_last_quarter_and_the_year_end_before_the_first_of_january():
    assert Period.quarter(date(2026, 11, 5)) == Period(date(2026, 10, 1), date(2027, 1, 1))
    assert Period.year(date(2026, 11, 5)) == Period(date(2026, 1, 1), date(2027, 1, 1))


def test_periods_that_only_touch_do_not_overlap():
    assert not Period.month(date(2026, 3, 1)).overlaps(Period.month(date(2026, 4, 1)))


@given(periods, periods, days)
def test_a_day_is_in_the_clip_when_it_is_in_both(one, other, day):
    clip = one.clip(other)

    assert clip == other.clip(one)
    assert (clip is not None and clip.contains(day)) == (one.contains(day) and other.contains(day))
    assert one.overlaps(other) == (clip is not None)


@given(days)
def test_a_day_lies_in_its_month_quarter_and_year(day):
    month, quarter, year = Period.month(day), Period.quarter(day), Period.year(day)

    assert month.contains(day)
    assert quarter.clip(month) == month
    assert year.clip(quarter) == quarter
