"""The rows of the registers: unions, positions, committees, terms, numbers, employers, officers."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from zhigong.demo.people import Population
from zhigong.demo.plan import Holder, Plan, UnionPlan
from zhigong.kernel.union_name import employer_name_key, union_name_key


@dataclass(slots=True)
class Records:
    """One frame a table, with the table's columns."""

    unions: pl.DataFrame
    positions: pl.DataFrame
    committees: pl.DataFrame
    terms: pl.DataFrame
    declared: pl.DataFrame
    employers: pl.DataFrame
    affiliations: pl.DataFrame
    headcounts: pl.DataFrame
    officers: pl.DataFrame


def record(plan: Plan, population: Population, rng: np.random.Generator) -> Records:
    """Draw every register row of a plan."""
    now = f"{plan.on.isoformat()} 09:00+08"
    return Records(
        unions=pl.DataFrame([_union(u, plan, rng) for u in plan.unions], infer_schema_length=None),
        positions=_positions(plan, rng),
        committees=_committees(plan, population, rng),
        terms=_terms(plan, rng),
        declared=_declared(plan, rng, now),
        employers=_employers(plan),
        affiliations=_affiliations(plan),
        headcounts=_headcounts(plan, rng, now),
        officers=_officers(plan, population, rng),
    )


def _union(union: UnionPlan, plan: Plan, rng: np.random.Generator) -> dict[str, Any]:
    legal = bool(union.credit_code)
    issued = union.established_on + timedelta(days=50)
    return {
        "id": union.id,
        "code": union.code,
        "name": union.name,
        "name_key": union_name_key(union.name),
        "kind": union.kind,
        "parent_id": union.parent.id if union.parent else None,
        "ancestors": "{" + ",".join(map(str, union.path)) + "}",
        "level": len(union.path) - 1,
        "county_id": union.county_id,
        "region": union.region,
        "credit_code": union.credit_code,
        "legal_person": legal,
        "certificate_number": f"浙工法证字第{union.id:06d}号" if legal else "",
        "certificate_from": issued if legal else None,
        "certificate_until": plan.on + timedelta(days=int(rng.integers(-60, 1_700)))
        if legal
        else None,
        "approval_number": f"工组〔{union.established_on.year}〕{union.id % 300 + 1}号",
        "bank": "",
        "dues_collection": "tax" if union.kind in ("grassroots", "joint") else "budget",
        "established_on": union.established_on,
        "status": "normal",
        "verification": "verified",
        "category": "170" if union.sector else "",
        "sector": union.sector,
        "address": "",
        "phone": "",
    } | _certificate_order(union, plan, legal)


def _certificate_order(union: UnionPlan, plan: Plan, legal: bool) -> dict[str, Any]:
    """Keep the certificate of a union founded weeks ago from expiring before it starts."""
    young = legal and union.established_on + timedelta(days=400) > plan.on
    return {"certificate_until": plan.on + timedelta(days=1_500)} if young else {}


def _array(path: list[int]) -> str:
    return "{" + ",".join(map(str, path)) + "}"


