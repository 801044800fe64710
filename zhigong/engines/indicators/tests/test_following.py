"""The registry's own operations move the facts: after each of them facts are the rows."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from zhigong.base import clock
from zhigong.base.actor import SYSTEM
from zhigong.base.events import publish
from zhigong.engines.indicators import apps, operations
from zhigong.engines.indicators.queries import coverage
from zhigong.engines.indicators.tests import factories as make
from zhigong.registry.accounts.events import AdministratorAuthorised
from zhigong.registry.employers import operations as employers
from zhigong.registry.employers.events import RegisterMerged
from zhigong.registry.people import operations as people
from zhigong.registry.people.contract import open_memberships_below
from zhigong.registry.people.events import MembershipsChanged
from zhigong.registry.people.models import Membership
from zhigong.registry.people.tests.factories import id_number
from zhigong.registry.unions import operations as unions
from zhigong.registry.unions.models import Union

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
LONG_AGO = date(2024, 1, 1)


@pytest.fixture(autouse=True)
def _november() -> Iterator[None]:
    with clock.use_clock(make.NOON):
        yield


def open_union(name: str, kind: str, parent: Union | None) -> Union:
    return unions.open_union(
        actor=SYSTEM, name=name, kind=kind, parent=parent, established_on=LONG_AGO
    )


@pytest.fixture
def tree() -> dict[str, Union]:
    city = open_union("市总工会", "federation", None)
    tree = {"city": city}
    for name in ("east", "west"):
        tree[name] = open_union(f"{name}区总工会", "federation", city)
        tree[f"{name}_street"] = open_union(f"{name}街道总工会", "street", tree[name])
        for number in "12":
            tree[f"{name}_{number}"] = open_union(
                f"{name}{number}公司工会", "grassroots", tree[f"{name}_street"]
            )
    return tree


def join(union: Union, *, days_ago: int, **fields: Any) -> Any:
    person = people.register_person(
        actor=SYSTEM,
        at=make.NOON,
        particulars=people.Particulars(name="王小明", id_number=id_number(male=False)),
    )
    return people.open_membership(
        actor=SYSTEM,
        at=make.NOON,
        person=person,
        union=union,
        starts_on=TODAY - timedelta(days=days_ago),
        **fields,
    )


def assert_equal() -> None:
    found = operations.recount(today=TODAY)
    assert found.is_equal, found.differences[:5]


def test_facts_know_how_many_rows_the_roster_of_a_union_has(tree: dict[str, Union]) -> None:
    kept = join(tree["east_1"], days_ago=40)
    join(tree["east_2"], days_ago=3, pending=True)
    join(tree["west_1"], days_ago=3)
    gone = join(tree["east_1"], days_ago=20)
    people.retain_membership(actor=SYSTEM, at=make.NOON, membership=kept, cause="retired", on=TODAY)
    people.end_membership(actor=SYSTEM, at=make.NOON, membership=gone, way="leave", on=TODAY)

    known = {name: open_memberships_below([union.pk]) for name, union in tree.items()}

    rows = Membership.objects.trusted("test").open()
    assert known == {
        name: rows.filter(union__ancestors__contains=[union.pk]).count()
        for name, union in tree.items()
    }
    assert (known["city"], known["east"], known["east_1"]) == (3, 2, 1)


def figure(union: Union, code: str) -> tuple[int, int]:
    figures = coverage(union_id=union.pk, on=TODAY, today=TODAY)
    assert {f.source for f in figures} == {"facts"}
    return next((f.numerator, f.denominator) for f in figures if f.code == code)


def test_opening_unions_is_counted(tree: dict[str, Union]) -> None:
    assert_equal()
    assert figure(tree["city"], "authorised") == (0, 9)
    assert figure(tree["east"], "authorised") == (0, 4)


def test_members_come_wait_stay_away_and_go(tree: dict[str, Union]) -> None:
    member = join(tree["east_1"], days_ago=200)
    waiting = join(tree["east_1"], days_ago=70, pending=True)
    join(tree["west_1"], days_ago=0)
    people.verify_person(actor=SYSTEM, at=make.NOON, person=member.person, how="document")
    assert_equal()
    assert figure(tree["city"], "verified") == (1, 2)

    people.approve_membership(actor=SYSTEM, at=make.NOON, membership=waiting)
    people.retain_membership(
        actor=SYSTEM, at=make.NOON, membership=member, cause="retired", on=TODAY
    )
    assert_equal()
    assert figure(tree["city"], "verified") == (0, 2)


def test_employers_their_workers_and_their_union_are_counted(tree: dict[str, Union]) -> None:
    firm = employers.open_employer(
        actor=SYSTEM,
        name="宁波第一机械有限公司",
        area_union=tree["east_street"],
        source="market",
        as_of=TODAY - timedelta(days=300),
        workers=120,
    )
    assert_equal()
    assert figure(tree["east"], "union_rate_100") == (0, 1)

    employers.affiliate(
        actor=SYSTEM, employer=firm, union=tree["east_1"], on=TODAY - timedelta(days=100)
    )
    assert_equal()
    assert figure(tree["city"], "union_rate_100") == (1, 1)
    assert figure(tree["east_1"], "join_rate") == (0, 120)


def test_declared_numbers_and_committees_are_counted(tree: dict[str, Union]) -> None:
    unions.declare_numbers(
        actor=SYSTEM,
        numbers=unions.DeclaredNumbers(
            union_id=tree["east_1"].pk, as_of=TODAY - timedelta(days=90), workers=40, members=30
        ),
        source="年报",
    )
    for _ in range(10):
        join(tree["east_1"], days_ago=60)
    assert_equal()
    assert figure(tree["east"], "collected") == (10, 30)
    assert figure(tree["east"], "women_committee") == (0, 1)

    unions.set_committee(
        actor=SYSTEM, union=tree["east_1"], kind="women", form="committee", on=TODAY
    )
    assert_equal()
    assert figure(tree["city"], "women_committee") == (1, 1)


def test_a_term_of_office_is_counted(tree: dict[str, Union]) -> None:
    unions.set_term(
        actor=SYSTEM, union=tree["east_1"], number=1, starts_on=date(2020, 1, 1), years=3
    )
    assert_equal()
    assert figure(tree["city"], "term_current") == (0, 1)
    unions.set_term(
        actor=SYSTEM, union=tree["east_1"], number=2, starts_on=date(2025, 1, 1), years=3
    )
    assert_equal()
    assert figure(tree["east"], "term_current") == (1, 1)


def test_a_moved_street_takes_its_stock_along(tree: dict[str, Union]) -> None:
    for name in ("east_1", "east_2", "west_1"):
        join(tree[name], days_ago=150)
    unions.move_union(
        actor=SYSTEM,
        union=tree["east_street"],
        parent=tree["west"],
        on=TODAY - timedelta(days=40),
    )

    assert_equal()
    assert figure(tree["east"], "verified") == (0, 0)
    assert figure(tree["west"], "verified") == (0, 3)
    before = coverage(union_id=tree["east"].pk, on=date(2026, 9, 30), today=TODAY)
    assert next(f.denominator for f in before if f.code == "verified") == 2


def test_merged_and_dissolved_unions_hand_their_members_over(tree: dict[str, Union]) -> None:
    for name in ("east_1", "east_2", "west_1"):
        join(tree[name], days_ago=150)
    day = TODAY - timedelta(days=35)

    unions.merge_unions(actor=SYSTEM, unions=[tree["east_2"]], into=tree["east_1"], on=day)
    assert_equal()
    assert figure(tree["east_1"], "verified") == (0, 2)

    unions.dissolve_union(actor=SYSTEM, union=tree["west_1"], on=day)
    assert_equal()
    assert figure(tree["city"], "authorised") == (0, 7)


def test_an_administrator_is_counted_from_the_day_of_the_authorisation(
    tree: dict[str, Union],
) -> None:
    make.authorise(tree["east_1"], since=TODAY - timedelta(days=10))
    publish(AdministratorAuthorised(frozenset({tree["east_1"].pk}), TODAY - timedelta(days=10), 1))

    assert_equal()
    assert figure(tree["east"], "authorised") == (1, 4)


def test_many_rows_are_counted_from_their_day_and_few_from_the_first_month() -> None:
    few = MembershipsChanged(frozenset({1}), TODAY)
    assert apps._since(few) == date.min
    assert apps._since(replace(few, is_bulk=True)) == TODAY
    assert apps._since(replace(few, union_ids=frozenset(range(4)))) == TODAY
    register = RegisterMerged(frozenset({1}), TODAY, frozenset(range(51)))
    assert apps._since(register) == TODAY
    assert apps._since(replace(register, employer_ids=frozenset({1}))) == date.min
