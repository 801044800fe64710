"""Each figure of the service centre is the length of the list it opens."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import override_settings
from django.urls import reverse

from tests.cast import NOON, build, undone
from zhigong.base.clock import use_clock
from zhigong.engines.cases import operations as cases
from zhigong.engines.cases.contract import Channel, Decision
from zhigong.engines.cases.models import Case
from zhigong.engines.cases.queries import get_programme, steps_of
from zhigong.work.service_centre import queries

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
def some(world):
    with undone(), use_clock(NOON):
        for number, (code, days, channel) in enumerate(
            [
                ("suggestion", 2, Channel.PORTAL),
                ("suggestion", 40, Channel.WINDOW),
                ("appeal", 3, Channel.VISIT),
                ("appeal", 70, Channel.PORTAL),
            ]
        ):
            opened(world, code, NOON - timedelta(days=days), channel, is_done=number != 2)
        yield


def opened(world, code, at, channel, *, is_done):
    with use_clock(at):
        case = cases.open_case(
            actor=world.actor("member"),
            at=at,
            programme=get_programme(code),
            union=world.unions["firm"],
            answers={"details": "建议在车间门口增设饮水点。"},
            channel=channel,
            person=world.things["person"],
        )
    if is_done:
        step = steps_of(case).get()
        actor = world.actor("officer")
        cases.decide_step(
            actor=actor, at=NOON, step=step, decision=Decision.PASS, reason="已设置。"
        )
    return case


def rows(world, who="county_officer"):
    return queries.served_rows(actor=world.actor(who))


def test_done_in_time_and_the_mean_of_days_are_those_of_the_cases(world):
    lines = {line.key: line for line in queries.served_by("programme", rows(world))}

    suggestions = lines["suggestion"]
    # The third is what the cast heard on a visit, and nobody has answered it yet.
    assert (suggestions.received, suggestions.done, suggestions.on_time) == (3, 2, 1)
    assert suggestions.days == pytest.approx(21)
    assert lines["appeal"].open >= 1


@pytest.mark.parametrize("way", ["programme", "channel", "union", "month"])
def test_the_groups_add_up_to_the_total(world, way):
    lines = queries.served_by(way, rows(world))
    total = queries.served_in_all(rows(world), title="合计")

    for figure in ("received", "done", "on_time", "refused", "open", "rated"):
        assert sum(getattr(line, figure) for line in lines) == getattr(total, figure)
    assert total.received == rows(world).count()


@pytest.mark.parametrize("way", ["programme", "channel", "union", "month"])
def test_every_figure_opens_a_list_of_as_many_cases(world, way):
    client = world.client("county_officer")
    page = client.get(
        reverse("service_centre:statistics"), {"by": way, "from": "2026-01-01"}
    ).content.decode()
    links = re.findall(r'<a href="([^"]*statistics/cases/[^"]*)">([\d,]+)</a>', page)

    assert len(links) >= 10
    for address, shown in links:
        listed = client.get(unescape(address)).content.decode()
        numbers = set(re.findall(r"GH-\d{6}-\d{8}-\d{6}", listed))
        assert len(numbers) == int(shown), address


def test_a_period_keeps_what_was_opened_in_it(world):
    lately = NOON.date() - timedelta(days=5)

    found = queries.served_rows(actor=world.actor("county_officer"), since=lately)

    assert set(found) == set(
        Case._base_manager.filter(opened_on__gte=lately, is_confidential=False)
    )


def test_an_officer_counts_her_own_union_and_what_was_laid_before_it(world):
    lines = queries.served_by("union", rows(world, "officer"))
    laid = Case._base_manager.filter(steps__unit=world.unions["firm"], is_confidential=False)
    own = Case._base_manager.filter(union=world.unions["firm"], is_confidential=False)

    known = {case.union.name for case in (*laid, *own)}
    assert {line.title for line in lines} == known
    assert world.unions["sibling"].name not in known
