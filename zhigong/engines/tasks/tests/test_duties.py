"""Duties come on time and once; reminders go to who is late."""

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from zhigong.base import clock
from zhigong.engines.tasks import operations, queries
from zhigong.engines.tasks.models import Duty, HandOut
from zhigong.engines.tasks.tests.conftest import NOON, TODAY, issue, later
from zhigong.registry.messaging.models import Message

County = SimpleNamespace
pytestmark = pytest.mark.django_db


def begin(county: County, **more: Any) -> Duty:
    values: dict[str, Any] = {
        "title": "月度报表",
        "rhythm": "monthly",
        "ordinal": 1,
        "limit_days": 5,
        "unit": "份",
        "starts_on": date(2026, 11, 1),
    }
    return operations.save_duty(
        actor=county.leader, at=NOON, issuer=county.top, **{**values, **more}
    )


def noon(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 12, tzinfo=clock.ZONE)


def test_a_duty_comes_once_in_a_period_to_everybody_below(county: County) -> None:
    begin(county)

    assert operations.open_due_duties(at=NOON) == 1
    assert operations.open_due_duties(at=later(1)) == 0
    assert operations.open_due_duties(at=noon(12, 1)) == 1

    first, second = HandOut.objects.order_by("pk")
    assert first.title == "月度报表（2026年11月）"
    assert {t.union_id for t in first.tasks.all()} == {county.east.pk, county.west.pk}
    # Five working days after Friday the 20th.
    assert first.due_on == date(2026, 11, 27)
    assert second.period_key == "2026-12"


def test_a_duty_waits_for_its_working_day(county: County) -> None:
    begin(county, ordinal=3, starts_on=date(2026, 12, 1))

    assert operations.open_due_duties(at=noon(12, 2)) == 0
    assert operations.open_due_duties(at=noon(12, 3)) == 1


def test_a_duty_does_not_come_for_a_day_before_it_began(county: County) -> None:
    begin(county, starts_on=date(2026, 11, 10))

    assert operations.open_due_duties(at=NOON) == 0


def test_a_daily_duty_leaves_weekends_out_and_goes_to_who_is_named(county: County) -> None:
    begin(county, rhythm="daily", is_for_all_below=False, owners=[county.pump])

    opened = [operations.open_due_duties(at=later(days)) for days in range(4)]

    assert opened == [1, 0, 0, 1]
    assert {made.tasks.get().union_id for made in HandOut.objects.all()} == {county.pump.pk}


def test_a_duty_that_ended_comes_no_more(county: County) -> None:
    duty = begin(county)
    operations.end_duty(actor=county.leader, at=NOON, duty=duty)

    assert operations.open_due_duties(at=NOON) == 0
    with pytest.raises(operations.DutyEnded):
        operations.end_duty(actor=county.leader, at=NOON, duty=duty)


def test_a_duty_with_nothing_to_count_or_nobody_named_is_refused(county: County) -> None:
    with pytest.raises(operations.NothingToCount):
        begin(county, unit="")
    with pytest.raises(operations.NobodyChosen):
        begin(county, is_for_all_below=False)
    with pytest.raises(operations.OutsideIssuer):
        operations.save_duty(
            actor=county.street,
            at=NOON,
            issuer=county.east,
            owners=[county.west],
            is_for_all_below=False,
            title="周报",
            unit="份",
            starts_on=TODAY,
        )

    assert not Duty.objects.exists()


def test_unions_are_reminded_once_a_working_day_in_office_hours(county: County) -> None:
    issue(county, county.east, due_on=later(3).date())

    assert operations.remind_of_limits(at=NOON.replace(hour=7)) == 0
    assert operations.remind_of_limits(at=NOON) == 1
    operations.remind_of_limits(at=NOON.replace(hour=15))
    assert operations.remind_of_limits(at=later(1)) == 0  # a Saturday
    operations.remind_of_limits(at=later(4))

    told = Message.objects.filter(notice="task_limits_near").order_by("pk")
    assert [message.user_id for message in told] == [county.street.user_id] * 2
    assert "1项任务已逾期" in told[1].text


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("2026-11-20", "2026年11月20日"),
        ("2026-11", "2026年11月"),
        ("2026Q4", "2026年第4季度"),
        ("2026", "2026年"),
    ],
)
def test_a_period_is_named_as_people_write_it(key: str, words: str) -> None:
    assert queries.period_in_words(key) == words
