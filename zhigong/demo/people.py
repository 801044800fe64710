"""The people of a plan and their memberships, as frames ready for COPY."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from zhigong.demo.identities import births, identity_numbers, phones
from zhigong.demo.names import people_names
from zhigong.demo.plan import Plan
from zhigong.demo.waiting import with_waiting
from zhigong.registry.people.rules import name_keys

_EPOCH = date(1970, 1, 1)
MEMBER_PHONE = "13900002026"
"""The phone of the demo's member: the first one of the first grassroots union."""
NEW_FORM = {"快递": "courier", "物流": "truck_driver"}


@dataclass(slots=True)
class Population:
    """Everybody of a demo.

    ``people`` has one row a person with her clear identity (``number``, ``phone``);
    ``memberships`` one row a membership, with the columns of its table.
    """

    people: pl.DataFrame
    memberships: pl.DataFrame
    retentions: pl.DataFrame
    transfers: pl.DataFrame


def populate(plan: Plan, rng: np.random.Generator) -> Population:
    """Draw everybody: members, applicants, people whose membership is retained or has ended."""
    places = _places(plan, rng)
    extra = _extras(plan, places, rng)
    rows = pl.concat([places, extra])
    count = rows.height
    women = rng.random(count) < rows["women_share"].to_numpy()
    born = births(rng, count, plan.on)
    numbers, local = identity_numbers(rng, born, women)
    people = _people(plan, rng, women, born, numbers, local).with_columns(rows["state"])
    people = _verify(plan, people, rng).drop("state")
    people = _name_member(plan, rows, people)
    memberships = _memberships(plan, rows, people, born, rng)
    return _with_history(plan, people, memberships, rng)


