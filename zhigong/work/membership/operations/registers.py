"""Registers of employers (企业名录): check, dry run, merge."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from zhigong.base.actor import SYSTEM, Actor
from zhigong.engines.exchange import operations as exchange
from zhigong.engines.exchange import queries as exchange_queries
from zhigong.engines.exchange.operations import RowOutcome
from zhigong.registry.employers import operations as employers
from zhigong.registry.employers.operations import RegisterOutcome, RegisterRow
from zhigong.registry.unions import queries as unions
from zhigong.work.membership.rules import register as rules
from zhigong.work.membership.rules.register import CheckedRegister

KIND = "employers"
SOURCES = {"market": "市场监管登记", "social_insurance": "社保参保数据", "tax": "税务数据"}
ACTIONS = ("new", "update", "unchanged", "duplicate", "refuse")


@dataclass(slots=True)
class ExaminedRegister:
    """A register read and checked."""

    table: Any
    checked: CheckedRegister
    union: Any
    actions: list[str] = field(default_factory=list)

    @property
    def rows(self) -> Sequence[int]:
        """The sheet's row numbers."""
        return self.checked.rows

    def places(self) -> list[int]:
        """Return the rows that can be written."""
        checked = self.checked
        return [
            place
            for place in range(len(self.rows))
            if not checked.is_refused(place) and not checked.is_duplicate(place)
        ]

    def totals(self) -> dict[str, Any]:
        """Return how many rows there are, by action and by finding."""
        found = Counter(code for codes in self.checked.findings.values() for code in codes)
        actions = Counter(self.actions)
        return {
            "rows": len(self.rows),
            "actions": {name: actions.get(name, 0) for name in ACTIONS},
            "findings": dict(sorted(found.items())),
            "skipped": dict(Counter(str(kind) for kind in self.table.skipped.values())),
        }


def examine_register(
    *, path: Path, union: Any, file_name: str = "", reading: dict[str, Any] | None = None
) -> ExaminedRegister:
    """Read and check a register of employers.

    :raises FileRefused: the file cannot be used.
    """
    kind = exchange_queries.import_kind(KIND)
    limits = exchange_queries.limits()
    with exchange_queries.open_workbook(path, limits=limits, name=file_name) as workbook:
        table = exchange_queries.find_table(
            workbook, kind.fields, title=kind.title, **(reading or {})
        )
    columns = {code: table.values(code) for code in table.mapping}
    table.forget_rows()
    checked = rules.check_register(columns, rows=table.row_numbers)
    return ExaminedRegister(table, checked, union)


def merge(
    *, actor: Actor, examined: ExaminedRegister, source: str, as_of: date, is_dry_run: bool
) -> None:
    """Merge the rows into the register of employers and say what became of each.

    :param is_dry_run: find out by doing it in a transaction that is taken back.
    """
    with transaction.atomic():
        places = examined.places()
        outcome = employers.merge_register_rows(
            actor=actor,
            rows=_register_rows(examined, places),
            source=source,
            as_of=as_of,
            below=examined.union,
        )
        if is_dry_run:
            transaction.set_rollback(True)
    _take_over(examined, set(places), outcome)


def _register_rows(examined: ExaminedRegister, places: Sequence[int]) -> list[RegisterRow]:
    records = [examined.checked.records[place] for place in places]
    areas = _areas({record["area"] for record in records}, examined.union)
    for place, record in zip(places, records, strict=True):
        if record["area"] and record["area"] not in areas:
            examined.checked.add(place, rules.AREA_UNKNOWN)
    return [
        RegisterRow(
            credit_code=record["credit_code"],
            name=record["name"],
            fields={k: v for k, v in record.items() if k not in ("credit_code", "name", "area")},
            area_union_id=areas.get(record["area"]),
        )
        for record in records
    ]


