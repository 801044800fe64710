"""Reminders of limits: in office hours of working days alone, once a day, to the union and above."""

from datetime import datetime, timedelta

import pytest

from zhigong.base import clock
from zhigong.base.actor import SYSTEM
from zhigong.engines.cases.operations import remind_of_limits
from zhigong.engines.cases.rules.reminding import is_office_hour
from zhigong.engines.cases.tests.factories import NOON, make_user
from zhigong.kernel.working_calendar import WorkingCalendar
from zhigong.registry.accounts import operations as accounts
from zhigong.registry.accounts.queries import get_role
from zhigong.registry.messaging.models import Message


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=clock.ZONE)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("2026-11-20 09:00", True),
        ("2026-11-20 08:59", False),
        ("2026-11-20 16:59", True),
        ("2026-11-20 17:00", False),
        ("2026-11-21 10:00", False),  # a Saturday
        ("2026-10-01 10:00", False),  # National Day
        ("2025-09-28 10:00", True),  # a Sunday that is worked instead
    ],
)
def test_an_office_hour_is_of_a_working_day(text, is_one):
    assert is_office_hour(moment(text), WorkingCalendar()) is is_one


@pytest.fixture
def keepers(tree):
    accounts.sync_roles(actor=SYSTEM)
    found = {}
    for name in ("pump", "east"):
        found[name] = make_user(name)
        accounts.grant_role(
            user=found[name],
            role=get_role(code="union_admin"),
            union=getattr(tree, name),
            starts_on=NOON.date() - timedelta(days=9),
            actor=SYSTEM,
        )
    return found


def told(user):
    rows = Message.objects.filter(user=user, notice__in=("case_limits_near", "case_late_below"))
    return list(rows.order_by("pk").values_list("notice", "text"))


def test_a_union_is_told_once_a_day_and_the_one_above_only_of_what_is_late(opened, keepers):
    opened()  # due within three working days: on Wednesday the 25th
    assert remind_of_limits(at=NOON) == 0
    tuesday = NOON + timedelta(days=4)
    assert remind_of_limits(at=tuesday) == 1
    remind_of_limits(at=tuesday + timedelta(hours=1))
    assert [notice for notice, _text in told(keepers["pump"])] == ["case_limits_near"]
    assert "0件办件已超时，1件两个工作日内到期" in told(keepers["pump"])[0][1]
    assert told(keepers["east"]) == []

    thursday = NOON + timedelta(days=6)
    remind_of_limits(at=thursday)
    assert "1件办件已超时" in told(keepers["pump"])[1][1]
    assert [notice for notice, _text in told(keepers["east"])] == ["case_late_below"]


def test_nobody_is_told_at_night_or_on_a_sunday(opened, keepers):
    opened()
    for late in (moment("2026-11-26 22:00"), moment("2026-11-29 10:00")):
        assert remind_of_limits(at=late) == 0
    assert told(keepers["pump"]) == []
