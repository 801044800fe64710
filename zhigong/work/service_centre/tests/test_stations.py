"""An appeal made by a worker belongs to the station of her union, and is followed to its answer."""

from datetime import date, timedelta

import pytest
from django.test import override_settings
from django.urls import reverse

from tests.cast import LONG_AGO, NOON, build, undone
from zhigong.base.actor import SYSTEM
from zhigong.base.clock import use_clock
from zhigong.engines.cases import operations as cases
from zhigong.engines.cases.contract import Decision
from zhigong.engines.cases.queries import get_programme
from zhigong.engines.indicators.queries import coverage, coverage_from_rows
from zhigong.registry.employers.operations import record_head_count
from zhigong.work.service_centre import operations, queries
from zhigong.work.service_centre.models import StationAppeal
from zhigong.work.service_centre.operations import stations

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
WORDS = {"details": "二车间通风不好，请加装排风扇。", "phone": "13800001234"}


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


def station_of(world, name="二车间诉求站", where="firm", **changes):
    particulars = {
        "level": "station",
        "name": name,
        "place": "二车间门口",
        "hours": "每日 12:00",
        "head": "周明",
        "phone": "86251234",
        "starts_on": date(2026, 3, 2),
    }
    return operations.register_station(
        actor=SYSTEM, union=world.unions[where], particulars=particulars | changes
    )


def appeal(world, who="person", at=NOON):
    person = world.things[who]
    return cases.open_case(
        actor=world.actor("member"),
        at=at,
        programme=get_programme("appeal"),
        union=world.unions["firm"],
        answers=WORDS,
        person=person,
    )


def test_an_appeal_belongs_to_the_centre_of_the_applicants_own_union(world):
    case = appeal(world)

    assert StationAppeal.objects.get(case=case).station_id == world.things["station"].pk


def test_an_appeal_goes_to_the_station_whose_poster_was_scanned_today(world):
    other = station_of(world)
    member = world.client("member")

    answer = member.post(reverse("service_centre:own_stations"), {"station": other.pk})
    case = appeal(world)

    assert answer.status_code == 302
    assert answer.headers["Location"] == reverse("cases:apply", args=["appeal"])
    assert StationAppeal.objects.get(case=case).station_id == other.pk


def test_a_station_of_another_line_cannot_be_chosen(world):
    elsewhere = station_of(world, where="other_firm")

    world.client("member").post(reverse("service_centre:own_stations"), {"station": elsewhere.pk})
    case = appeal(world)

    assert StationAppeal.objects.get(case=case).station_id == world.things["station"].pk


def test_without_a_station_of_its_own_a_union_sends_to_the_nearest_above(world):
    street = station_of(world, where="street")
    operations.close_station(actor=SYSTEM, station=world.things["station"], on=TODAY, reason="搬迁")

    case = appeal(world)

    assert StationAppeal.objects.get(case=case).station_id == street.pk


def test_the_closing_rate_counts_what_ended(world):
    station = world.things["station"]
    actor = world.actor("officer")
    before = queries.closing_of(queries.appeals_of(actor=actor, station=station))
    case = appeal(world)
    cases.decide_step(
        actor=actor, at=NOON, step=case.steps.get(), decision=Decision.PASS, reason="已加装风扇。"
    )

    after = queries.closing_of(queries.appeals_of(actor=actor, station=station))
    listed = queries.stations_for(actor=actor).get(pk=station.pk)

    assert (after.total, after.closed) == (before.total + 1, before.closed + 1)
    assert (listed.total, listed.closed) == (after.total, after.closed)
    assert listed.share == pytest.approx(after.share)


def test_the_list_names_exactly_the_appeals_without_owner_or_answer(world):
    actor = world.actor("officer")
    early = NOON - timedelta(days=60)
    with use_clock(early):
        late = appeal(world, at=early)
    fresh = appeal(world)
    mute, said = appeal(world), appeal(world)
    for case, words in ((mute, ""), (said, "已加装风扇。")):
        cases.decide_step(
            actor=actor, at=NOON, step=case.steps.get(), decision=Decision.PASS, reason=words
        )

    found = queries.unattended_appeals(actor=actor, today=TODAY)

    assert {(one.number, one.lack) for one in found} == {
        (late.number, "late"),
        (mute.number, "reply"),
    }
    assert fresh.number not in {one.number for one in found}


def test_two_open_stations_of_a_union_have_two_names(world):
    station_of(world)

    with pytest.raises(stations.NameTaken):
        station_of(world)

    assert (
        queries.stations_for(actor=world.actor("officer")).filter(name="二车间诉求站").count() == 1
    )


def test_the_coverage_counts_unions_of_larger_employers_and_facts_follow_the_stations(world):
    for thing, number in (("employer", 25), ("other_employer", 24)):
        record_head_count(
            actor=SYSTEM,
            employer=world.things[thing],
            group="workers",
            number=number,
            source="checked",
            on=LONG_AGO,
        )
    county = world.unions["county"]

    def figures():
        facts = coverage(union_id=county.pk, on=TODAY, today=TODAY)
        rows = coverage_from_rows(union_id=county.pk, on=TODAY)
        ours, theirs = (
            next((one.numerator, one.denominator) for one in found if one.code == "appeal_station")
            for found in (facts, rows)
        )
        assert ours == theirs
        return ours

    assert figures() == (1, 1)
    operations.close_station(actor=SYSTEM, station=world.things["station"], on=TODAY, reason="搬迁")
    assert figures() == (0, 1)
    station_of(world)
    assert figures() == (1, 1)


def test_the_register_is_kept_through_the_pages(world):
    officer = world.client("officer")
    fields = {
        "union": world.unions["firm"].code,
        "level": "station",
        "name": "三车间诉求站",
        "place": "三车间更衣室旁",
        "hours": "每周四 12:00",
        "head": "赵强",
        "phone": "86250000",
        "starts_on": "2026-10-01",
    }

    wrong = officer.post(reverse("service_centre:new_station"), fields | {"place": ""})
    made = officer.post(reverse("service_centre:new_station"), fields)
    page = made.headers["Location"]
    changed = officer.post(f"{page}edit/", fields | {"head": "孙丽"})
    poster = officer.get(f"{page}poster/").content.decode()
    ended = officer.post(f"{page}end/", {"on": "2026-11-20", "reason": "并入一站"})
    again = officer.post(f"{page}end/", {"on": "2026-11-20", "reason": "并入一站"})

    assert wrong.status_code == 422
    assert "三车间诉求站" in wrong.content.decode()
    assert (made.status_code, changed.status_code, ended.status_code) == (302, 302, 302)
    assert "三车间诉求站" in poster
    assert "孙丽" in officer.get(page).content.decode()
    assert again.status_code == 422
    assert "已于2026-11-20撤销" in again.content.decode()


def test_a_poster_leads_everybody_to_a_page_and_a_closed_station_to_none(world):
    address = reverse("service_centre:station_public", args=[world.things["station"].pk])

    shown = world.client("anonymous").get(address)
    member = world.client("member").get(address).content.decode()
    operations.close_station(actor=SYSTEM, station=world.things["station"], on=TODAY, reason="搬迁")
    gone = world.client("anonymous").get(address)

    assert "登录后提诉求" in shown.content.decode()
    assert "在这里提诉求" in member
    assert gone.status_code == 404
