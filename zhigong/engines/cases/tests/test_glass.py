"""A confidential case opened in an emergency: for a reason, for half an hour, told to its team."""

from datetime import timedelta

import pytest
from django.db import transaction

from zhigong.base import clock
from zhigong.base.actor import SYSTEM, Actor, Power
from zhigong.base.workflow import ReasonMissing
from zhigong.engines.cases import queries
from zhigong.engines.cases.contract import Level, Step, StepKind
from zhigong.engines.cases.models import BrokenGlass, Case
from zhigong.engines.cases.operations import break_glass, why_not
from zhigong.engines.cases.operations.glass import NoSuchSealedCase, ReasonTooShort
from zhigong.engines.cases.tests.factories import NOON, make_programme, make_user
from zhigong.registry.accounts import operations as accounts
from zhigong.registry.accounts.queries import get_role
from zhigong.registry.messaging.models import Message

REASON = "来电人称有自伤危险，须立即联系本人。"


@pytest.fixture
def sealed(opened):
    answer = Step("reply", "答复", Level.COUNTY, StepKind.REPLY)
    return opened(make_programme(is_confidential=True, home=Level.COUNTY, route=(answer,)))


@pytest.fixture
def leader(tree):
    def make(union):
        user = make_user("领导")
        powers = (Power(union.pk, frozenset({"cases.view", "cases.break_glass"})),)
        return Actor(user_id=user.pk, name=user.name, powers=powers)

    return make


def open_it(actor, case, reason=REASON, at=NOON):
    return break_glass(actor=actor, at=at, number=case.number, reason=reason)


def sees(actor, case, at=NOON):
    with clock.use_clock(at):
        return queries.cases_for(actor=actor).filter(pk=case.pk).exists()


def test_it_is_open_for_half_an_hour_to_her_alone(sealed, leader, tree, waiting):
    mine, other = leader(tree.county), leader(tree.county)
    assert not sees(mine, sealed)
    open_it(mine, sealed)
    assert sees(mine, sealed)
    assert sees(mine, sealed, NOON + timedelta(minutes=29))
    assert not sees(mine, sealed, NOON + timedelta(minutes=31))
    assert not sees(other, sealed)
    assert why_not(waiting(sealed), sealed, actor=mine, at=NOON).status == 403


def test_it_wants_a_reason_of_some_words(sealed, leader, tree):
    mine = leader(tree.county)
    with pytest.raises(ReasonMissing):
        open_it(mine, sealed, " ")
    with pytest.raises(ReasonTooShort):
        open_it(mine, sealed, "有急事")
    assert not BrokenGlass.objects.exists()


def test_nothing_is_opened_outside_the_scope_nor_what_is_not_sealed(sealed, opened, leader, tree):
    with pytest.raises(NoSuchSealedCase):
        open_it(leader(tree.west), sealed)
    with pytest.raises(NoSuchSealedCase):
        open_it(leader(tree.county), opened())
    without = Actor(user_id=1, name="无权", powers=(Power(tree.county.pk, frozenset()),))
    with pytest.raises(NoSuchSealedCase):
        open_it(without, sealed)


def test_its_team_and_the_auditor_are_told_and_find_the_record(sealed, leader, tree):
    accounts.sync_roles(actor=SYSTEM)
    told = {}
    for role in ("county_admin", "auditor", "union_admin"):
        told[role] = make_user(role)
        accounts.grant_role(
            user=told[role],
            role=get_role(code=role),
            union=tree.county,
            starts_on=NOON.date(),
            actor=SYSTEM,
        )
    with clock.use_clock(NOON):
        open_it(leader(tree.county), sealed)
    rows = Message.objects.filter(notice="case_glass_broken")
    assert set(rows.values_list("user_id", flat=True)) == {
        told["county_admin"].pk,
        told["auditor"].pk,
    }
    assert sealed.number[-4:] in rows.first().text
    reader = Actor(
        user_id=told["auditor"].pk,
        name="审计员",
        powers=(Power(tree.county.pk, frozenset({"cases.glass_records"})),),
    )
    (record,) = queries.broken_glass_for(actor=reader)
    assert (record.case, record.reason) == (sealed, REASON)
    elsewhere = Actor(
        user_id=9, name="别处", powers=(Power(tree.west.pk, frozenset({"cases.glass_records"})),)
    )
    assert not queries.broken_glass_for(actor=elsewhere).exists()


def test_the_record_cannot_be_changed(sealed, leader, tree):
    open_it(leader(tree.county), sealed)
    record = BrokenGlass.objects.get()
    with pytest.raises(Exception, match="append_only"), transaction.atomic():
        BrokenGlass.objects.filter(pk=record.pk).update(reason="别的")
    assert Case._base_manager.filter(pk=sealed.pk).exists()
