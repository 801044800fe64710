"""The people of a demo: the same every time, and something waits on every page."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from zhigong.demo.people import Population, populate
from zhigong.demo.plan import SEED, Plan, Planner
from zhigong.demo.scales import SCALES
from zhigong.demo.waiting import WAITING

ON = date(2026, 11, 21)
SMALL = SCALES["small"]


def drawn() -> tuple[Plan, Population]:
    plan = Planner(SMALL, ON).build()
    return plan, populate(plan, np.random.default_rng([SEED, 2]))


@pytest.fixture(scope="module")
def small() -> tuple[Plan, Population]:
    return drawn()


def test_the_same_seed_and_day_give_the_same_rows(small: tuple[Plan, Population]) -> None:
    _plan, again = drawn()

    assert again.memberships.equals(small[1].memberships)
    assert again.transfers.equals(small[1].transfers)


def test_transfers_wait_in_both_directions_at_every_step(small: tuple[Plan, Population]) -> None:
    plan, population = small
    here = next(union for union in plan.unions if union.kind == "grassroots")
    opened = population.transfers.filter(pl.col("settled_at").is_null())

    comes = (opened["to_union_id"] == here.id).to_list()

    assert list(zip(opened["state"], comes, strict=True)) == [(w.state, w.comes) for w in WAITING]
    assert (opened["from_union_id"] != opened["to_union_id"]).all()
    assert opened["person_id"].n_unique() == len(WAITING)
    assert set(opened["person_id"]).isdisjoint(
        population.transfers.filter(pl.col("settled_at").is_not_null())["person_id"]
    )
    accepted = opened.filter(pl.col("state") != "offered")
    assert (accepted["objection_until"] >= ON).all()
    assert (opened["objection"] != "").to_list() == [w.state == "objected" for w in WAITING]


def test_who_is_on_the_way_is_a_member_still(small: tuple[Plan, Population]) -> None:
    _plan, population = small
    opened = population.transfers.filter(pl.col("settled_at").is_null())
    rows = population.memberships.join(
        opened.select(pl.col("from_membership_id").alias("id"), pl.col("state").alias("step")),
        on="id",
    )

    counted = population.memberships.filter(pl.col("state").is_in(["active", "transferring"]))

    assert counted.height == SMALL.recorded
    assert all(
        state == ("active" if step == "offered" else "transferring")
        for state, step in rows.select("state", "step").iter_rows()
    )
    verified = population.people.filter(pl.col("verified_on").is_not_null())["id"]
    assert counted["person_id"].is_in(verified.implode()).sum() == SMALL.verified
