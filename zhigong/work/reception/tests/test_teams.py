"""A team is given cases its giver may see; who may not see one reads no number."""

import pytest
from django.test import override_settings
from django.urls import reverse

from tests.cast import NOON, build, undone
from zhigong.base.clock import use_clock
from zhigong.engines.cases.models import Case
from zhigong.work.reception import operations
from zhigong.work.reception.models import Assignment
from zhigong.work.reception.operations import teams
from zhigong.work.reception.queries import teams as queries

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


def assign(world, who="officer", **more):
    given = {"number": world.things["case"].number, "adviser": world.things["adviser"]} | more
    return operations.assign_case(
        actor=world.actor(who), at=NOON, team=world.things["team"], **given
    )


def test_a_case_given_to_a_member_is_her_workload_until_it_is_ended(world):
    made = assign(world)

    (member,) = queries.members_of(world.things["team"])
    assert (member.name, member.load) == ("孙律师", 1)
    with pytest.raises(teams.AssignedAlready):
        assign(world)
    operations.end_assignment(actor=world.actor("officer"), at=NOON, assignment=made)
    (member,) = queries.members_of(world.things["team"])
    assert member.load == 0
    assert assign(world).pk != made.pk


def test_who_does_not_see_a_case_gives_it_to_nobody(world):
    with pytest.raises(teams.CaseNotFound):
        assign(world, "outsider")
    with pytest.raises(teams.CaseNotFound):
        assign(world, number="GH-330211-20261121-999999")

    assert Assignment.objects.count() == 0


def test_a_confidential_case_is_counted_and_not_named_to_who_may_not_see_it(world):
    assign(world, note="先电话联系")
    Case.objects.filter(pk=world.things["case"].pk).update(is_confidential=True)

    page = world.client("officer").get(reverse("reception:team", args=[world.things["team"].pk]))

    text = page.content.decode()
    assert "保密办件" in text
    assert world.things["case"].number not in text
    assert "先电话联系" not in text


def test_a_wrong_number_is_said_beside_its_field_and_kept(world):
    address = reverse("reception:team", args=[world.things["team"].pk])

    page = world.client("officer").post(address, {"number": "GH-1", "note": "加急"})

    text = page.content.decode()
    assert "没有找到这个编号的在办办件" in text
    assert 'value="GH-1"' in text
    assert 'value="加急"' in text


def case_page(world, who="officer"):
    address = reverse("cases:detail", args=[world.things["case"].number])
    return world.client(who).get(address).content.decode()


def test_a_case_says_with_which_team_it_lies_and_leads_to_those_it_may_be_given_to(world):
    team = world.things["team"]
    address = reverse("reception:team", args=[team.pk])
    offer = f'href="{address}?case={world.things["case"].number}"'

    before = case_page(world)
    assign(world)
    after = case_page(world)

    assert offer in before
    assert offer not in after
    assert f'href="{address}">{team.name}' in after
    assert "孙律师" in after


def test_an_ended_case_is_offered_to_no_team(world):
    Case.objects.filter(pk=world.things["case"].pk).update(state="done", closed_at=NOON)

    assert "交给专家团队" not in case_page(world)
