"""Who is called next, when a hall is open, who is on duty: over random queues and rosters."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhigong.kernel.working_calendar import WorkingCalendar
from zhigong.work.reception import rules
from zhigong.work.reception.rules import Pattern, Shift, Span, Waiting

CALENDAR = WorkingCalendar()
MORNING = Span(time(9), time(11, 30))

people = st.lists(
    st.builds(
        Waiting,
        key=st.integers(1, 10**6),
        place=st.integers(0, 10**6),
        is_first=st.booleans(),
        not_before=st.integers(0, 12),
    ),
    max_size=8,
    unique_by=(lambda one: one.key, lambda one: one.place),
)
SLOW = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)


@SLOW
@given(people, st.integers(0, 12), st.integers(0, 3))
def test_everybody_is_called_once_and_nobody_is_forgotten(waiting, calls, run):
    order = rules.order_of(waiting, calls=calls, run=run)

    assert sorted(order) == sorted(one.key for one in waiting)


@SLOW
@given(people)
def test_those_of_one_kind_are_called_in_the_order_of_coming(waiting):
    ready = [Waiting(one.key, one.place, one.is_first) for one in waiting]

    order = rules.order_of(ready, calls=0, run=0)

    for kind in (True, False):
        keys = [one.key for one in sorted(ready, key=lambda w: w.place) if one.is_first is kind]
        assert [key for key in order if key in keys] == keys


@SLOW
@given(people)
def test_no_more_than_two_in_a_row_go_before_somebody_who_waits_in_turn(waiting):
    ready = {one.key: Waiting(one.key, one.place, one.is_first) for one in waiting}

    order = [ready[key] for key in rules.order_of(list(ready.values()), calls=0, run=0)]

    run = 0
    for number, one in enumerate(order):
        others_wait = any(not later.is_first for later in order[number:])
        run = run + 1 if one.is_first else 0
        assert run <= rules.PRIORITY_RUN or not others_wait


def test_who_was_passed_over_comes_back_after_three_others():
    passed = Waiting(1, 0, not_before=5 + rules.CALLS_BEFORE_RETURN)
    others = [Waiting(key, key) for key in (2, 3, 4, 5)]

    assert rules.order_of([passed, *others], calls=5, run=0) == [2, 3, 4, 1, 5]


def test_who_was_passed_over_and_is_alone_is_called_at_once():
    passed = Waiting(1, 0, not_before=99)

    assert rules.next_called([passed], calls=0, run=0) == passed


def test_who_was_sent_to_a_window_is_called_there_next_and_nowhere_else():
    sent, first = Waiting(1, 5, window=3), Waiting(2, 0, is_first=True)

    assert rules.next_called([sent, first], calls=0, run=0, window=3) == sent
    assert rules.next_called([sent, first], calls=0, run=0, window=2) == first
    assert rules.next_called([sent], calls=0, run=0, window=2) is None


@pytest.mark.parametrize(
    ("ahead", "services", "windows", "minutes"),
    [
        (4, [10, 20, 30], 2, 40),
        (0, [10, 20, 30], 1, 0),
        (4, [10, 20], 2, None),
        (4, [9] * 3, 0, None),
    ],
)
def test_a_wait_is_told_only_where_enough_was_measured(ahead, services, windows, minutes):
    assert rules.expected_minutes(ahead, services=services, windows=windows) == minutes


def spans(day, *, week=None, own_days=None):
    week = {weekday: [MORNING] for weekday in range(5)} if week is None else week
    return rules.spans_on(day, week=week, own_days=own_days or {}, calendar=CALENDAR)


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2026, 11, 20), True),  # a Friday
        (date(2026, 11, 21), False),  # a Saturday
        (date(2026, 10, 1), False),  # National Day, a Thursday
        (date(2026, 10, 10), True),  # a Saturday people make up for
    ],
)
def test_a_hall_keeps_the_holidays_and_the_make_up_days(day, is_open):
    assert bool(spans(day)) is is_open


def test_a_saturday_of_the_week_is_open_unless_it_lies_in_a_holiday():
    week = {5: [MORNING]}

    assert spans(date(2026, 11, 21), week=week) == (MORNING,)
    assert spans(date(2026, 10, 3), week=week) == ()


def test_a_day_of_its_own_goes_before_week_and_holiday():
    evening = Span(time(18), time(21))
    own = {date(2026, 10, 1): [evening], date(2026, 11, 20): []}

    assert spans(date(2026, 10, 1), own_days=own) == (evening,)
    assert spans(date(2026, 11, 20), own_days=own) == ()


@SLOW
@given(st.integers(1, 240), st.integers(0, 22), st.integers(1, 12))
def test_slots_lie_inside_their_span_and_do_not_overlap(minutes, begins, hours):
    span = Span(time(begins), time(min(begins + hours, 23)))

    found = [datetime.combine(date.min, one) for one in rules.slots_of([span], minutes)]

    length = timedelta(minutes=minutes)
    assert all(later - one == length for one, later in pairwise(found))
    ends = datetime.combine(date.min, span.closes)
    assert not found or found[0].time() == span.opens
    assert all(one + length <= ends for one in found)
    assert not found or found[-1] + 2 * length > ends


@SLOW
@given(st.lists(st.floats(0, 500, allow_nan=False), min_size=1))
def test_nine_of_ten_waited_no_longer_than_the_ninth_tenth(values):
    found = rules.ninth_tenth(values)

    assert found in values
    assert sum(value <= found for value in values) >= 0.9 * len(values)
    smaller = [value for value in values if value < found]
    assert len(smaller) < 0.9 * len(values)


def test_nothing_measured_says_nothing():
    assert rules.middle([]) is None
    assert rules.ninth_tenth([]) is None


shifts = st.builds(
    lambda adviser, day, begins, hours: Shift(
        adviser, date(2026, 11, 1) + timedelta(days=day), time(begins), time(begins + hours)
    ),
    st.integers(1, 3),
    st.integers(0, 5),
    st.integers(0, 20),
    st.integers(1, 3),
)


@SLOW
@given(shifts, shifts)
def test_two_shifts_clash_iff_somebody_would_be_in_two_places_at_one_moment(one, other):
    hours = [time(hour) for hour in range(24)]
    shared = [h for h in hours if one.begins <= h < one.ends and other.begins <= h < other.ends]
    same = one.adviser == other.adviser and one.day == other.day

    assert rules.clash(one, other) is (same and bool(shared))
    assert rules.clash(one, other) is rules.clash(other, one)


@SLOW
@given(st.integers(0, 6), st.integers(1, 4), st.integers(1, 300))
def test_a_pattern_gives_its_weekday_every_so_many_weeks_without_holidays(weekday, every, length):
    begins = date(2026, 1, 1)
    pattern = Pattern(weekday, begins, begins + timedelta(days=length), every)

    found = list(rules.days_of(pattern, calendar=CALENDAR))

    assert all(day.weekday() == weekday for day in found)
    assert all(begins <= day < pattern.ends_before for day in found)
    assert all((day - found[0]).days % (7 * every) == 0 for day in found)
    assert not any(CALENDAR.is_public_holiday(day) for day in found)


def test_a_pattern_longer_than_a_year_is_refused():
    with pytest.raises(ValueError, match="2028-01-01"):
        list(rules.days_of(Pattern(0, date(2026, 1, 1), date(2028, 1, 1)), calendar=CALENDAR))
