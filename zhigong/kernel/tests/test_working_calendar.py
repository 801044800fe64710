"""Working days, public holidays and make-up days; the examples of the limits in days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhigong.kernel.working_calendar import NegativeDays, WorkingCalendar

CALENDAR = WorkingCalendar()
published_days = st.dates(date(2019, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    "day",
    [
        "2019-05-02", "2019-10-07", "2020-01-31", "2020-06-26", "2020-10-08", "2021-02-11",
        "2021-05-05", "2021-10-07", "2022-01-03", "2022-02-04", "2022-05-04", "2022-09-12",
        "2023-01-27", "2023-04-05", "2023-05-03", "2023-06-23", "2023-10-06", "2024-02-16",
        "2024-04-04", "2024-09-17", "2024-10-07", "2025-01-28", "2025-05-02", "2025-10-08",
        "2026-01-02", "2026-02-23", "2026-04-06", "2026-06-19", "2026-09-25", "2026-10-07",
    ],
)  # fmt: skip
def test_people_rest_on_a_weekday_that_is_a_holiday(day):
    rest = date.fromisoformat(day)

    assert rest.weekday() < 5
    assert not CALENDAR.is_working_day(rest)


@pytest.mark.parametrize(
    "day",
    [
        "2019-09-29", "2019-10-12", "2020-01-19", "2020-06-28", "2020-10-10", "2021-02-07",
        "2021-04-25", "2021-10-09", "2022-01-29", "2022-04-24", "2022-10-09", "2023-01-28",
        "2023-04-23", "2023-06-25", "2023-10-07", "2024-02-04", "2024-04-28", "2024-09-14",
        "2024-10-12", "2025-01-26", "2025-04-27", "2025-09-28", "2025-10-11", "2026-01-04",
        "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10",
    ],
)  # fmt: skip
def test_people_work_on_a_weekend_day_that_makes_up_for_a_holiday(day):
    make_up = date.fromisoformat(day)

    assert make_up.weekday() >= 5
    assert CALENDAR.is_working_day(make_up)


@pytest.mark.parametrize("day", ["2026-03-07", "2026-03-08", "2025-12-27"])
def test_people_rest_on_a_plain_weekend(day):
    assert not CALENDAR.is_working_day(date.fromisoformat(day))


def test_twenty_days_to_answer_an_offer_move_from_sunday_to_monday():
    assert CALENDAR.add_calendar_days(date(2026, 3, 2), 20) == date(2026, 3, 23)


def test_fifteen_and_ten_days_that_end_on_working_days_stay():
    assert CALENDAR.add_calendar_days(date(2026, 3, 2), 15) == date(2026, 3, 17)
    assert CALENDAR.add_calendar_days(date(2026, 3, 2), 10) == date(2026, 3, 12)


def test_ten_working_days_after_monday_end_on_the_second_monday():
    assert CALENDAR.add_working_days(date(2026, 3, 2), 10) == date(2026, 3, 16)


def test_fifteen_working_days_to_answer_a_supervision_letter():
    assert CALENDAR.add_working_days(date(2026, 3, 2), 15) == date(2026, 3, 23)


def test_ten_days_for_filing_an_agreement_move_from_saturday_to_monday():
    assert CALENDAR.add_calendar_days(date(2026, 4, 1), 10) == date(2026, 4, 13)


def test_sixty_days_that_end_on_a_make_up_saturday_do_not_move():
    assert CALENDAR.add_calendar_days(date(2026, 3, 10), 60) == date(2026, 5, 9)


def test_a_procedure_without_the_moving_rule_ends_on_its_day():
    assert CALENDAR.add_calendar_days(date(2026, 3, 2), 20, moves=False) == date(2026, 3, 22)


def test_a_limit_over_national_day_skips_all_of_it_and_counts_the_make_up_day():
    assert CALENDAR.add_working_days(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert CALENDAR.add_working_days(date(2026, 9, 30), 3) == date(2026, 10, 10)


def test_a_year_without_a_published_calendar_is_provisional():
    assert CALENDAR.is_provisional(date(2027, 10, 1))
    assert CALENDAR.is_provisional(date(2003, 12, 31))
    assert not CALENDAR.is_provisional(date(2026, 12, 31))
    assert CALENDAR.is_working_day(date(2027, 10, 1))  # a Friday, until somebody says otherwise


def test_an_override_changes_a_day_and_makes_it_certain():
    calendar = WorkingCalendar({date(2027, 10, 1): False, date(2027, 10, 9): True})

    assert not calendar.is_working_day(date(2027, 10, 1))
    assert calendar.is_working_day(date(2027, 10, 9))
    assert not calendar.is_provisional(date(2027, 10, 1))


def test_a_limit_below_zero_is_refused():
    with pytest.raises(NegativeDays):
        CALENDAR.add_working_days(date(2026, 3, 2), -1)
    with pytest.raises(NegativeDays):
        CALENDAR.add_calendar_days(date(2026, 3, 2), -1)


@given(published_days, st.integers(0, 40))
def test_counting_undoes_adding(start, n):
    end = CALENDAR.add_working_days(start, n)

    assert CALENDAR.working_days_between(start, end) == n
    assert n == 0 or CALENDAR.is_working_day(end)


@given(published_days, st.integers(0, 60))
def test_a_limit_in_days_ends_on_the_first_working_day_not_before_its_last(start, n):
    end = CALENDAR.add_calendar_days(start, n)
    last = start + timedelta(n)

    assert CALENDAR.is_working_day(end)
    assert not any(CALENDAR.is_working_day(last + timedelta(i)) for i in range((end - last).days))
