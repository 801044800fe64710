"""What a bulk enrolment wrote is taken back at once, and ends as if it were done one by one."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhigong.base import events
from zhigong.registry.audit.models import Entry
from zhigong.registry.people import operations as ops
from zhigong.registry.people.events import MembershipsChanged, TransferMoved
from zhigong.registry.people.models import Membership
from zhigong.registry.people.operations import OutsideScope
from zhigong.registry.people.tests.factories import NOON, TODAY, make_actor, make_member

pytestmark = pytest.mark.django_db
BEGAN = date(2026, 1, 5)


@pytest.fixture
def told(monkeypatch):
    """Return the events told from now on."""
    heard = []
    for kind in (MembershipsChanged, TransferMoved):
        monkeypatch.setitem(events._within, kind, [heard.append])
    return heard


def take_back(actor, union, *members, reason="传错了文件"):
    ids = [member.pk for member in members]
    return ops.take_back_memberships(actor=actor, at=NOON, union=union, ids=ids, reason=reason)


def test_it_ends_as_one_by_one_with_the_same_history(tree, county_officer, told):
    several = [make_member(county_officer, tree.pump) for _ in range(3)]
    single = make_member(county_officer, tree.pump)
    told.clear()

    assert take_back(county_officer, tree.county, *several) == 3

    assert told == [MembershipsChanged(frozenset((tree.pump.pk,)), BEGAN, is_bulk=True)]
    ops.end_membership(
        actor=county_officer, at=NOON, membership=single, way="leave", on=BEGAN,
        reason="传错了文件",
    )  # fmt: skip
    for member in (*several, single):
        member.refresh_from_db()
        assert (member.state, member.ends_before, member.end_reason) == ("left", BEGAN, "left")
        past = member.history.get()
        assert (past.state, past.ends_before) == ("active", None)
        assert past.pgh_context["reason"] == "传错了文件"
        assert past.pgh_context["actor"] == county_officer.user_id


def test_one_entry_names_how_many_and_their_digest(tree, county_officer):
    several = [make_member(county_officer, tree.pump) for _ in range(3)]

    take_back(county_officer, tree.county, *several)

    entry = Entry.objects.get(verb="people.take_back_memberships")
    assert (entry.row_count, entry.reason) == (3, "传错了文件")
    assert bytes(entry.rows_digest)


def test_what_somebody_moved_on_since_is_left_alone(tree, county_officer, mill_officer):
    retained, transferring, ended, once_retained = (
        make_member(county_officer, tree.pump) for _ in range(4)
    )
    at = {"actor": county_officer, "at": NOON}
    ops.retain_membership(**at, membership=retained, cause="retired")
    ops.retain_membership(**at, membership=once_retained, cause="retired", on=BEGAN)
    once_retained.refresh_from_db()
    ops.restore_membership(**at, membership=once_retained, on=TODAY)
    ops.offer_transfer(
        actor=mill_officer, at=NOON, person=transferring.person, to_union=tree.mill, accept=True
    )
    ops.end_membership(**at, membership=ended, way="leave")
    before = list(Membership.objects.order_by("pk").values())

    members = (retained, transferring, ended, once_retained)
    assert take_back(county_officer, tree.county, *members) == 0

    assert list(Membership.objects.order_by("pk").values()) == before
    assert not Entry.objects.filter(verb="people.take_back_memberships").exists()


def test_offers_go_back_with_the_membership_and_by_themselves(
    tree, county_officer, mill_officer, told
):
    members = [make_member(county_officer, tree.pump) for _ in range(3)]
    offers = [
        ops.offer_transfer(actor=mill_officer, at=NOON, person=m.person, to_union=tree.mill)
        for m in members
    ]
    told.clear()

    assert take_back(county_officer, tree.county, members[0]) == 1
    ids = [offer.pk for offer in offers]
    again = {"actor": county_officer, "at": NOON, "union": tree.county, "ids": ids}
    assert ops.take_back_offers(**again, reason="传错了文件") == 2
    assert ops.take_back_offers(**again, reason="传错了文件") == 0

    for offer in offers:
        offer.refresh_from_db()
        assert (offer.state, offer.settled_at) == ("withdrawn", NOON)
    pair = frozenset((tree.pump.pk, tree.mill.pk))
    assert [event.union_ids for event in told if isinstance(event, TransferMoved)] == [pair, pair]


def test_unions_elsewhere_are_not_touched(tree, county_officer, pump_officer, mill_officer):
    here, elsewhere = make_member(county_officer, tree.pump), make_member(county_officer, tree.mill)

    assert take_back(pump_officer, tree.pump, here, elsewhere) == 1
    with pytest.raises(OutsideScope):
        take_back(pump_officer, tree.mill, elsewhere)
    viewer = make_actor(tree.county, abilities=["people.view"])
    with pytest.raises(OutsideScope):
        ops.take_back_offers(actor=viewer, at=NOON, union=tree.county, ids=[1], reason="x")

    elsewhere.refresh_from_db()
    assert elsewhere.state == "active"


def test_the_statements_do_not_grow_with_the_rows(tree, county_officer):
    def statements(count):
        members = [make_member(county_officer, tree.pump) for _ in range(count)]
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert take_back(county_officer, tree.county, *members) == count
        return len(seen)

    assert statements(2) == statements(40)
