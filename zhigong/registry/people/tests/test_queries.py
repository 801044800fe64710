from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhigong.registry.people import operations as ops
from zhigong.registry.people import queries
from zhigong.registry.people.models import Membership, Person
from zhigong.registry.people.queries import people as people_queries
from zhigong.registry.people.tests.factories import (
    NOON,
    TODAY,
    make_actor,
    make_member,
    make_union,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def province(tree, county_officer):
    """A second county beside the first, below one province."""
    top = make_union(kind="federation")
    tree.county.parent = top
    tree.county.save(update_fields=["parent"])
    for union in vars(tree).values():
        union.refresh_from_db()
    other = make_union(kind="federation", parent=top)
    far = make_union(parent=other)
    officer = make_actor(top)
    for union, name in ((tree.pump, "王小明"), (tree.mill, "李四"), (far, "张三")):
        make_member(officer, union, name=name)
    tree.top, tree.other, tree.far = top, other, far
    return tree


@pytest.mark.parametrize("most_named", [0, 2, 100])
@pytest.mark.parametrize("node", ["top", "county", "other", "east", "pump", "valve", "far"])
def test_a_list_holds_exactly_the_scope_however_it_is_narrowed(
    node, most_named, province, monkeypatch
):
    monkeypatch.setattr(people_queries, "MOST_NAMED", most_named)
    union = getattr(province, node)
    actor = make_actor(union)
    wanted = set(Membership.objects.within(actor.scope("people.view")).values_list("pk", flat=True))

    listed = queries.list_memberships_for(actor=actor)
    everywhere = queries.list_memberships_for(actor=make_actor(province.top))

    assert set(listed.values_list("pk", flat=True)) == wanted
    below = queries.memberships_below(everywhere, code=union.code)
    assert set(below.values_list("pk", flat=True)) == wanted
    chosen = queries.list_memberships_for(actor=make_actor(province.top), below=[union.code])
    assert set(chosen.values_list("pk", flat=True)) == wanted
    both = queries.list_memberships_for(actor=actor, below=[province.top.code, union.code])
    assert set(both.values_list("pk", flat=True)) == wanted


def test_a_list_below_a_union_of_others_or_of_nobody_is_empty(province):
    actor = make_actor(province.pump)

    assert not queries.list_memberships_for(actor=actor, below=[province.far.code]).exists()
    assert not queries.list_memberships_for(actor=actor, below=["X"]).exists()


def test_a_scope_of_nothing_lists_nobody(province):
    nobody = make_actor(province.top, abilities=())

    assert not queries.list_memberships_for(actor=nobody).exists()
    assert not queries.memberships_below(Membership.objects.trusted("test"), code="X").exists()


def test_a_tree_beside_is_not_listed(province):
    beside = make_union(kind="federation")
    make_member(make_actor(beside), beside, name="赵六")

    listed = queries.list_memberships_for(actor=make_actor(province.top))

    assert {row.person.name for row in listed} == {"王小明", "李四", "张三"}


def test_a_search_is_done_once_for_its_page_and_its_number(province):
    rows = queries.list_memberships_for(actor=make_actor(province.top))

    with CaptureQueriesContext(connection) as captured:
        found = queries.search_memberships(rows, "小明")
        shown = [row.person.name for row in found.order_by("name_py")[:50]]

    assert (shown, found.known_total) == (["王小明"], 1)
    assert sum("name_bigrams @>" in one["sql"] for one in captured.captured_queries) == 1
    assert not hasattr(found.filter(migrant=True), "known_total")


def test_a_page_is_read_in_its_order_with_what_it_shows_in_one_statement(province):
    rows = queries.list_memberships_for(actor=make_actor(province.top))

    with CaptureQueriesContext(connection) as captured:
        page = list(rows.order_by("name_py")[:2])
        shown = [(row.person.name, row.union.name, row.employer) for row in page]

    assert [name for name, _union, _employer in shown] == ["李四", "王小明"]
    assert len(captured) == 1


def test_a_person_is_seen_through_the_open_membership_or_the_last_one(tree, county_officer):
    pump, mill = make_actor(tree.pump), make_actor(tree.mill)
    member = make_member(county_officer, tree.pump)
    person_id = member.person_id
    ops.end_membership(
        actor=county_officer, at=NOON, membership=member, way="leave", on=date(2026, 5, 1)
    )
    assert queries.get_person_for(actor=pump, person_id=person_id).pk == person_id

    ops.open_membership(
        actor=county_officer, at=NOON, person=member.person, union=tree.mill,
        starts_on=date(2026, 6, 1),
    )  # fmt: skip

    assert queries.get_person_for(actor=mill, person_id=person_id).pk == person_id
    with pytest.raises(Person.DoesNotExist):
        queries.get_person_for(actor=pump, person_id=person_id)


def test_members_are_counted_once_by_union_and_by_subtree(province):
    assert queries.members_by_union(on=TODAY) == {
        province.pump.pk: 1,
        province.mill.pk: 1,
        province.far.pk: 1,
    }
    assert queries.members_by_union(on=TODAY, union_ids=[province.far.pk]) == {province.far.pk: 1}


@pytest.mark.parametrize(
    "words", ["%", "_", "'", "\\", "王%", "100%", "a'b", "\x00王小明伟", "　", "[]"]
)
def test_whatever_is_typed_finds_nobody_rather_than_everybody(words, province):
    rows = queries.list_memberships_for(actor=make_actor(province.top))

    found = queries.search_memberships(rows, words)

    assert len(found) in ((3,) if not words.strip() else (0,))


def test_masks_show_what_a_list_may(tree, county_officer):
    member = make_member(county_officer, tree.pump, phone="13812345678")

    shown = queries.masked_identity(member.person)

    assert shown.phone == "138****5678"
    assert shown.id_number[6:14] == "********"
    assert shown.card == ""
    member.person.data_key = None
    assert queries.masked_identity(member.person).phone == ""
