"""Transfers that wait for somebody: offers, acceptances and objections around the cast's union."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from zhigong.base.holidays import calendar_of
from zhigong.demo.plan import Holder, Plan
from zhigong.registry.people.rules import objection_until

OBJECTION = "劳动合同尚未解除，本人仍在本单位工作，请暂缓转出。"
SETTLED_DAYS = 60
"""Who came later than this does not leave again already."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One transfer to be: how far it is, whether into the cast's union, and since when."""

    state: str
    comes: bool
    days_ago: int


WAITING = (
    Waiting("offered", comes=True, days_ago=1),
    Waiting("offered", comes=False, days_ago=2),
    Waiting("accepted", comes=True, days_ago=4),
    Waiting("accepted", comes=False, days_ago=3),
    Waiting("objected", comes=True, days_ago=8),
    Waiting("objected", comes=False, days_ago=9),
)


def with_waiting(
    plan: Plan, memberships: pl.DataFrame, transfers: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Add the transfers of ``WAITING``; nothing is drawn, so that all other rows stay as they were.

    Nobody passes yet, so every count stays as it is: who is on the way (转接中) is a member still.
    """
    here = next(holder for holder in plan.holders if holder.union.kind == "grassroots")
    leaving, coming, goals = _candidates(plan, memberships, here)
    into, out_of, targets = coming.iter_rows(named=True), leaving.iter_rows(named=True), iter(goals)
    rows = []
    for number, waiting in enumerate(WAITING, transfers.height + 1):
        picked = next(into if waiting.comes else out_of)
        target = here if waiting.comes else next(targets)
        rows.append(_row(number, waiting, picked, target, plan))
    opened = pl.DataFrame(rows, schema_overrides=dict(transfers.schema))
    moving = opened.filter(pl.col("state") != "offered")["from_membership_id"]
    state = pl.when(pl.col("id").is_in(moving.implode())).then(pl.lit("transferring"))
    memberships = memberships.with_columns(state.otherwise("state").alias("state"))
    return memberships, pl.concat([transfers, opened], how="diagonal")


def _candidates(
    plan: Plan, memberships: pl.DataFrame, here: Holder
) -> tuple[pl.DataFrame, pl.DataFrame, list[Holder]]:
    """Return who may leave the cast's union, who may come there, and unions to go to."""
    settled = pl.col("starts_on") <= plan.on - timedelta(days=SETTLED_DAYS)
    free = memberships.filter((pl.col("state") == "active") & settled)
    # The first member of the cast's union is the demo's own member: she stays.
    leaving = free.filter(pl.col("union_id") == here.union.id).slice(1, len(WAITING))
    others = [
        holder
        for holder in plan.holders
        if holder.union.kind == "grassroots" and holder.employers and holder is not here
    ]
    elsewhere = others[: len(WAITING)]
    ids = [holder.union.id for holder in elsewhere]
    coming = free.filter(pl.col("union_id").is_in(ids)).unique("union_id", keep="last")
    return leaving, coming.sort("union_id"), elsewhere


def _row(
    number: int, waiting: Waiting, picked: dict[str, object], target: Holder, plan: Plan
) -> dict[str, object]:
    asked_on = plan.on - timedelta(days=waiting.days_ago)
    region = next(u.region for u in plan.unions if u.id == picked["union_id"])
    is_accepted = waiting.state != "offered"
    return {
        "id": number,
        "person_id": picked["person_id"],
        "from_membership_id": picked["id"],
        "to_membership_id": None,
        "from_union_id": picked["union_id"],
        "to_union_id": target.union.id,
        "to_employer_id": target.employers[0].id if target.employers else None,
        "state": waiting.state,
        "asked_at": f"{asked_on.isoformat()} 09:30+08",
        "accepted_at": f"{asked_on.isoformat()} 14:20+08" if is_accepted else None,
        "objection_until": _until(asked_on, region) if is_accepted else None,
        "settled_at": None,
        "objection": OBJECTION if waiting.state == "objected" else "",
        "decision": "",
    }


def _until(accepted_on: date, region: str) -> date:
    return objection_until(accepted_on=accepted_on, place=region, calendar=calendar_of(region))
