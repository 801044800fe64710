"""Workers parked at a joint union pass to the union of their firm in one step (批量划转)."""

from datetime import date, timedelta

import pytest

from zhigong.base.actor import SYSTEM
from zhigong.registry.employers.operations import affiliate, open_employer
from zhigong.registry.people.models import Membership, Retention
from zhigong.registry.people.operations import (
    DateInFuture,
    OutsideScope,
    Terms,
    open_membership,
    pass_on_workers,
    retain_membership,
)
from zhigong.registry.people.operations.parked import NobodyParked
from zhigong.registry.people.queries import count_members, waiting_for
from zhigong.registry.people.tests.factories import (
    NOON,
    TODAY,
    id_number,
    make_actor,
    make_person,
    make_union,
)

pytestmark = pytest.mark.django_db
JOINED = date(2026, 1, 5)


@pytest.fixture
def firm(tree):
    """Return a firm whose three workers joined at the street's joint union."""
    tree.joint = make_union(kind="joint", parent=tree.east)
    employer = open_employer(
        actor=SYSTEM, name="顺达快运", area_union=tree.east, source="checked", as_of=JOINED
    )
    tree.rows = [_join(tree.joint, employer) for _one in range(3)]
    tree.other = _join(tree.joint, None)
    return employer


def _join(union, employer):
    return open_membership(
        actor=SYSTEM, at=NOON, person=make_person(SYSTEM, number=id_number()), union=union,
        terms=Terms(employer=employer, new_form_group="courier"), starts_on=JOINED,
    )  # fmt: skip


def test_all_workers_of_the_firm_pass_and_nobody_else(tree, firm):
    affiliate(actor=SYSTEM, employer=firm, union=tree.pump, on=TODAY)
    retain_membership(actor=SYSTEM, at=NOON, membership=tree.rows[0], cause="laid_off")
    assert waiting_for(union=tree.pump) == {tree.joint.name: 3}

    moved = pass_on_workers(actor=make_actor(tree.east), at=NOON, union=tree.pump)

    fresh = Membership.objects.filter(union=tree.pump).order_by("person_id")
    assert moved == 3
    assert list(fresh.values_list("state", flat=True)) == ["retained", "active", "active"]
    assert set(fresh.values_list("joined_on", "starts_on", "join_way")) == {
        (JOINED, TODAY, "transferred")
    }
    assert Retention.objects.get(ends_before=None).membership == fresh[0]
    assert Membership.objects.get(union=tree.joint, ends_before=None) == tree.other
    assert waiting_for(union=tree.pump) == {}


def test_yesterday_they_counted_there_and_today_here_and_never_twice(tree, firm):
    affiliate(actor=SYSTEM, employer=firm, union=tree.pump, on=TODAY)

    pass_on_workers(actor=make_actor(tree.east), at=NOON, union=tree.pump)

    both = [tree.joint.pk, tree.pump.pk]
    yesterday = TODAY - timedelta(days=1)
    assert count_members(union_ids=[tree.joint.pk], on=yesterday) == 4
    assert count_members(union_ids=both, on=yesterday) == 4
    assert count_members(union_ids=[tree.pump.pk], on=TODAY) == 3
    assert count_members(union_ids=both, on=TODAY) == 4


def test_a_second_time_there_is_nobody_left(tree, firm):
    affiliate(actor=SYSTEM, employer=firm, union=tree.pump, on=TODAY)
    street = make_actor(tree.east)
    pass_on_workers(actor=street, at=NOON, union=tree.pump)

    with pytest.raises(NobodyParked):
        pass_on_workers(actor=street, at=NOON, union=tree.pump)


def test_it_takes_who_answers_for_both_unions_and_no_day_to_come(tree, firm, pump_officer):
    affiliate(actor=SYSTEM, employer=firm, union=tree.pump, on=TODAY)

    with pytest.raises(OutsideScope):
        pass_on_workers(actor=pump_officer, at=NOON, union=tree.pump)
    with pytest.raises(DateInFuture):
        pass_on_workers(
            actor=make_actor(tree.east), at=NOON, union=tree.pump, on=TODAY + timedelta(days=1)
        )
    assert Membership.objects.filter(union=tree.joint, ends_before=None).count() == 4
