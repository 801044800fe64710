"""One file for a matter of many people; what is heard on a visit is answered as a case."""

import pytest
from django.test import override_settings
from django.urls import reverse

from tests.cast import NOON, build, undone
from zhigong.base.clock import use_clock
from zhigong.engines.cases import operations as cases
from zhigong.engines.cases.contract import Channel, Decision
from zhigong.engines.cases.queries import steps_of
from zhigong.work.service_centre import queries
from zhigong.work.service_centre.models import GroupCase, GroupFile, Visit

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


def fields(world, **changes):
    return {
        "union": world.unions["firm"].code,
        "title": "家属工补偿",
        "kind": "legacy",
        "people": "43",
        "since": "1998-07-01",
        "demand": "按同工龄补偿。",
        "representatives": "赵一、钱二",
    } | changes


def test_a_file_takes_cases_and_measures_until_the_matter_is_settled(world):
    officer, case = world.client("officer"), world.things["case"]

    made = officer.post(reverse("service_centre:new_group_file"), fields(world))
    page = made.headers["Location"]
    unknown = officer.post(f"{page}cases/", {"number": "GH-1"})
    filed = officer.post(f"{page}cases/", {"number": f" {case.number.lower()} "})
    again = officer.post(f"{page}cases/", {"number": case.number})
    officer.post(
        f"{page}measures/", {"on": "2026-11-20", "text": "已达成补偿方案。", "state": "settled"}
    )
    shown = officer.get(page).content.decode()

    assert unknown.status_code == 422
    assert "没有查到这个编号" in unknown.content.decode()
    assert filed.status_code == 302
    assert again.status_code == 422
    assert "已归入档案「家属工补偿」" in again.content.decode()
    assert GroupCase._base_manager.filter(case=case).count() == 1
    for words in (case.number, "已达成补偿方案。", "已化解", "赵一、钱二"):
        assert words in shown


def test_more_than_five_do_not_speak_for_a_group_and_nothing_typed_is_lost(world):
    names = "赵一，钱二，孙三，李四，周五，吴六"

    answer = world.client("officer").post(
        reverse("service_centre:new_group_file"), fields(world, representatives=names)
    )

    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "代表不超过5人" in shown
    assert names in shown
    assert not GroupFile._base_manager.filter(title="家属工补偿").exists()


def test_a_case_out_of_scope_cannot_be_put_on_a_file(world):
    page = reverse("service_centre:file_case", args=[world.things["group_file"].pk])

    answer = world.client("officer").post(page, {"number": world.things["petition"].number})

    assert answer.status_code == 422
    assert not GroupCase._base_manager.exists()


def test_every_opinion_of_a_visit_is_a_case_and_the_visit_says_how_it_was_answered(world):
    officer = world.client("officer")
    sent = {
        "union": world.unions["firm"].code,
        "visited_on": "2026-11-20",
        "cadres": "周明、林芳",
        "met": "16",
        "summary": "到三车间走访。",
        "opinions": "更衣室太小\n\n希望增加夜班班车",
    }

    made = officer.post(reverse("service_centre:new_visit"), sent)
    visit = Visit._base_manager.latest("pk")
    opinions = queries.opinions_of(visit)
    cases.decide_step(
        actor=world.actor("officer"),
        at=NOON,
        step=steps_of(opinions[0].case).get(),
        decision=Decision.PASS,
        reason="明年一季度扩建。",
    )
    shown = officer.get(made.headers["Location"]).content.decode()
    listed = queries.visits_for(actor=world.actor("officer")).get(pk=visit.pk)

    assert [one.text for one in opinions] == ["更衣室太小", "希望增加夜班班车"]
    assert {one.case.channel for one in opinions} == {Channel.VISIT}
    assert (listed.raised, listed.waiting) == (2, 1)
    assert "答复：明年一季度扩建。" in shown
