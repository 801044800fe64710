"""A county with two streets; somebody works in the county, in a street and in a firm."""

from types import SimpleNamespace

import pytest

from zhigong.base.actor import use_actor
from zhigong.engines.cases import queries
from zhigong.engines.cases.operations import open_case
from zhigong.engines.cases.queries import cases, programmes
from zhigong.engines.cases.tests.factories import (
    NOON,
    make_applicant,
    make_handler,
    make_programme,
    make_union,
)


@pytest.fixture
def tree(db):
    province = make_union(kind="federation", region="330000000000")
    county = make_union(kind="federation", parent=province, region="330211000000")
    east = make_union(kind="street", parent=county, region="330211001000")
    west = make_union(kind="street", parent=county, region="330211002000")
    return SimpleNamespace(
        province=province,
        county=county,
        east=east,
        west=west,
        pump=make_union(parent=east, region="330211001000"),
        mill=make_union(parent=west, region="330211002000"),
    )


@pytest.fixture
def staffed(tree, monkeypatch):
    """The unions in which somebody works; tests add and take away."""
    held = {union.pk for union in vars(tree).values()}

    def answer(*, union_ids, on):
        return frozenset(held.intersection(union_ids))

    monkeypatch.setattr(programmes, "unions_with_administrator", answer)
    monkeypatch.setattr(cases, "unions_with_administrator", answer)
    return held


@pytest.fixture
def people(tree, staffed):
    officer = make_handler(tree.county)
    person, member = make_applicant(officer, tree.pump)
    return SimpleNamespace(
        person=person,
        member=member,
        firm=make_handler(tree.pump),
        street=make_handler(tree.east),
        other_street=make_handler(tree.west),
        county=officer,
        province=make_handler(tree.province),
    )


@pytest.fixture
def opened(tree, people):
    """Open a case of the member; a programme may be given."""

    def open_one(programme=None, **changes):
        fields = {
            "actor": people.member,
            "at": NOON,
            "programme": programme or make_programme(),
            "union": tree.pump,
            "answers": {"reason": "家中遭遇火灾"},
            "person": people.person,
        }
        with use_actor(people.member):
            return open_case(**{**fields, **changes})

    return open_one


@pytest.fixture
def waiting():
    """Return the step a case waits in."""
    return lambda case: queries.steps_of(case).get(state="waiting")
