from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from zhigong.base.errors import UserError
from zhigong.base.workflow import MoveNotAllowed, ReasonMissing
from zhigong.registry.people import contract
from zhigong.registry.people import operations as ops
from zhigong.registry.people.contract import MembershipState
from zhigong.registry.people.models import Membership, Retention, Transfer
from zhigong.registry.people.queries import count_members
from zhigong.registry.people.tests.factories import (
    NOON,
    TODAY,
    join,
    make_actor,
    make_member,
    make_person,
    make_union,
)
from zhigong.registry.unions.queries import subtree_ids

pytestmark = pytest.mark.django_db

UNTIL = date(2026, 12, 4)  # ten working days after Friday 20 November
AFTER = UNTIL + timedelta(days=1)
LATER = NOON + timedelta(days=20)


@pytest.fixture
def member(tree, county_officer):
    return make_member(county_officer, tree.pump)


@pytest.fixture
def accepted(tree, member, mill_officer):
    return ops.offer_transfer(
        actor=mill_officer, at=NOON, person=member.person, to_union=tree.mill, accept=True
    )


def periods(person):
    rows = Membership.objects.filter(person=person).order_by("starts_on", "pk")
    return [(row.union_id, row.state, row.starts_on, row.ends_before) for row in rows]


def test_an_accepted_member_stays_and_counts_in_the_old_union_until_silence(tree, member, accepted):
    member.refresh_from_db()

    assert member.state == "transferring"
    assert accepted.objection_until == UNTIL
    assert count_members(union_ids=[tree.pump.pk], on=TODAY) == 1
    assert count_members(union_ids=[tree.mill.pk], on=TODAY) == 0


def test_silence_means_the_member_passes_on_the_day_after_without_a_gap(
    tree, member, accepted, county_officer
):
    late = UNTIL + timedelta(days=30)

    assert ops.complete_due_transfers(actor=county_officer, at=LATER, on=UNTIL) == 0
    assert ops.complete_due_transfers(actor=county_officer, at=LATER, on=late) == 1

    assert periods(member.person) == [
        (tree.pump.pk, "transferred", date(2026, 1, 5), AFTER),
        (tree.mill.pk, "active", AFTER, None),
    ]
    accepted.refresh_from_db()
    assert accepted.state == "completed"
    assert accepted.to_membership.joined_on == date(2026, 1, 5)
    assert ops.complete_due_transfers(actor=county_officer, at=LATER, on=late) == 0


def test_the_old_union_objects_with_a_reason_within_the_days(
    tree, accepted, pump_officer, county_officer
):
    with pytest.raises(ReasonMissing):
        ops.object_to_transfer(actor=pump_officer, at=NOON, transfer=accepted, reason="")
    ops.object_to_transfer(
        actor=pump_officer, at=NOON + timedelta(days=14), transfer=accepted, reason="仍在本单位"
    )

    accepted.refresh_from_db()
    assert accepted.state == "objected"
    assert ops.complete_due_transfers(actor=county_officer, at=LATER, on=date(2027, 3, 1)) == 0


def test_an_objection_after_the_days_is_too_late(accepted, pump_officer):
    with pytest.raises(ops.TooLateToObject):
        ops.object_to_transfer(
            actor=pump_officer, at=NOON + timedelta(days=15), transfer=accepted, reason="迟了"
        )


def test_only_the_lowest_common_superior_or_one_above_decides(
    tree, member, accepted, pump_officer, county_officer
):
    ops.object_to_transfer(actor=pump_officer, at=NOON, transfer=accepted, reason="仍在本单位")
    east_officer = make_actor(tree.east, user_id=9)

    with pytest.raises(ops.OutsideScope):
        ops.decide_transfer(
            actor=east_officer, at=NOON, transfer=accepted, passes=True, reason="同意转出"
        )
    ops.decide_transfer(
        actor=county_officer, at=NOON, transfer=accepted, passes=False, reason="劳动关系未变"
    )

    member.refresh_from_db()
    accepted.refresh_from_db()
    assert (accepted.state, member.state) == ("decided", "active")
    assert periods(member.person) == [(tree.pump.pk, "active", date(2026, 1, 5), None)]


def test_an_overruled_objection_passes_the_member_at_once(
    tree, member, accepted, pump_officer, county_officer
):
    ops.object_to_transfer(actor=pump_officer, at=NOON, transfer=accepted, reason="仍在本单位")

    with pytest.raises(ReasonMissing):
        ops.decide_transfer(
            actor=county_officer, at=NOON, transfer=accepted, passes=True, reason=" "
        )
    ops.decide_transfer(
        actor=county_officer, at=NOON, transfer=accepted, passes=True, reason="已签新合同"
    )

    accepted.refresh_from_db()
    assert (accepted.decided_by, accepted.decision) == (1, "已签新合同")
    assert periods(member.person)[1][:3] == (tree.mill.pk, "active", TODAY)


@pytest.mark.usefixtures("nobody_answers")
def test_a_union_nobody_administers_never_blocks(tree, member, accepted):
    assert accepted.state == "completed"
    assert periods(member.person) == [
        (tree.pump.pk, "transferred", date(2026, 1, 5), TODAY),
        (tree.mill.pk, "active", TODAY, None),
    ]


