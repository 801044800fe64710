"""Nobody is on duty twice at once, swaps want consent, and visitors are counted from rows."""

from datetime import date, time, timedelta

import pytest
from django.test import override_settings
from django.urls import reverse

from tests.cast import NOON, build, undone
from zhigong.base.clock import use_clock
from zhigong.work.reception import operations
from zhigong.work.reception.models import Duty
from zhigong.work.reception.operations import roster
from zhigong.work.reception.queries import roster as queries
from zhigong.work.reception.rules import Pattern

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    with (
        django_db_blocker.unblock(),
        undone(),
        use_clock(NOON),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")),
    ):
        yield build()


@pytest.fixture(autouse=True)
def alone():
    with undone(), use_clock(NOON):
        yield


def another(world, name="周咨询师", **more):
    return operations.set_adviser(
        actor=world.actor("officer"),
        union=world.unions["firm"],
        name=name,
        kind="counsellor",
        **more,
    )


def plan(world, adviser, *, days=28, begins=9, ends=11):
    return operations.plan_duty(
        actor=world.actor("officer"),
        adviser=adviser,
        hall=world.things["hall"],
        pattern=Pattern(0, MONDAY, MONDAY + timedelta(days=days)),
        begins_at=time(begins),
        ends_at=time(ends),
    )


def act(world, who="officer", at=NOON):
    return {"actor": world.actor(who), "at": at, "duty": world.things["duty"]}


def test_a_pattern_is_planned_whole_or_not_at_all(world):
    adviser = another(world)
    plan(world, adviser, days=7)

    with pytest.raises(roster.DoubleBooked, match="11月23日"):
        plan(world, adviser, begins=10, ends=12)

    assert Duty.objects.filter(adviser=adviser).count() == 1
    assert len(plan(world, adviser, begins=11, ends=12)) == 4


def test_nobody_is_planned_beyond_her_qualification(world):
    adviser = another(world, qualified_until=MONDAY + timedelta(days=10))

    with pytest.raises(roster.NotQualified):
        plan(world, adviser)

    assert len(plan(world, adviser, days=8)) == 2


def test_a_duty_changes_hands_only_when_the_other_agreed(world):
    to = another(world)
    operations.ask_swap(**act(world), to=to, reason="开庭")

    with pytest.raises(roster.SwapOpen):
        operations.ask_swap(**act(world), to=to, reason="开庭")
    assert Duty.objects.get(pk=world.things["duty"].pk).adviser.name == "孙律师"
    operations.answer_swap(**act(world), agrees=True, consent="电话同意")

    assert Duty.objects.get(pk=world.things["duty"].pk).adviser == to
    with pytest.raises(roster.NotAsked):
        operations.answer_swap(**act(world), agrees=True, consent="电话同意")


def test_who_has_an_account_answers_herself(world):
    to = another(world, user=world.users["street_officer"])
    operations.ask_swap(**act(world), to=to, reason="开庭")

    with pytest.raises(roster.NotYours):
        operations.answer_swap(**act(world), agrees=True, consent="电话同意")

    operations.answer_swap(**act(world, "street_officer"), agrees=False)
    assert Duty.objects.get(pk=world.things["duty"].pk).adviser.name == "孙律师"


def test_a_swap_that_would_double_book_is_refused(world):
    to = another(world)
    operations.plan_duty(
        actor=world.actor("officer"),
        adviser=to,
        hall=world.things["hall"],
        pattern=Pattern(5, NOON.date(), NOON.date() + timedelta(days=1)),
        begins_at=time(16),
        ends_at=time(18),
    )

    with pytest.raises(roster.DoubleBooked):
        operations.ask_swap(**act(world), to=to, reason="开庭")


def test_attendance_is_signed_on_the_day_and_visitors_are_counted(world):
    with pytest.raises(roster.NotSignedIn):
        operations.note_visit(**act(world), people=1, matter="年休假")
    with pytest.raises(roster.NotTheDay):
        operations.sign_duty(**act(world, at=NOON + timedelta(days=1)))
    operations.sign_duty(**act(world))
    operations.note_visit(**act(world), people=3, matter="加班费")
    operations.note_visit(**act(world), people=2, matter="年休假")
    operations.sign_duty(**act(world, at=NOON + timedelta(hours=2)))

    with pytest.raises(roster.SignedAlready):
        operations.sign_duty(**act(world))
    sheet = queries.month_of(
        world.things["hall"], first=date(2026, 11, 1), actor=world.actor("officer")
    )
    assert sheet["visitors"] == 5
    days = [cell["day"] for week in sheet["weeks"] for cell in week if cell]
    assert (days[0], days[-1], len(days)) == (date(2026, 11, 1), date(2026, 11, 30), 30)
    assert [cell is None for cell in sheet["weeks"][0]] == [True] * 6 + [False]


def test_who_is_on_duty_is_told_to_everybody(world):
    hall = world.things["hall"]

    page = world.client("anonymous").get(reverse("reception:on_duty")).content.decode()

    assert "现在值班" in page
    assert "孙律师" in page
    assert [one.adviser.name for one in queries.on_duty(hall, at=NOON)] == ["孙律师"]
    assert not queries.on_duty(hall, at=NOON.replace(hour=17)).exists()


def test_the_form_plans_until_its_last_day_and_leaves_days_out(world):
    adviser = another(world)
    address = reverse("reception:plan", args=[world.things["hall"].pk])
    given = {
        "adviser": adviser.pk,
        "weekday": 0,
        "begins_at": "09:00",
        "ends_at": "11:00",
        "every_weeks": 1,
        "starts_on": "2026-11-23",
        "until": "2026-12-07",
        "without": "2026-11-30",
    }

    browser = world.client("officer")
    wrong = browser.post(address, given | {"without": "月底"})
    assert wrong.status_code == 422
    assert "月底" in wrong.content.decode()
    assert browser.post(address, given).status_code == 302
    days = Duty.objects.filter(adviser=adviser).order_by("day").values_list("day", flat=True)
    assert list(days) == [date(2026, 11, 23), date(2026, 12, 7)]


def test_who_may_only_look_signs_nobody_in(world):
    address = reverse("reception:duty", args=[world.things["duty"].pk])

    answer = world.client("viewer").post(address, {"action": "sign"})

    assert answer.status_code == 403
    assert Duty.objects.get(pk=world.things["duty"].pk).signed_in_at is None