def _areas(words: set[str], union: Any) -> dict[str, int]:
    """Return the unions below one that the words of a list mean; unknown words are left out."""
    names = {word: rules.area_names(word) for word in words}
    keys = [("", name) for all_names in names.values() for name in all_names]
    found = unions.find_unions(keys=keys, below=union)
    meant: dict[str, int] = {}
    for word, all_names in names.items():
        ids = [found["", name].union_id for name in all_names]
        first = next((one for one in ids if one is not None), None)
        if first is not None:
            meant[word] = first
    return meant


def _take_over(examined: ExaminedRegister, written: set[int], outcome: RegisterOutcome) -> None:
    checked = examined.checked
    for place in range(len(examined.rows)):
        code = checked.records[place]["credit_code"]
        if place not in written:
            is_repeated = checked.is_duplicate(place) and not checked.is_refused(place)
            examined.actions.append("duplicate" if is_repeated else "refuse")
        elif code in outcome.outside:
            checked.add(place, rules.OUTSIDE_SCOPE)
            examined.actions.append("refuse")
        elif code in outcome.opened:
            examined.actions.append("new")
        else:
            examined.actions.append("update" if code in outcome.changed else "unchanged")


def import_register(
    *, actor: Actor, path: Path, union: Any, source: str, today: date, as_of: date | None = None
) -> ExaminedRegister:
    """Import a register from a file in one go, as a command does; one transaction.

    :raises FileRefused: the file cannot be used; nothing is written.
    """
    with path.open("rb") as file:
        chunks = iter(lambda: file.read(1 << 20), b"")
        upload = exchange.keep_upload(chunks=chunks, file_name=path.name)
    batch = exchange.open_batch(
        actor=actor,
        kind=KIND,
        union_id=union.pk,
        file_name=path.name,
        upload=upload,
        business_date=today,
        options={"source": source, "as_of": str(as_of or today)},
    )
    return write_register(actor=actor, batch=batch)


def check_register(*, batch: Any) -> None:
    """Check a batch, keep what was found and what would become of each row."""
    examined = _examined(batch)
    merge(actor=SYSTEM, examined=examined, is_dry_run=True, **_said(batch))
    exchange.record_check(batch=batch, outcomes=outcomes_of(examined), totals=examined.totals())
    names = ("name", "credit_code", "area", "workers", "status")
    shown = {
        name: [str(record.get(name, "")) for record in examined.checked.records] for name in names
    }
    exchange.record_values(batch=batch, rows=examined.rows, columns=shown)


def write_register(*, actor: Actor, batch: Any, job_id: UUID | None = None) -> ExaminedRegister:
    """Write a checked batch in one transaction."""
    examined = _examined(batch)
    exchange.mark_committing(batch=batch, job_id=job_id, row_count=len(examined.rows))
    with transaction.atomic():
        merge(actor=actor, examined=examined, is_dry_run=False, **_said(batch))
        exchange.mark_committed(
            actor=actor, batch=batch, outcomes=outcomes_of(examined), totals=examined.totals()
        )
    return examined


def _said(batch: Any) -> dict[str, Any]:
    as_of = batch.options.get("as_of")
    return {
        "source": batch.options.get("source", "market"),
        "as_of": date.fromisoformat(as_of) if as_of else batch.business_date,
    }


def _examined(batch: Any) -> ExaminedRegister:
    reading: dict[str, Any] = {}
    if batch.sheet:
        fields = exchange_queries.import_kind(KIND).fields
        mapping = {one.code: batch.mapping.get(one.code, -1) for one in fields}
        row = batch.header_row or None
        reading = {"sheet": batch.sheet, "header_row": row, "mapping": mapping}
    with exchange_queries.source_of(batch) as path:
        return examine_register(
            path=path, union=batch.union, file_name=batch.file_name, reading=reading
        )


def outcomes_of(examined: ExaminedRegister) -> list[RowOutcome]:
    """Return what was found of every row, as a batch keeps it."""
    return [
        RowOutcome(row, examined.actions[place], examined.checked.codes(place))
        for place, row in enumerate(examined.rows)
    ]
