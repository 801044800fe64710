"""Enrol many people at once, in batches that are each one transaction and can be resumed.

The set-based twin of ``register_person``, ``change_person`` and ``open_membership``: a test holds
the end states together.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection, transaction

from zhigong.base.actor import Actor
from zhigong.base.crypto import digest
from zhigong.base.events import publish
from zhigong.base.operations import act, operation
from zhigong.kernel.later import later
from zhigong.registry.people.contract import TransferState
from zhigong.registry.people.events import MembershipsChanged, PeopleChanged, TransferMoved
from zhigong.registry.people.models import EnrolledBatch
from zhigong.registry.people.operations.access import OutsideScope

if TYPE_CHECKING:
    import polars

    from zhigong.registry.people.operations import concealing, staging
    from zhigong.registry.people.operations.concealing import Part
else:
    polars = later("polars")
    concealing = later("zhigong.registry.people.operations.concealing")
    staging = later("zhigong.registry.people.operations.staging")

log = logging.getLogger(__name__)

BATCH_ROWS = 20_000
ACTIONS = ("new", "update", "unchanged", "transfer", "duplicate", "refuse")
_LOCK = 7_305_001  # one batch enrols at a time, so that two imports never race for one person

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class EnrolResult:
    """What happened, or would happen, with each row.

    :param rows: columns ``row``, ``action`` (one of ``ACTIONS``) and ``held_union_id``: the union
        the person belongs to already, where that is another one.
    """

    rows: polars.DataFrame

    @property
    def counts(self) -> dict[str, int]:
        """Number of rows by action, zeros included."""
        found = Counter(self.rows["action"].to_list())
        return {action: found[action] for action in ACTIONS}


def classify_rows(*, rows: polars.DataFrame) -> EnrolResult:
    """Say what ``enrol_rows`` would do with each row; nothing recorded is changed.

    :param rows: see ``staging.ROW_SCHEMA``.
    """
    with transaction.atomic():
        staging.stage(concealing.part_of(staging.prepared(rows)))
        return EnrolResult(staging.plan(is_dry=True))


def _batches(rows: polars.DataFrame, size: int) -> Iterator[tuple[int, polars.DataFrame]]:
    for number, start in enumerate(range(0, rows.height, size)):
        yield number, rows.slice(start, size)


def enrol_rows(
    *,
    rows: polars.DataFrame,
    batch_id: UUID,
    actor: Actor,
    at: datetime,
    source: str = "",
    batch_rows: int = BATCH_ROWS,
    on_progress: Progress | None = None,
) -> EnrolResult:
    """Record the rows of a roster: new people, changed particulars, offers of transfer.

    Each batch of ``batch_rows`` rows is one transaction with one audit entry and one event; calling
    again with the same ``batch_id``, rows and size after an interruption goes on where it stopped.

    :param rows: see ``staging.ROW_SCHEMA``; sorted and cut in the order given.
    :param source: where the rows come from, kept at each new membership.
    :param on_progress: told rows done and rows in all, after each committed batch.
    :raises OutsideScope: a row of the batch names a union the actor may not enrol for.
    """
    ready = staging.prepared(rows)
    done = {one.number: one for one in EnrolledBatch.objects.filter(batch_id=batch_id)}
    batches = list(_batches(ready, batch_rows))
    fresh = concealing.parts_ahead(
        (part for number, part in batches if number not in done), staging.known_blinds
    )
    results = []
    for number, rows_of_batch in batches:
        if number in done:
            results.append(_recalled(rows_of_batch, done[number]))
        else:
            results.append(
                _enrol_batch(
                    part=next(fresh), batch_id=batch_id, number=number, actor=actor, at=at,
                    source=source,
                )
            )  # fmt: skip
        if on_progress is not None:
            on_progress(min((number + 1) * batch_rows, ready.height), ready.height)
    empty = polars.DataFrame(schema=staging.RESULT_SCHEMA)
    return EnrolResult(polars.concat([empty, *results]))


def _recalled(part: polars.DataFrame, known: EnrolledBatch) -> polars.DataFrame:
    actions = [ACTIONS[code] for code in known.actions]
    return polars.DataFrame(
        {"row": part["row"].sort(), "action": actions, "held_union_id": [None] * len(actions)},
        schema=staging.RESULT_SCHEMA,
    )


@operation("people.enrol_rows")
def _enrol_batch(
    *,
    part: Part,
    batch_id: UUID,
    number: int,
    actor: Actor,
    at: datetime,
    source: str,
) -> polars.DataFrame:
    """Record one batch in the transaction of the operation."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    staging.stage(part)
    _check_scope(actor)
    result = staging.plan()
    _write(part, EnrolResult(result).counts, actor=actor, at=at, source=source)
    summary = digest(result.select("row", "action").write_csv().encode())
    EnrolledBatch.objects.create(
        batch_id=batch_id,
        number=number,
        actions=[ACTIONS.index(action) for action in result["action"].to_list()],
        digest=summary,
        committed_at=at,
    )
    act().bulk(
        "people.membership",
        count=result.height,
        digest=summary,
        batch=str(batch_id),
        number=number,
        **EnrolResult(result).counts,
    )
    return result


def _check_scope(actor: Actor) -> None:
    scope = actor.scope("people.enrol")
    if scope.everything:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM (SELECT DISTINCT union_id FROM enrol_row) AS s"
            " LEFT JOIN unions_union AS u ON u.id = s.union_id"
            " WHERE u.id IS NULL OR NOT u.ancestors && %s::int[])",
            [sorted(scope.node_ids)],
        )
        if cursor.fetchone()[0]:
            raise OutsideScope


def _write(part: Part, counts: dict[str, int], *, actor: Actor, at: datetime, source: str) -> None:
    on: date = at.date()
    people = members = 0
    if counts["new"] or counts["update"]:
        staging.stage_secrets(part)
    if counts["new"]:
        staging.insert_people()
    if staging.has_changed_people():
        people = staging.update_people()
    if counts["update"]:
        members += staging.update_memberships(on=on)
    if counts["new"]:
        members += staging.insert_memberships(source=source, on=on)
    if counts["transfer"]:
        _tell_of_offers(staging.insert_offers(actor_id=actor.user_id, at=at), on)
    if members:
        earliest = part.rows["starts_on"].min()
        effective_on = min(on, earliest) if isinstance(earliest, date) else on
        publish(MembershipsChanged(staging.changed_union_ids(), effective_on, is_bulk=True))
    elif people:  # the event above names the same unions, and figures are counted once
        publish(PeopleChanged(staging.changed_union_ids(), on))


def _tell_of_offers(offers: Sequence[tuple[int, int, int]], on: date) -> None:
    """Tell the unions concerned, all at once: a roster may move members between hundreds."""
    if offers:
        unions = frozenset(union for _pk, old, new in offers for union in (old, new))
        publish(TransferMoved(offers[0][0], TransferState.OFFERED.value, unions, on))
