"""Loading a plan: unions, employers, people, in the order of their foreign keys."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from multiprocessing import get_context

import django
import numpy as np
import polars as pl
from django.db import connection, transaction
from django.db.models import Model

from zhigong.base.crypto import digest
from zhigong.base.operations import act, operation
from zhigong.demo.copying import bare_tables, copy_frame, follow_ids, unreferring
from zhigong.demo.identities import conceal
from zhigong.demo.people import Population, populate
from zhigong.demo.plan import SEED, Plan, Planner
from zhigong.demo.records import Records, record
from zhigong.demo.scales import SCALES
from zhigong.registry.employers.models import Affiliation, Employer, HeadCount
from zhigong.registry.people.models import Membership, Officer, Person, Retention, Transfer
from zhigong.registry.unions.models import Committee, Declared, Position, Term, Union

Say = Callable[[str], object]
CHUNK = 200_000
MANY = 500_000
_TABLES: tuple[type[Model], ...] = (
    Union, Position, Committee, Term, Declared, Employer, Affiliation, HeadCount,
    Person, Membership, Retention, Transfer, Officer,
)  # fmt: skip
_PERSON_COLUMNS = (
    "id name name_py name_py_initials name_bigrams id_kind data_key id_cipher"
    " phone_cipher id_blind phone_blind birth_on sex ethnicity political_status education"
    " household_kind household_region skill_level verified_on confidence deceased_on"
).split()


def load(scale: str, on: date, say: Say) -> Plan:
    """Fill an empty database with a demo; ``say`` hears how far it is."""
    plan = Planner(SCALES[scale], on).build()
    rng = np.random.default_rng([SEED, 2])
    say(f"工会 {len(plan.unions)} 个，用人单位 {len(plan.employers)} 家")
    population = populate(plan, rng)
    records = record(plan, population, rng)
    say(f"职工 {population.people.height} 人")
    if population.people.height > MANY:
        with unreferring(*_TABLES), bare_tables(Person, Membership):
            _fill(plan, population, records, say, is_frozen=True)
    else:
        _fill(plan, population, records, say)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return plan


def _fill(
    plan: Plan, population: Population, records: Records, say: Say, *, is_frozen: bool = False
) -> None:
    # No savepoint: rows can be frozen only in the very transaction that emptied their table.
    with transaction.atomic(savepoint=False):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")
        _fill_registers(records)
        say("工会和用人单位已就绪")
        for done in _fill_people(population.people, is_frozen=is_frozen):
            say(f"职工 {done} 人已就绪")
        copy_frame(Membership, population.memberships, is_frozen=is_frozen)
        copy_frame(Retention, population.retentions)
        copy_frame(Transfer, population.transfers)
        copy_frame(Officer, records.officers)
        follow_ids(*_TABLES)
        _tell(plan, population)


def _fill_registers(records: Records) -> None:
    copy_frame(Union, records.unions)
    with connection.cursor() as cursor:
        # The triggers keep positions and paths for single unions; the plan brings its own.
        cursor.execute("DELETE FROM unions_position")
    copy_frame(Position, records.positions)
    copy_frame(Committee, records.committees)
    copy_frame(Term, records.terms)
    copy_frame(Declared, records.declared)
    copy_frame(Employer, records.employers)
    copy_frame(Affiliation, records.affiliations)
    copy_frame(HeadCount, records.headcounts)


def _chunks(people: pl.DataFrame) -> Iterator[pl.DataFrame]:
    for start in range(0, people.height, CHUNK):
        yield people.slice(start, CHUNK)


def _ciphers(pair: tuple[list[str], list[str | None]]) -> pl.DataFrame:
    return conceal(*pair)


def _fill_people(people: pl.DataFrame, *, is_frozen: bool) -> Iterator[int]:
    pairs = ((c["number"].to_list(), c["phone"].to_list()) for c in _chunks(people))
    if people.height <= CHUNK:
        yield _fill_chunk(people, _ciphers(next(pairs)), is_frozen=is_frozen)
        return
    done = 0
    # New processes, not copies of this one: a copy would end our connection when it closes its own.
    fresh = get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=fresh, initializer=django.setup) as pool:
        for chunk, ciphers in zip(_chunks(people), pool.map(_ciphers, pairs), strict=True):
            done += _fill_chunk(chunk, ciphers, is_frozen=is_frozen)
            yield done


def _fill_chunk(chunk: pl.DataFrame, ciphers: pl.DataFrame, *, is_frozen: bool) -> int:
    rows = pl.concat([chunk, ciphers], how="horizontal").with_columns(
        pl.lit("resident_id").alias("id_kind"),
        pl.lit("").alias("household_region"),
        pl.lit("").alias("skill_level"),
    )
    return copy_frame(Person, rows.select(_PERSON_COLUMNS), is_frozen=is_frozen)


@operation("demo.load")
def _record_load(*, kind: str, count: int, node_id: int, text: str) -> None:
    act().bulk(kind, count=count, digest=digest(text.encode()), node_id=node_id)


def _tell(plan: Plan, population: Population) -> None:
    """Leave one audit entry for each table, with the digest of what it was drawn from."""
    drawn = json.dumps([plan.scale.code, plan.on.isoformat(), SEED])
    root = plan.unions[0].id
    for kind, count in (
        ("unions.union", len(plan.unions)),
        ("employers.employer", len(plan.employers)),
        ("people.person", population.people.height),
        ("people.membership", population.memberships.height),
    ):
        _record_load(kind=kind, count=count, node_id=root, text=f"{kind} {drawn}")


def month_before(day: date) -> date:
    """Return the last day of the month before ``day``."""
    return day.replace(day=1) - timedelta(days=1)
