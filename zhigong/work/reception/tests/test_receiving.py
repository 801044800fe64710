"""A reception day: published, booked once a time by five at most, held, followed until answered."""

from datetime import time, timedelta

import pytest
from django.test import override_settings
from django.urls import reverse

from tests.cast import NOON, build, undone
from zhigong.base.clock import use_clock
from zhigong.base.workflow import MoveNotAllowed
from zhigong.work.reception import operations
from zhigong.work.reception.models import Appointment
from zhigong.work.reception.operations import receiving
from zhigong.work.reception.queries import receiving as queries

pytestmark = pytest.mark.django_db

MATTER = "食堂饭菜和夜班补贴"


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


def cancel(world, at=NOON):
    operations.cancel_appointment(
        actor=world.actor("member"), at=at, appointment=world.things["appointment"]
    )


def book(world, at=NOON, **more):
    given = {"slot_at": time(9, 30), "matter": MATTER} | more
    return operations.book_reception(
        actor=world.actor("member"), at=at, reception=world.things["reception"], **given
    )


def test_a_time_is_booked_once_and_free_again_when_given_back(world):
    day = world.things["reception"]
    assert queries.free_times(day, at=NOON) == [time(9, 30), time(10), time(10, 30)]
    with pytest.raises(receiving.AppointedAlready):
        book(world)

    cancel(world)

    assert queries.free_times(day, at=NOON)[0] == time(9)
    assert book(world, slot_at=time(9)).state == "booked"


def test_more_than_five_send_representatives(world):
    cancel(world)

    with pytest.raises(receiving.TooManyPeople):
        book(world, number=6)

    assert book(world, number=5).people == 5
    answer = world.client("member").post(
        reverse("reception:appoint", args=[world.things["reception"].pk]),
        {"slot_at": "10:00", "number": 6, "matter": MATTER},
    )
    assert answer.status_code == 422
    assert "不超过5人" in answer.content.decode()
    assert MATTER in answer.content.decode()


def test_two_hours_before_nothing_is_booked_or_given_back(world):
    late = NOON.replace(hour=8) + timedelta(days=3)

    with pytest.raises(receiving.TooLate):
        cancel(world, at=late)

    assert queries.free_times(world.things["reception"], at=late) == [time(10), time(10, 30)]


def test_an_unpublished_day_is_neither_shown_nor_booked(world):
    day = world.things["reception"]
    day.is_published = False
    day.save()

    page = world.client("anonymous").get(reverse("reception:open_receptions"))

    assert "林芳" not in page.content.decode()
    address = reverse("reception:appoint", args=[day.pk])
    assert world.client("member").get(address).status_code == 404
    cancel(world)
    with pytest.raises(receiving.TimeTaken):
        book(world)


def test_what_somebody_wants_to_say_is_not_readable_in_the_table(world):
    row = Appointment.objects.get(pk=world.things["appointment"].pk)

    assert MATTER.encode() not in bytes(row.matter_cipher)
    (shown,) = queries.appointments_of(world.things["reception"], actor=world.actor("officer"))
    assert shown["matter"] == MATTER


def test_who_was_received_has_a_petition_with_its_clock_until_it_is_answered(world):
    browser = world.client("officer")
    here = reverse("reception:reception", args=[world.things["reception"].pk])
    row = world.things["appointment"].pk
    assert browser.post(here, {"action": "receive", "id": row}).status_code == 422
    browser.post(here, {"action": "receive", "id": row, "record": "当面答复，一周内改进食堂。"})

    address = browser.post(here, {"action": "register", "id": row}).headers["Location"]
    form = browser.get(address).content.decode()
    key = str(Appointment.objects.get(pk=row).case_key)
    assert key in form
    answers = {"people": 1, "nature": "petition", "details": "食堂饭菜和夜班补贴多次反映没有改进。"}
    sent = browser.post(
        address,
        {"key": key, "channel": "reception", "name": "王小花", "phone": "13800001234", **answers},
    )

    assert sent.status_code == 302, sent.content.decode()
    (shown,) = queries.appointments_of(
        world.things["reception"], actor=world.actor("county_officer")
    )
    assert (shown["case"].programme_code, shown["case"].channel) == ("petition", "reception")
    assert shown["case"].is_open
    assert shown["row"].state == "received"


def test_nobody_is_received_twice_or_after_she_did_not_come(world):
    given = {
        "actor": world.actor("officer"),
        "at": NOON,
        "appointment": world.things["appointment"],
    }
    operations.note_missed(**given)

    with pytest.raises(MoveNotAllowed):
        operations.receive(**given, record="当面答复")


def test_nobody_gives_back_the_appointment_of_another(world):
    address = reverse("reception:give_back", args=[world.things["appointment"].pk])

    assert world.client("officer").post(address).status_code == 403
    assert Appointment.objects.get(pk=world.things["appointment"].pk).state == "booked"
