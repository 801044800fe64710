"""A box on a wall is opened by two people, and each thing found is registered without its writer."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.test import override_settings
from django.urls import reverse

from tests.cast import NOON, build, undone
from zhigong.base.clock import use_clock
from zhigong.registry.audit.models import Entry
from zhigong.work.service_centre import operations, queries
from zhigong.work.service_centre.models import BoxItem, BoxOpening
from zhigong.work.service_centre.operations import openings
from zhigong.work.service_centre.rules import opening_due

pytestmark = pytest.mark.django_db


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


def opened(world, letters=1, place="北门"):
    return operations.open_box(
        actor=world.actor("officer"),
        at=NOON,
        union=world.unions["firm"],
        place=place,
        letters=letters,
    )


def add(world, opening):
    return operations.add_item(
        actor=world.actor("officer"), opening=opening, matter="rights", summary="加班费算错"
    )


def confirm(world, opening, who="street_officer", at=NOON):
    operations.confirm_opening(actor=world.actor(who), at=at, opening=opening)


def test_who_opened_a_box_cannot_confirm_it_herself(world):
    opening = opened(world, letters=0)

    with pytest.raises(openings.SamePerson):
        confirm(world, opening, "officer")

    opening.refresh_from_db()
    assert opening.confirmed_by is None


def test_not_even_the_table_takes_one_person_for_two(world):
    opening = opened(world, letters=0)

    with pytest.raises(IntegrityError, match="box_is_opened_by_two_people"), transaction.atomic():
        BoxOpening.objects.filter(pk=opening.pk).update(
            confirmed_by=opening.opened_by, confirmed_at=NOON
        )


def test_the_second_person_confirms_on_the_day_itself_or_not_at_all(world):
    opening = opened(world, letters=0)

    with pytest.raises(openings.DayOver):
        confirm(world, opening, at=NOON + timedelta(days=1))

    confirm(world, opening)
    opening.refresh_from_db()
    assert opening.confirmed_by == world.users["street_officer"].pk
    assert opening.confirmed_by_name == "招宝山街道管理员"
    with pytest.raises(openings.ConfirmedAlready):
        confirm(world, opening, "county_officer")


def test_every_letter_counted_is_registered_before_it_is_confirmed_and_no_more(world):
    opening = opened(world, letters=2)
    add(world, opening)

    with pytest.raises(openings.NotAllRegistered, match="有2封信，只登记了1件"):
        confirm(world, opening)
    add(world, opening)
    with pytest.raises(openings.AllRegistered):
        add(world, opening)

    confirm(world, opening)
    assert [item.number for item in queries.items_of(opening)] == [1, 2]
    with pytest.raises(openings.ConfirmedAlready):
        add(world, opening)


def test_a_box_has_one_record_a_day(world):
    opened(world)

    with pytest.raises(openings.OpenedToday):
        opened(world)

    assert BoxOpening.objects.filter(place="北门").count() == 1


def test_an_item_has_no_writer():
    names = {field.name for field in BoxItem._meta.local_fields}

    assert names == {"id", "opening", "number", "matter", "summary", "result"}


def test_a_box_not_opened_this_month_is_named_until_it_is(world):
    opening = opened(world, place="东门")
    BoxOpening.objects.filter(pk=opening.pk).update(opened_on=NOON.date() - timedelta(days=30))
    actor = world.actor("officer")

    due = queries.boxes_to_open(actor=actor, on=NOON.date())
    page = world.client("officer").get(reverse("service_centre:openings")).content.decode()
    opened(world, place="东门")

    assert [(one["place"], f"{one['last']}") for one in due] == [("东门", "2026-10-22")]
    assert "本月还没有开箱" in page
    assert queries.boxes_to_open(actor=actor, on=NOON.date()) == []


def test_a_box_is_due_from_the_twentieth_and_late_after_a_whole_month():
    assert opening_due(date(2026, 11, 3), on=date(2026, 11, 30)) == ""
    assert opening_due(date(2026, 10, 30), on=date(2026, 11, 19)) == ""
    assert opening_due(date(2026, 10, 3), on=date(2026, 11, 20)) == "due"
    assert opening_due(date(2026, 9, 30), on=date(2026, 11, 1)) == "late"
    assert opening_due(date(2025, 12, 30), on=date(2026, 2, 1)) == "late"


def test_the_union_is_reminded_once_a_month_and_its_home_counts_the_box(world):
    opening = opened(world, place="西门")
    BoxOpening.objects.filter(pk=opening.pk).update(opened_on=date(2026, 10, 9))
    told = apps.get_model("messaging", "Message").objects.filter(notice="box_opening_due")

    for _again in range(2):
        operations.remind_openings(on=NOON.date())
    home = world.client("officer").get(reverse("desk:home")).content.decode()

    asked = {world.users["officer"].pk, world.users["clerk"].pk}  # the clerk stands in for her
    assert sorted(message.user_id for message in told) == sorted(asked)
    assert all("西门" in message.text for message in told)
    assert "待开信箱" in home


def test_two_people_go_through_the_pages_and_all_they_did_is_in_the_audit(world):
    first, second = world.client("officer"), world.client("street_officer")
    fields = {"union": world.unions["firm"].code, "place": "南门", "letters": "1"}

    made = first.post(reverse("service_centre:new_opening"), fields)
    page = made.headers["Location"]
    first.post(page, {"matter": "living", "summary": "宿舍没有热水"})
    alone = first.post(page, {"action": "confirm"})
    both = second.post(page, {"action": "confirm"})
    second.post(page, {"action": "settle", "number": "1", "result": "已修好"})

    shown = first.get(page).content.decode()
    assert alone.status_code == 422
    assert "两人在场" in alone.content.decode()
    assert both.status_code == 302
    for words in ("宿舍没有热水", "已修好", "招宝山街道管理员", "宏远电子工会管理员"):
        assert words in shown
    number = page.strip("/").rsplit("/", maxsplit=1)[-1]
    found = Entry.objects.filter(object_kind="service_centre.boxopening", object_id=number)
    assert [entry.verb.partition(".")[2] for entry in found.order_by("pk")] == [
        "open_box",
        "add_item",
        "confirm_opening",
        "settle_item",
    ]


def test_a_result_is_asked_for_in_words(world):
    opening = opened(world)
    add(world, opening)
    page = reverse("service_centre:opening", args=[opening.pk])

    answer = world.client("officer").post(
        page, {"action": "settle", "number": "1", "result": ""}, follow=True
    )

    assert "请填写办理结果" in answer.content.decode()
    assert queries.items_of(opening).get().result == ""


@pytest.mark.parametrize("name", ["read", "opening"])
def test_forms_say_where_they_go_since_pages_open_beside_their_list_too(world, name):
    thing = world.things["letter" if name == "read" else "opening"]
    page = reverse(f"service_centre:{name}", args=[thing.pk])

    shown = world.client("officer").get(page).content.decode()

    assert f'method="post" action="{page}"' in shown
