"""Plans of reorganisation: judged before anything is written, applied on their day or not at all."""

from datetime import date, datetime
from uuid import uuid4

import pytest

from zhigong.base import clock
from zhigong.base.actor import SYSTEM
from zhigong.engines.indicators.queries import coverage_from_rows
from zhigong.registry.people.models import Membership, Person
from zhigong.registry.people.queries import count_members, members_below
from zhigong.registry.people.tests.factories import make_person
from zhigong.registry.unions.models import Union
from zhigong.registry.unions.operations import move_union
from zhigong.work.organisation import operations, queries
from zhigong.work.organisation.models import Plan
from zhigong.work.organisation.tests.conftest import NOON, TODAY, stand_union

pytestmark = pytest.mark.django_db
HEAD = "动作,工会编号,新上级（并入）工会编号,新名称\n"


@pytest.fixture
def places(tree):
    """Two unions in the east, one with a union of its own below it."""
    made = dict(vars(tree))
    made["factory"] = stand_union("factory工会", "grassroots", tree.east)
    made["shop"] = stand_union("shop工会", "grassroots", tree.east)
    made["workshop"] = stand_union("workshop工会", "grassroots", made["factory"])
    return made


def receive(places, text, on=TODAY):
    codes = {name: union.code for name, union in places.items()}
    return operations.receive_plan(
        actor=SYSTEM, at=clock.now(), union=places["county"], title="系统调整方案",
        effective_on=on, file_name="方案.csv", chunks=[(HEAD + text.format(**codes)).encode()],
    )  # fmt: skip


def test_a_plan_is_judged_and_changes_nothing(places):
    plan = receive(
        places, "调整隶属,{factory},{workshop},\n更名,{shop},,新店工会\n合并,GH999999,{west},\n"
    )

    rows = {row.number: row.findings for row in queries.rows_of(plan)}
    assert rows == {2: ["below_itself"], 3: [], 4: ["union_unknown"]}
    assert (plan.faults, plan.effect) == (2, [])
    with pytest.raises(operations.PlanHasFaults):
        operations.schedule_plan(actor=SYSTEM, plan=plan)
    assert Union.objects.trusted("test").get(pk=places["shop"].pk).name == "shop工会"


def test_a_plan_is_applied_as_a_whole(places):
    plan = receive(
        places, "调整隶属,{factory},{west},\n更名,{factory},,东海机械工会\n合并,{shop},{factory},\n"
    )
    operations.schedule_plan(actor=SYSTEM, plan=plan)

    operations.apply_plan(actor=SYSTEM, at=NOON, plan_id=plan.pk)
    operations.apply_plan(actor=SYSTEM, at=NOON, plan_id=plan.pk)

    rows = Union.objects.trusted("test")
    factory, shop = rows.get(pk=places["factory"].pk), rows.get(pk=places["shop"].pk)
    assert (factory.parent, factory.name) == (places["west"], "东海机械工会")
    assert (shop.status, shop.succeeded_by) == ("merged", factory)
    plan.refresh_from_db()
    assert plan.state == "applied"


def test_a_row_may_make_room_for_the_one_above_it(places):
    plan = receive(places, "调整隶属,{factory},{workshop},\n调整隶属,{workshop},{west},\n")
    assert plan.faults == 0
    operations.schedule_plan(actor=SYSTEM, plan=plan)

    operations.apply_plan(actor=SYSTEM, at=NOON, plan_id=plan.pk)

    factory = Union.objects.trusted("test").get(pk=places["factory"].pk)
    line = [places[name].pk for name in ("county", "west", "workshop", "factory")]
    assert factory.ancestors == line


def test_a_plan_waits_for_its_day_and_is_applied_by_night(places):
    later = date(2026, 12, 1)
    plan = receive(places, "调整隶属,{factory},{west},\n", on=later)
    operations.schedule_plan(actor=SYSTEM, plan=plan)

    with pytest.raises(operations.PlanNotDue):
        operations.apply_plan(actor=SYSTEM, at=NOON, plan_id=plan.pk)
    assert operations.apply_due_plans(at=NOON) == 0
    then = datetime(2026, 12, 1, 0, 5, tzinfo=clock.ZONE)
    with clock.use_clock(then):
        assert operations.apply_due_plans(at=then) == 1

    assert Union.objects.trusted("test").get(pk=places["factory"].pk).parent == places["west"]


def test_a_plan_overtaken_by_the_tree_fails_whole_and_says_why(places):
    plan = receive(places, "更名,{shop},,新店工会\n调整隶属,{factory},{west},\n")
    operations.schedule_plan(actor=SYSTEM, plan=plan)
    places["factory"].refresh_from_db()
    move_union(actor=SYSTEM, union=places["factory"], parent=places["west"], on=TODAY)

    assert operations.apply_due_plans(at=NOON) == 0

    plan.refresh_from_db()
    assert (plan.state, plan.failure != "") == ("failed", True)
    assert Union.objects.trusted("test").get(pk=places["shop"].pk).name == "shop工会"


def test_a_cancelled_plan_is_never_applied(places):
    plan = receive(places, "调整隶属,{factory},{west},\n")
    operations.schedule_plan(actor=SYSTEM, plan=plan)

    operations.cancel_plan(actor=SYSTEM, plan=plan)

    with pytest.raises(operations.PlanIsOver):
        operations.apply_plan(actor=SYSTEM, at=NOON, plan_id=plan.pk)
    assert Plan.objects.trusted("test").get().state == "cancelled"


def enrol(union, count):
    """Make so many people members of a union since March 2025."""
    one = make_person(SYSTEM)
    same = {name: getattr(one, name) for name in ("name", "name_py", "id_kind", "data_key")}
    same |= {"id_cipher": one.id_cipher, "sex": "1"}
    people = Person.objects.bulk_create(
        Person(id_blind=uuid4(), **same) for _number in range(count)
    )
    since = date(2025, 3, 1)
    Membership.objects.bulk_create(
        Membership(
            person=person, union=union, county_id=union.county_id, name_py=person.name_py,
            state="active", starts_on=since, joined_on=since,
        )
        for person in people
    )  # fmt: skip


def test_a_factory_with_800_members_moves_on_1_july_and_june_stays_as_it_was(places):
    factory, east, west = places["factory"], places["east"], places["west"]
    enrol(factory, 800)
    june, july, today = date(2026, 6, 30), date(2026, 7, 1), TODAY
    before = members_below(union_ids=[east.pk, west.pk], on=june)
    figures = [
        (one.code, one.numerator, one.denominator)
        for one in coverage_from_rows(union_id=east.pk, on=june)
    ]
    plan = receive(places, "调整隶属,{factory},{west},\n", on=july)
    assert [(row["name"], row["members"]) for row in plan.effect[1:]] == [
        ("招宝山街道总工会", [800, 0]), ("蛟川街道总工会", [0, 800]),
    ]  # fmt: skip

    operations.schedule_plan(actor=SYSTEM, plan=plan)
    operations.apply_plan(actor=SYSTEM, at=NOON, plan_id=plan.pk)

    assert before == {east.pk: 800, west.pk: 0}
    assert members_below(union_ids=[east.pk, west.pk], on=june) == before
    assert members_below(union_ids=[east.pk, west.pk], on=today) == {east.pk: 0, west.pk: 800}
    assert members_below(union_ids=[east.pk, west.pk], on=july) == {east.pk: 0, west.pk: 800}
    assert [
        (one.code, one.numerator, one.denominator)
        for one in coverage_from_rows(union_id=east.pk, on=june)
    ] == figures
    assert count_members(union_ids=[factory.pk], on=june) == 800