def _name_member(plan: Plan, rows: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Give the phone of the demo's cast to the first member of the first grassroots union."""
    leaf = next(u for u in plan.unions if u.kind == "grassroots")
    here = (rows["union_id"] == leaf.id) & (rows["state"] == "active")
    first = int(here.arg_max() or 0)
    return people.with_columns(
        pl.when(pl.col("id") == first + 1)
        .then(pl.lit(MEMBER_PHONE))
        .otherwise("phone")
        .alias("phone")
    )


def _places(plan: Plan, rng: np.random.Generator) -> pl.DataFrame:
    """Return one row for each member on record: her union, employer and what it is like there."""
    unions, employers, shares, migrants, groups = [], [], [], [], []
    for holder in plan.holders:
        size = holder.recorded
        unions.append(np.full(size, holder.union.id))
        if holder.employers:
            weights = np.array([e.workers for e in holder.employers], dtype=float)
            chosen = rng.choice(len(weights), size, p=weights / weights.sum())
            table = holder.employers
            employers.append(np.array([e.id for e in table])[chosen])
            shares.append(np.array([e.women_share for e in table])[chosen])
            migrants.append(np.array([e.migrant_share for e in table])[chosen])
        else:
            employers.append(np.zeros(size, dtype=np.int64))
            shares.append(np.full(size, 0.09))
            migrants.append(np.full(size, 0.8))
        groups.append(np.full(size, holder.group if not holder.employers else "", dtype="U20"))
    return pl.DataFrame(
        {
            "union_id": np.concatenate(unions),
            "employer_id": np.concatenate(employers),
            "women_share": np.concatenate(shares),
            "migrant_share": np.concatenate(migrants),
            "new_form_group": np.concatenate(groups),
            "state": np.full(sum(h.recorded for h in plan.holders), "active"),
        }
    )


def _extras(plan: Plan, places: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Return people beyond the members: applicants, retained, left and deceased ones."""
    parts = []
    for state, share in (
        ("pending", 0.0022),
        ("retained", 0.0160),
        ("left", 0.0210),
        ("left_automatically", 0.0012),
        ("deceased", 0.0008),
    ):
        size = max(3, int(places.height * share))
        chosen = places[rng.integers(0, places.height, size)]
        parts.append(chosen.with_columns(pl.lit(state).alias("state")))
    return pl.concat(parts)


def _people(
    plan: Plan,
    rng: np.random.Generator,
    women: np.ndarray,
    born: np.ndarray,
    numbers: pl.Series,
    local: pl.Series,
) -> pl.DataFrame:
    count = len(women)
    names = people_names(rng, women)
    ethnicity = rng.choice(
        ["01", "03", "15", "06", "11", "05"], count, p=[0.955, 0.012, 0.012, 0.01, 0.008, 0.003]
    )
    politics = rng.choice(["13", "01", "03"], count, p=[0.68, 0.2, 0.12])
    schooling = rng.choice(
        ["70", "60", "41", "30", "20", "14"], count, p=[0.28, 0.22, 0.14, 0.2, 0.14, 0.02]
    )
    has_phone = rng.random(count) > 0.012
    people = pl.DataFrame(
        {
            "id": np.arange(1, count + 1),
            "name": names,
            "number": numbers,
            "phone": pl.select(pl.when(pl.Series(has_phone)).then(phones(rng, count))).to_series(),
            "birth_on": pl.Series(born).cast(pl.Date),
            "sex": np.where(women, "2", "1"),
            "ethnicity": ethnicity,
            "political_status": politics,
            "education": schooling,
            "local": local,
            "rural": rng.random(count),
        }
    )
    keys = pl.DataFrame({"name": people["name"].unique()}).with_columns(
        pl.col("name").map_elements(_keys, return_dtype=pl.List(pl.String)).alias("keys")
    )
    return people.join(keys, on="name", how="left", maintain_order="left").with_columns(
        pl.col("keys").list.get(0).alias("name_py"),
        pl.col("keys").list.get(1).alias("name_py_initials"),
        pl.col("keys").list.get(2).alias("name_bigrams"),
        pl.format(
            "{}_{}",
            pl.when("local").then(pl.lit("local")).otherwise(pl.lit("other")),
            pl.when(pl.col("rural") < pl.when("local").then(0.35).otherwise(0.82))
            .then(pl.lit("rural"))
            .otherwise(pl.lit("urban")),
        ).alias("household_kind"),
    )


def _keys(name: str) -> list[str]:
    keys = name_keys(name)
    return [keys.py, keys.initials, "{" + ",".join(keys.bigrams) + "}"]


def _verify(plan: Plan, people: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Let exactly the planned number of members have confirmed their record online."""
    members = np.flatnonzero((people["state"] == "active").to_numpy())
    chosen = rng.choice(members, plan.scale.verified, replace=False)
    back = np.minimum((rng.beta(1.2, 1.6, len(chosen)) * 420).astype(np.int64), 800)
    days = np.zeros(people.height, dtype=np.int64)
    days[chosen] = (plan.on - _EPOCH).days - back
    verified = pl.select(pl.when(pl.Series(days) > 0).then(pl.Series(days))).to_series()
    return people.with_columns(
        verified.cast(pl.Int32).cast(pl.Date).alias("verified_on"),
        pl.when(verified.is_not_null())
        .then(pl.lit("self"))
        .otherwise(pl.lit(""))
        .alias("confidence"),
    )


def _days_since(plan: Plan, day: date) -> int:
    return (plan.on - day).days


def _memberships(
    plan: Plan, rows: pl.DataFrame, people: pl.DataFrame, born: np.ndarray, rng: np.random.Generator
) -> pl.DataFrame:
    count = rows.height
    age = {u.id: _days_since(plan, u.established_on) for u in plan.unions}
    county = {u.id: u.county_id for u in plan.unions}
    oldest = rows["union_id"].replace_strict(age, return_dtype=pl.Int64).to_numpy()
    grown = (np.datetime64(plan.on) - born.astype("datetime64[D]")).astype(np.int64) - 18 * 366
    room = np.maximum(np.minimum(oldest, grown), 1)
    since = np.maximum((room * rng.beta(1.1, 1.7, count)).astype(np.int64), 1)
    state = rows["state"].to_numpy()
    since = np.where(state == "pending", rng.integers(0, 12, count), since)
    joined = np.datetime64(plan.on) - since.astype("timedelta64[D]")
    ended = np.isin(state, ("left", "left_automatically", "deceased"))
    ends = joined + np.maximum((since * rng.random(count)), 1).astype("timedelta64[D]")
    rural = people["household_kind"].str.ends_with("rural").to_numpy()
    way = rng.choice(["applied", "collective", "online"], count, p=[0.34, 0.56, 0.10])
    return rows.select(
        pl.Series("id", np.arange(1, count + 1)),
        pl.Series("person_id", np.arange(1, count + 1)),
        "union_id",
        pl.col("union_id").replace_strict(county, return_dtype=pl.Int64).alias("county_id"),
        pl.when(pl.col("employer_id") > 0).then("employer_id").alias("employer_id"),
        people["name_py"],
        "state",
        pl.Series("joined_on", joined).cast(pl.Date),
        pl.Series("join_way", way),
        pl.Series("starts_on", joined).cast(pl.Date),
        pl.when(pl.Series(ended)).then(pl.Series(ends).cast(pl.Date)).alias("ends_before"),
        pl.col("state")
        .replace_strict(
            {"left": "left_employer", "left_automatically": "inactive", "deceased": "died"},
            default="",
        )
        .alias("end_reason"),
        pl.Series("migrant", rural & (rng.random(count) < 0.93)),
        pl.Series("dispatched", rng.random(count) < 0.045),
        "new_form_group",
        pl.when(pl.col("employer_id") > 0)
        .then(pl.lit("contract"))
        .otherwise(pl.lit("flexible"))
        .alias("employment_form"),
        pl.lit("").alias("post"),
        pl.lit("demo").alias("source"),
    )


def _with_history(
    plan: Plan, people: pl.DataFrame, memberships: pl.DataFrame, rng: np.random.Generator
) -> Population:
    """Add the transfers of the last year and the spans of retained memberships."""
    moved, old, transfers = _transfers(plan, memberships, rng)
    retained = memberships.filter(pl.col("state") == "retained")
    back = rng.integers(5, 900, retained.height)
    starts = np.datetime64(plan.on) - back.astype("timedelta64[D]")
    retentions = pl.DataFrame(
        {
            "id": np.arange(1, retained.height + 1),
            "membership_id": retained["id"],
            "reason": rng.choice(["retired", "laid_off"], retained.height, p=[0.8, 0.2]),
            "starts_on": pl.Series(starts).cast(pl.Date),
        }
    ).with_columns(pl.max_horizontal("starts_on", retained["starts_on"]).alias("starts_on"))
    deceased = memberships.filter(pl.col("state") == "deceased").select(
        pl.col("person_id").alias("id"), pl.col("ends_before").alias("deceased_on")
    )
    people = people.join(deceased, on="id", how="left", maintain_order="left")
    present, transfers = with_waiting(plan, moved, transfers)
    return Population(people, pl.concat([present, old]), retentions, transfers)


def _movers(
    plan: Plan, memberships: pl.DataFrame, rng: np.random.Generator
) -> tuple[np.ndarray, pl.DataFrame, np.ndarray]:
    """Return places and rows of members long enough on record to have moved, and from where."""
    members = np.flatnonzero((memberships["state"] == "active").to_numpy())
    count = max(4, int(len(members) * 0.006))
    chosen = np.sort(rng.choice(members, count, replace=False))
    picked = memberships[chosen]
    old_enough = (pl.lit(plan.on) - pl.col("joined_on")).dt.total_days() > 500
    keep = picked.select(old_enough).to_series().to_numpy()
    chosen, picked = chosen[keep], picked.filter(pl.Series(keep))
    origin = memberships["union_id"].to_numpy()[rng.choice(members, len(chosen))]
    differs = origin != picked["union_id"].to_numpy()
    chosen, picked, origin = chosen[differs], picked.filter(pl.Series(differs)), origin[differs]
    return chosen, picked, origin


def _transfers(
    plan: Plan, memberships: pl.DataFrame, rng: np.random.Generator
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Let some members have come from another union this year: the old row ends as the new begins."""
    chosen, picked, origin = _movers(plan, memberships, rng)
    days = np.datetime64(plan.on) - rng.integers(3, 360, len(chosen)).astype("timedelta64[D]")
    moved_on = pl.Series("moved_on", days).cast(pl.Date)
    county = {u.id: u.county_id for u in plan.unions}
    old = picked.with_columns(
        pl.Series("id", np.arange(memberships.height + 1, memberships.height + 1 + len(chosen))),
        pl.Series("union_id", origin, dtype=pl.Int64),
        pl.Series("county_id", [county[int(u)] for u in origin], dtype=pl.Int64),
        pl.lit(None, dtype=pl.Int64).alias("employer_id"),
        pl.lit("transferred").alias("state"),
        moved_on.alias("ends_before"),
        pl.lit("transferred").alias("end_reason"),
    )
    starts = memberships["starts_on"].to_list()
    ways = memberships["join_way"].to_list()
    for place, day in zip(chosen, moved_on, strict=True):
        starts[int(place)], ways[int(place)] = day, "transferred"
    moved = memberships.with_columns(
        pl.Series("starts_on", starts, dtype=pl.Date), pl.Series("join_way", ways)
    )
    transfers = pl.DataFrame(
        {
            "id": np.arange(1, len(chosen) + 1),
            "person_id": picked["person_id"],
            "from_membership_id": old["id"],
            "to_membership_id": picked["id"],
            "from_union_id": old["union_id"],
            "to_union_id": picked["union_id"],
            "to_employer_id": picked["employer_id"],
            "state": ["completed"] * len(chosen),
            "asked_at": [f"{d.isoformat()} 10:00+08" for d in moved_on],
            "accepted_at": [f"{d.isoformat()} 10:05+08" for d in moved_on],
            "settled_at": [f"{d.isoformat()} 10:10+08" for d in moved_on],
            "objection": [""] * len(chosen),
            "decision": [""] * len(chosen),
        }
    )
    return moved, old, transfers