def test_a_retained_member_who_passes_is_a_full_member_again(
    tree, member, mill_officer, county_officer
):
    ops.retain_membership(
        actor=county_officer, at=NOON, membership=member, cause="laid_off", on=date(2026, 5, 1)
    )
    transfer = ops.offer_transfer(
        actor=mill_officer, at=NOON, person=member.person, to_union=tree.mill, accept=True
    )
    ops.withdraw_transfer(actor=mill_officer, at=NOON, transfer=transfer)
    member.refresh_from_db()
    assert member.state == "retained"

    ops.offer_transfer(
        actor=mill_officer, at=NOON, person=member.person, to_union=tree.mill, accept=True
    )
    ops.complete_due_transfers(actor=county_officer, at=LATER, on=date(2027, 1, 1))

    assert count_members(union_ids=[tree.mill.pk], on=AFTER) == 1
    assert Retention.objects.get().ends_before == AFTER


def test_an_application_elsewhere_gives_way_at_once(tree, county_officer, mill_officer):
    applied = make_member(county_officer, tree.pump, pending=True)

    ops.offer_transfer(
        actor=mill_officer, at=NOON, person=applied.person, to_union=tree.mill, accept=True
    )

    assert periods(applied.person) == [
        (tree.pump.pk, "left", date(2026, 1, 5), date(2026, 1, 5)),
        (tree.mill.pk, "active", TODAY, None),
    ]
    assert count_members(union_ids=[tree.pump.pk], on=date(2026, 3, 1)) == 0


def test_a_second_transfer_waits_for_the_first(tree, accepted, county_officer):
    with pytest.raises(ops.TransferUnderWay):
        ops.offer_transfer(
            actor=county_officer, at=NOON, person=accepted.person, to_union=tree.valve
        )


def test_a_member_who_leaves_takes_the_open_offer_with_her(
    tree, member, mill_officer, county_officer
):
    ops.offer_transfer(actor=mill_officer, at=NOON, person=member.person, to_union=tree.mill)

    ops.end_membership(actor=county_officer, at=NOON, membership=member, way="leave")

    assert Transfer.objects.get().state == "withdrawn"


def test_neither_union_acts_for_the_other(accepted, member, tree, pump_officer, mill_officer):
    with pytest.raises(ops.OutsideScope):
        ops.object_to_transfer(actor=mill_officer, at=NOON, transfer=accepted, reason="x")
    with pytest.raises(ops.OutsideScope):
        ops.withdraw_transfer(actor=pump_officer, at=NOON, transfer=accepted)
    with pytest.raises(MoveNotAllowed):
        ops.accept_transfer(actor=mill_officer, at=NOON, transfer=accepted)


WAYS = ("join", "leave", "retain", "restore", "offer", "silence", "object", "uphold", "overrule",
        "withdraw", "die")  # fmt: skip


class EveryHistoryIsSound(TestCase):
    """Whatever happens to a person, in whatever order and on whatever days."""

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        steps=st.lists(
            st.tuples(st.sampled_from(WAYS), st.integers(0, 2), st.integers(0, 40)), max_size=14
        ),
        answers=st.booleans(),
    )
    def test_one_open_membership_no_overlap_no_gap_counted_once(self, steps, answers):
        held = contract._administrator_check
        contract.use_administrator_check(lambda ids: ids if answers else frozenset())
        try:
            self._walk(steps)
        finally:
            contract.use_administrator_check(held)

    def _walk(self, steps):
        county = make_union(kind="federation")
        unions = [make_union(parent=county) for _ in range(3)]
        actor = make_actor(county)
        person = make_person(actor)
        at = datetime(2026, 1, 5, 12, tzinfo=NOON.tzinfo)
        days = [at.date()]
        for way, which, pause in steps:
            at += timedelta(days=pause)
            days.append(at.date())
            try:
                _step(way, actor, at, person, unions[which])
            except UserError:
                continue
            finally:
                person.refresh_from_db()
        _assert_sound(person, county, days)


def _step(way, actor, at, person, union):
    held = Membership.objects.filter(person=person, ends_before=None).first()
    transfer = Transfer.objects.filter(person=person, settled_at=None).first()
    known = {"actor": actor, "at": at}
    match way:
        case "join":
            join(actor, person, union, starts_on=at.date(), at=at)
        case "offer":
            ops.offer_transfer(**known, person=person, to_union=union, accept=True)
        case "silence":
            ops.complete_due_transfers(**known, on=at.date())
        case "leave" | "die" if held:
            ops.end_membership(**known, membership=held, way=way)
        case "retain" if held:
            ops.retain_membership(**known, membership=held, cause="retired")
        case "restore" if held:
            ops.restore_membership(**known, membership=held)
        case "object" if transfer:
            ops.object_to_transfer(**known, transfer=transfer, reason="有异议")
        case "uphold" | "overrule" if transfer:
            ops.decide_transfer(**known, transfer=transfer, passes=way == "overrule", reason="已核")
        case "withdraw" if transfer:
            ops.withdraw_transfer(**known, transfer=transfer)


def _assert_sound(person, county, days):
    rows = list(Membership.objects.filter(person=person).order_by("starts_on", "pk"))
    assert sum(row.ends_before is None for row in rows) <= 1
    for row, after in pairwise(rows):
        assert row.ends_before is not None
        assert row.ends_before <= after.starts_on
        if row.state == MembershipState.TRANSFERRED:
            assert row.ends_before == after.starts_on
    for day in days:
        assert count_members(union_ids=subtree_ids(county), on=day) <= 1
    completed = Transfer.objects.filter(person=person, state="completed")
    for transfer in completed:
        assert transfer.from_membership.ends_before == transfer.to_membership.starts_on
