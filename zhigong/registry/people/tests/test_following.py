from datetime import date

import pytest

from zhigong.registry.people import operations as ops
from zhigong.registry.people.models import Membership, Officer, Retention, Transfer
from zhigong.registry.people.queries import count_members
from zhigong.registry.people.tests.factories import NOON, TODAY, make_member
from zhigong.registry.unions.operations import dissolve_union, merge_unions, move_union
from zhigong.registry.unions.tests.factories import make_union, staff_of

pytestmark = pytest.mark.django_db
JUNE = date(2026, 6, 1)


@pytest.fixture
def grown(db):
    """A tree grown by the operations of unions, so that it has its history."""

    class Tree:
        county = make_union(name="镇海区总工会")
        east = make_union(county, kind="street", name="招宝山街道总工会")
        west = make_union(county, kind="street", name="蛟川街道总工会")
        pump = make_union(east, name="甬江泵业工会")
        valve = make_union(east, name="东海阀门工会")

    Tree.officer = staff_of(Tree.county)
    return Tree


def periods(person):
    rows = Membership.objects.filter(person=person).order_by("starts_on", "pk")
    return [(row.union_id, row.state, row.starts_on, row.ends_before) for row in rows]


def test_members_of_a_merged_union_pass_to_the_successor_without_a_gap(grown):
    member = make_member(grown.officer, grown.pump, name="王小明")
    kept = make_member(grown.officer, grown.pump, name="李四")
    ops.retain_membership(
        actor=grown.officer, at=NOON, membership=kept, cause="retired", on=date(2026, 3, 1)
    )
    applied = make_member(grown.officer, grown.pump, name="张三", pending=True)

    merge_unions(actor=grown.officer, unions=[grown.pump], into=grown.valve, on=JUNE)

    start = date(2026, 1, 5)
    assert periods(member.person) == [
        (grown.pump.pk, "transferred", start, JUNE),
        (grown.valve.pk, "active", JUNE, None),
    ]
    assert [row[1] for row in periods(kept.person)] == ["transferred", "retained"]
    assert periods(applied.person)[1] == (grown.valve.pk, "pending", start, None)
    spans = Retention.objects.order_by("starts_on").values_list("starts_on", "ends_before")
    assert list(spans) == [(date(2026, 3, 1), JUNE), (JUNE, None)]
    assert count_members(union_ids=[grown.pump.pk, grown.valve.pk], on=date(2026, 5, 31)) == 1
    assert count_members(union_ids=[grown.pump.pk, grown.valve.pk], on=JUNE) == 1


def test_the_union_above_keeps_the_members_of_a_dissolved_one_uncounted(grown):
    member = make_member(grown.officer, grown.pump)

    dissolve_union(actor=grown.officer, union=grown.pump, on=JUNE)

    assert periods(member.person)[1] == (grown.east.pk, "retained", JUNE, None)
    assert count_members(union_ids=[grown.east.pk], on=JUNE) == 0
    held = Membership.objects.get(ends_before=None)
    ops.restore_membership(actor=grown.officer, at=NOON, membership=held)
    assert count_members(union_ids=[grown.east.pk], on=TODAY) == 1


def test_a_transfer_to_a_union_that_ends_is_withdrawn_and_the_member_stays(grown):
    member = make_member(grown.officer, grown.pump)
    ops.offer_transfer(
        actor=grown.officer, at=NOON, person=member.person, to_union=grown.valve, accept=True
    )

    dissolve_union(actor=grown.officer, union=grown.valve, on=TODAY)

    member.refresh_from_db()
    assert Transfer.objects.get().state == "withdrawn"
    assert (member.state, member.union_id) == ("active", grown.pump.pk)


def test_the_county_of_memberships_follows_a_union_that_moves(grown):
    other = make_union(grown.county, kind="federation", name="北仑区总工会")
    member = make_member(grown.officer, grown.pump)
    assert member.county_id == grown.county.pk

    move_union(actor=grown.officer, union=grown.east, parent=other, on=JUNE)

    member.refresh_from_db()
    assert member.county_id == other.pk
    assert not member.history.exists()


@pytest.mark.parametrize("way", ["merged", "dissolved"])
def test_offices_end_with_their_union(grown, way):
    member = make_member(grown.officer, grown.pump)
    post = {"actor": grown.officer, "person": member.person, "union": grown.pump}
    ops.appoint_officer(**post, post="chair", starts_on=date(2026, 1, 5))
    ops.appoint_officer(**post, post="member", starts_on=date(2026, 7, 1))

    if way == "merged":
        merge_unions(actor=grown.officer, unions=[grown.pump], into=grown.valve, on=JUNE)
    else:
        dissolve_union(actor=grown.officer, union=grown.pump, on=JUNE)

    ends = Officer.objects.order_by("starts_on").values_list("ends_before", flat=True)
    assert list(ends) == [JUNE, date(2026, 7, 2)]