def _positions(plan: Plan, rng: np.random.Generator) -> pl.DataFrame:
    """Return every union's place in the tree; a few moved to another street within the year."""
    rows: list[tuple[Any, ...]] = []
    streets = [u for u in plan.unions if u.kind == "street"]
    leaves = [u for u in plan.unions if u.kind in ("grassroots", "joint") and u.parent in streets]
    moved = {u.id for u in leaves[:: max(1, len(leaves) // 6)]}
    for union in plan.unions:
        starts = union.established_on
        if union.id in moved and (plan.on - starts).days > 400:
            old = streets[union.id % len(streets)]
            changed = plan.on - timedelta(days=int(rng.integers(30, 300)))
            path = [*old.path, union.id]
            if old is not union.parent:
                rows.append((union.id, old.id, _array(path), starts, changed))
                starts = changed
        parent = union.parent.id if union.parent else None
        rows.append((union.id, parent, _array(union.path), starts, None))
    return pl.DataFrame(
        rows,
        schema={
            "union_id": pl.Int64,
            "parent_id": pl.Int64,
            "ancestors": pl.String,
            "starts_on": pl.Date,
            "ends_before": pl.Date,
        },
        orient="row",
    ).with_row_index("id", 1)


def _committees(plan: Plan, population: Population, rng: np.random.Generator) -> pl.DataFrame:
    women = dict(
        population.memberships.filter(pl.col("state") == "active")
        .join(population.people.select("id", "sex"), left_on="person_id", right_on="id")
        .filter(pl.col("sex") == "2")
        .group_by("union_id")
        .len()
        .iter_rows()
    )
    rows = []
    for union in plan.unions:
        since = union.established_on + timedelta(days=20)
        number = women.get(union.id, 0)
        if union.kind in ("federation", "street", "zone") or rng.random() < 0.93:
            rows.append((union.id, "audit", "committee" if number > 6 else "single", since))
        if number >= 10 and rng.random() < 0.91:
            rows.append((union.id, "women", "committee", since))
        elif 0 < number < 10 and rng.random() < 0.7:
            rows.append((union.id, "women", "single", since))
    names = ["union_id", "kind", "form", "starts_on"]
    return pl.DataFrame(rows, schema=names, orient="row").with_row_index("id", 1)


def _terms(plan: Plan, rng: np.random.Generator) -> pl.DataFrame:
    rows = []
    for union in plan.unions:
        years = (
            5 if union.kind in ("federation", "street", "industrial") else int(rng.choice([3, 5]))
        )
        number, starts = 1, union.established_on
        while True:
            ends = _years_on(starts, years)
            rows.append((union.id, number, starts, ends))
            # Some did not elect in time: their last term is over.
            if ends > plan.on or (ends > plan.on - timedelta(days=500) and rng.random() < 0.12):
                break
            number, starts = number + 1, ends
    names = ["union_id", "number", "starts_on", "ends_before"]
    return pl.DataFrame(rows, schema=names, orient="row").with_row_index("id", 1)


def _years_on(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _declared(plan: Plan, rng: np.random.Generator, now: str) -> pl.DataFrame:
    this = date(plan.on.year, 10, 31)
    if this > plan.on:
        this = date(plan.on.year - 1, 12, 31)
    before = date(this.year - 1, 12, 31)
    rows = []
    for holder in plan.holders:
        share = _women_share(holder)
        if holder.union.established_on <= before:
            rows.append(_declaration(holder, before, float(rng.uniform(0.93, 1.02)), share, now))
        rows.append(_declaration(holder, this, 1.0, share, now))
    names = (
        "union_id as_of workers women_workers members women_members migrant_members"
        " source recorded_at"
    ).split()
    return pl.DataFrame(rows, schema=names, orient="row").with_row_index("id", 1)


def _women_share(holder: Holder) -> float:
    if not holder.employers:
        return 0.09
    workers = sum(e.workers for e in holder.employers)
    return sum(e.workers * e.women_share for e in holder.employers) / workers


def _declaration(
    holder: Holder, day: date, factor: float, women: float, now: str
) -> tuple[Any, ...]:
    members = max(0, int(holder.declared * factor)) if factor != 1.0 else holder.declared
    workers = max(members, int(members * 1.04))
    return (
        holder.union.id, day, workers, int(workers * women), members, int(members * women),
        int(members * 0.46), "基层工会统计调查" if factor != 1.0 else "实名制应采集数核报", now,
    )  # fmt: skip


def _employers(plan: Plan) -> pl.DataFrame:
    checked = _insurance_day(plan)
    return pl.DataFrame(
        [
            {
                "id": e.id,
                "code": f"D{e.id:07d}",
                "name": e.name,
                "name_key": employer_name_key(e.name),
                "credit_code": e.credit_code,
                "credit_state": "valid",
                "sector": e.sector,
                "ownership": ("private", "private", "private", "foreign", "mixed", "state")[
                    e.id % 6
                ],
                "category": ("170", "159", "170", "300", "169", "110")[e.id % 6],
                "status": "active",
                "region": e.area.region,
                "address": "",
                "area_union_id": e.area.id,
                "covered_by_id": e.union.id if e.union else None,
                "workers": e.workers,
                "women_workers": int(e.workers * e.women_share),
                "headcount_on": checked,
                "headcount_source": "social_insurance",
                "verification": "verified",
                "deputy_kind": "congress" if e.id % 97 == 0 else "",
                "target_groups": "{small}" if e.workers < 20 else "{}",
            }
            for e in plan.employers
        ]
    )


def _insurance_day(plan: Plan) -> date:
    return (plan.on.replace(day=1) - timedelta(days=1)).replace(day=1) - timedelta(days=1)


def _affiliations(plan: Plan) -> pl.DataFrame:
    rows = [(e.id, e.union.id, e.union.established_on) for e in plan.employers if e.union]
    names = ["employer_id", "union_id", "starts_on"]
    return pl.DataFrame(rows, schema=names, orient="row").with_row_index("id", 1)


def _headcounts(plan: Plan, rng: np.random.Generator, now: str) -> pl.DataFrame:
    this = _insurance_day(plan)
    before = _years_on(this, -1)
    rows: list[tuple[Any, ...]] = []
    for firm in plan.employers:
        past = max(1, int(firm.workers * rng.uniform(0.9, 1.06)))
        women = int(firm.workers * firm.women_share)
        rows += [
            (firm.id, before, "workers", past, "social_insurance", now),
            (firm.id, this, "workers", firm.workers, "social_insurance", now),
            (firm.id, this, "women", women, "social_insurance", now),
        ]
    names = ["employer_id", "on", "group", "number", "source", "recorded_at"]
    return pl.DataFrame(rows, schema=names, orient="row").with_row_index("id", 1)


def _officers(plan: Plan, population: Population, rng: np.random.Generator) -> pl.DataFrame:
    """Return a chair for nearly every union that has members."""
    firsts = (
        population.memberships.filter(pl.col("state") == "active")
        .group_by("union_id", maintain_order=True)
        .agg(pl.col("person_id").first(), pl.col("starts_on").first())
    )
    rows = [
        (person, union, "chair", bool(rng.random() < 0.06), starts)
        for union, person, starts in firsts.iter_rows()
        if rng.random() < 0.965
    ]
    names = ["person_id", "union_id", "post", "full_time", "starts_on"]
    plain = {"duty": pl.lit(""), "front_line": pl.lit(False), "model_worker": pl.lit(False)}
    found = pl.DataFrame(rows, schema=names, orient="row").with_columns(**plain)
    return found.with_row_index("id", 1)
