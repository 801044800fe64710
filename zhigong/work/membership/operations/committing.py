"""Writing a roster: unknown unions and employers are opened, then rows in whole committed parts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.base.memory import collector_paused
from zhigong.engines.exchange import operations as exchange
from zhigong.engines.exchange import queries as exchange_queries
from zhigong.engines.exchange.operations import RowOutcome
from zhigong.registry.employers import operations as employers
from zhigong.registry.people import operations as people
from zhigong.registry.unions import operations as unions
from zhigong.registry.unions import queries as union_queries
from zhigong.work.membership.operations import checking, reconciling
from zhigong.work.membership.operations.checking import Examined, examine_roster
from zhigong.work.membership.rules import naming
from zhigong.work.membership.rules.naming import NOT_YET, Group

# Rows of one committed part: small enough to be seen moving. It must never change for a batch that
# was begun, because parts are told apart by their number.
PART_ROWS = 20_000
SOURCE_LENGTH = 60
RECONCILE = "reconcile"

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Committed:
    """What was written."""

    batch_id: UUID
    examined: Examined


def import_file(
    *,
    actor: Actor,
    path: Path,
    union: Any,
    today: date,
    mode: str = "incremental",
    on_progress: Progress | None = None,
) -> Committed:
    """Import a roster from a file in one go, as a command does.

    A batch of the same file that was interrupted is gone on with.

    :raises FileRefused: the file cannot be used; nothing is written.
    """
    examined = examine_roster(path=path, union=union, today=today)
    batch = exchange_queries.unfinished_batch(
        kind=checking.KIND, union_id=union.pk, sha256=exchange_queries.digest_of(path)
    )
    if batch is None:
        upload = exchange.keep_upload(chunks=_chunks(path), file_name=path.name, is_looked_at=True)
        batch = exchange.open_batch(
            actor=actor,
            kind=checking.KIND,
            union_id=union.pk,
            file_name=path.name,
            upload=upload,
            mode=mode,
            business_date=today,
        )
    write_roster(actor=actor, batch=batch, examined=examined, on_progress=on_progress)
    return Committed(batch.id, examined)


def _chunks(path: Path) -> Iterable[bytes]:
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            yield part


def write_roster(
    *,
    actor: Actor,
    batch: Any,
    examined: Examined,
    job_id: UUID | None = None,
    on_progress: Progress | None = None,
) -> None:
    """Write the rows of an examined roster; may be called again after an interruption.

    Unknown unions and employers are opened as 待核实 first, each once for its name.
    """
    with collector_paused():
        _write(actor=actor, batch=batch, examined=examined, job_id=job_id, on_progress=on_progress)


def _write(
    *,
    actor: Actor,
    batch: Any,
    examined: Examined,
    job_id: UUID | None,
    on_progress: Progress | None,
) -> None:
    open_unknown(actor=actor, examined=examined)
    places = examined.stored_places()
    exchange.mark_committing(batch=batch, job_id=job_id, row_count=len(examined.rows))

    def told(done: int, total: int) -> None:
        exchange.mark_progress(batch=batch, committed_rows=min(done, len(examined.rows)))
        if on_progress is not None:
            on_progress(done, total)

    outcome = people.enrol_rows(
        rows=examined.frame(places),
        batch_id=batch.id,
        actor=actor,
        at=clock.now(),
        source=source_of(batch),
        batch_rows=PART_ROWS,
        on_progress=told,
    )
    checking.take_over(examined, places, outcome.rows)
    if batch.mode == RECONCILE:
        reconciling.keep_missing(batch=batch, membership_ids=reconciling.missing_ids(examined))
    exchange.mark_committed(
        actor=actor,
        batch=batch,
        outcomes=outcomes_of(examined),
        totals=totals_of(examined),
    )


def source_of(batch: Any) -> str:
    """Return what a membership keeps of where it came from."""
    # The day here, not the day in Greenwich: a batch read again from the database is in UTC, and
    # before eight in the morning that is the day before.
    day = batch.created_at.astimezone(clock.ZONE)
    return f"会员花名册 {day:%Y-%m-%d} {str(batch.id)[:8]}"[:SOURCE_LENGTH]


def outcomes_of(examined: Examined) -> list[RowOutcome]:
    """Return what was found of every row, as a batch keeps it."""
    actions = examined.actions or ["refuse"] * len(examined.rows)
    unknown = {group.named.key: n for n, group in enumerate(checking.unknown_groups(examined))}
    group_numbers = [unknown.get(group.named.key) for group in examined.naming.groups]
    return [
        RowOutcome(
            row,
            actions[place],
            examined.checked.codes(place),
            group_numbers[examined.naming.group_of[place]],
        )
        for place, row in enumerate(examined.rows)
    ]


def totals_of(examined: Examined) -> dict[str, Any]:
    """Return the counts of a batch, and the names that are still unknown."""
    unknown = [
        {
            "key": group.named.key,
            "name": group.named.shown,
            "rows": group.rows,
            "outcome": group.outcome,
            "candidates": list(group.candidates),
            "employer": group.named.employer,
        }
        for group in checking.unknown_groups(examined)
    ]
    return examined.totals() | {
        "unknown_unions": unknown,
        "unknown_values": {
            name: dict(list(words.items())[:50])
            for name, words in examined.checked.unknown_values.items()
        },
    }


def open_unknown(*, actor: Actor, examined: Examined) -> None:
    """Open the unions and employers a roster names and nobody knows, as 待核实.

    Several spellings of one name (某公司工会, 某公司工会委员会) become one union.
    """
    stored = {examined.naming.group_of[place] for place in examined.stored_places()}
    groups = [examined.naming.groups[number] for number in sorted(stored)]
    opened: dict[str, int] = {}
    for group in groups:
        if group.outcome == "unknown" and group.union_id == NOT_YET:
            key = group.named.key
            if key not in opened:
                opened[key] = _open_union(actor=actor, union=examined.union, group=group).pk
            group.union_id = opened[key]
    _open_employers(actor=actor, examined=examined, groups=groups)


def _open_union(*, actor: Actor, union: Any, group: Group) -> Any:
    name = naming.name_of_new(group.named)
    return unions.open_union(
        actor=actor,
        name=name,
        kind=naming.kind_of_new(name, below_kind=union.kind),
        parent=union,
        verification="pending",
        credit_code=group.named.union_code,
    )


def _open_employers(*, actor: Actor, examined: Examined, groups: list[Group]) -> None:
    """Open each employer nobody knows, as 待核实, covered by the union its first row goes to."""
    opened: dict[str, int] = {}
    unknown = [g for g in groups if g.employer_id is None and g.named.employer]
    for group in sorted(unknown, key=lambda one: not one.named.has_sound_code):
        named = group.named
        if named.employer_key not in opened:
            number = _open_employer(actor=actor, examined=examined, group=group)
            opened[named.employer_key] = number
            opened.setdefault(named.employer_name_key, number)  # for rows with a mistyped code
        group.employer_id = opened[named.employer_key]


def _open_employer(*, actor: Actor, examined: Examined, group: Group) -> int:
    employer = employers.open_employer(
        actor=actor,
        name=group.named.employer,
        area_union=examined.union,
        source="roster",
        as_of=examined.today,
        credit_code=group.named.credit_code,
        verification="pending",
    )
    union = union_queries.below(union=examined.union).get(pk=group.union_id)
    employers.affiliate(actor=actor, employer=employer, union=union, on=examined.today)
    return int(employer.pk)
