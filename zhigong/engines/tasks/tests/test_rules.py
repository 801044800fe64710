"""Lights, deadlines, who gets what, when duties come back, what a result has to show."""

from datetime import date

import pytest

from zhigong.engines.tasks import rules
from zhigong.kernel.working_calendar import WorkingCalendar

CALENDAR = WorkingCalendar()
FRIDAY = date(2026, 11, 20)
DAYS = rules.days_of(FRIDAY, CALENDAR)


def standing(
    limit: date, *, state: str = "open", issued: date = FRIDAY, is_read: bool = True
) -> rules.Standing:
    return rules.Standing(state=state, limit=limit, issued_on=issued, is_read=is_read)


def test_near_is_within_two_working_days_and_a_weekend_does_not_count() -> None:
    assert DAYS.soon_until == date(2026, 11, 24)


def test_unread_stands_out_after_more_than_two_working_days() -> None:
    # Handed out on Tuesday, two working days were Wednesday and Thursday; Friday is too long.
    assert DAYS.unread_until == date(2026, 11, 17)


@pytest.mark.parametrize(
    ("given", "light"),
    [
        (standing(date(2026, 11, 19)), ("red", "overdue")),
        (standing(FRIDAY), ("yellow", "soon")),
        (standing(date(2026, 11, 24)), ("yellow", "soon")),
        (standing(date(2026, 11, 25)), ("green", "fine")),
        (standing(date(2026, 12, 25), state="returned"), ("yellow", "returned")),
        (
            standing(date(2026, 12, 25), issued=date(2026, 11, 17), is_read=False),
            ("yellow", "unread"),
        ),
        (
            standing(date(2026, 12, 25), issued=date(2026, 11, 18), is_read=False),
            ("green", "fine"),
        ),
        (standing(date(2026, 11, 2), state="replied"), ("green", "with_issuer")),
        (standing(date(2026, 11, 2), state="done"), None),
        (standing(date(2026, 11, 2), state="withdrawn"), None),
    ],
)
def test_a_light_has_a_reason(given: rules.Standing, light: tuple[str, str] | None) -> None:
    assert rules.light_of(given, DAYS) == light


def test_a_deadline_on_a_day_of_rest_moves_to_the_next_working_day() -> None:
    assert rules.settled_deadline(date(2026, 10, 3), CALENDAR) == date(2026, 10, 8)


@pytest.mark.parametrize(
    ("kept", "level", "keeper"),
    [
        ({4, 3, 2, 1}, "owner", 4),
        ({3, 2, 1}, "owner", 3),
        ({2}, "owner", 3),  # nobody below the issuer: the union directly below it
        ({4, 3, 2, 1}, "child", 3),
    ],
)
def test_a_row_goes_to_the_nearest_union_somebody_works_at(
    kept: set[int], level: rules.Level, keeper: int
) -> None:
    assert rules.keeper_of([1, 2, 3, 4], issuer=2, kept=kept, level=level) == keeper


def test_what_concerns_the_issuer_itself_stays_there() -> None:
    assert rules.keeper_of([1, 2], issuer=2, kept=set()) == 2


@pytest.mark.parametrize(
    ("rhythm", "ordinal", "on", "found"),
    [
        ("daily", 1, date(2026, 11, 20), ("2026-11-20", date(2026, 11, 20))),
        ("daily", 1, date(2026, 11, 21), None),
        # The national holiday ends on 7 October: its first working day is the 8th.
        ("monthly", 1, date(2026, 10, 20), ("2026-10", date(2026, 10, 8))),
        ("monthly", 3, date(2026, 11, 20), ("2026-11", date(2026, 11, 4))),
        ("quarterly", 1, date(2026, 12, 31), ("2026Q4", date(2026, 10, 8))),
        ("yearly", 2, date(2026, 11, 20), ("2026", date(2026, 1, 5))),
    ],
)
def test_a_duty_opens_on_a_working_day_of_its_period(
    rhythm: str, ordinal: int, on: date, found: tuple[str, date] | None
) -> None:
    seen = rules.occurrence(rhythm, ordinal, on, CALENDAR)

    assert (None if seen is None else (seen.key, seen.opens_on)) == found


def test_a_result_says_everything_it_lacks() -> None:
    rows = rules.Result(has_rows=True, open_rows=2, unshown_rows=1, needs_evidence=True)
    plain = rules.Result(has_rows=False, unit="家")

    assert rules.faults_of(rows) == ["rows_open", "rows_not_shown", "no_evidence"]
    assert rules.faults_of(plain) == ["no_count"]
    assert rules.faults_of(rules.Result(has_rows=False, unit="家", count=0)) == []
