"""The tree these tests stand on: a county with two streets, each with unions."""

from types import SimpleNamespace

import pytest

from zhigong.registry.people import contract
from zhigong.registry.people.tests.factories import make_actor, make_union


@pytest.fixture
def tree(db):
    county = make_union(kind="federation")
    east = make_union(kind="street", parent=county)
    west = make_union(kind="street", parent=county)
    return SimpleNamespace(
        county=county,
        east=east,
        west=west,
        pump=make_union(parent=east),
        valve=make_union(parent=east),
        mill=make_union(parent=west),
    )


@pytest.fixture
def county_officer(tree):
    return make_actor(tree.county, user_id=1)


@pytest.fixture
def pump_officer(tree):
    return make_actor(tree.pump, user_id=2)


@pytest.fixture
def mill_officer(tree):
    return make_actor(tree.mill, user_id=3)


@pytest.fixture(autouse=True)
def _everybody_answers():
    held = contract._administrator_check
    contract.use_administrator_check(lambda union_ids: union_ids)
    yield
    contract.use_administrator_check(held)


@pytest.fixture
def nobody_answers():
    held = contract._administrator_check
    contract.use_administrator_check(lambda union_ids: frozenset())
    yield
    contract.use_administrator_check(held)
