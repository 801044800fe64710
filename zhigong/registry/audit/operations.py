"""Writing and sealing the audit."""

import json
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.base.crypto import digest, mac
from zhigong.base.listing import ListSpec
from zhigong.base.models import Setting
from zhigong.base.operations import Act, Line, act, operation
from zhigong.registry.audit.models import Block, Entry
from zhigong.registry.audit.queries import (
    READ,
    VERIFICATION,
    Step,
    Verification,
    block_fields,
    entries_between,
    entry_fields,
    no_step,
    verify,
)
from zhigong.registry.audit.rules import EMPTY_ROOT, canonical, root_of

SEAL_LOCK = 0x5A47_0001


def write_entries(records: Sequence[Act]) -> None:
    """Write the entries of operations, in their own transaction."""
    at = clock.now()
    _write([_entry(record, line, at) for record in records for line in record.lines])


def record_reading(
    *, actor: Actor, target: Model, fields: tuple[str, ...], reason: str, union_id: int | None
) -> None:
    """Record that masked fields of a row were opened in clear.

    :param fields: names of the fields, never their values.
    """
    record = Act(verb=READ, actor=actor, reason=reason)
    record.on(target, node_id=union_id, fields=sorted(fields))
    with transaction.atomic():
        write_entries([record])


def record_export(actor: Actor, spec: ListSpec, row_count: int, query: str) -> None:
    """Record that a list was saved as a workbook.

    The query may hold a name or a number that was searched for: only its digest is kept.
    """
    record = Act(verb="audit.export_list", actor=actor)
    record.bulk(
        f"list.{spec.code}",
        count=row_count,
        digest=digest(query.encode()),
        node_id=actor.home_id,
        title=str(spec.title),
    )
    with transaction.atomic():
        write_entries([record])


def _entry(record: Act, line: Line, at: datetime) -> dict[str, Any]:
    return {
        "at": at,
        # Of a machine its key is kept: the kind beside it says which of the two the number means.
        "actor_id": record.actor.user_id or record.actor.machine_id,
        "actor_kind": record.actor.kind,
        "steward_for": record.actor.steward_for,
        "verb": record.verb,
        "object_kind": line.object_kind,
        "object_id": line.object_id,
        "union_id": line.node_id,
        "reason": record.reason[:400],
        "detail": json.loads(canonical(line.codes)),
        "row_count": line.rows,
        "rows_digest": line.digest,
    }


def _write(entries: list[dict[str, Any]]) -> None:
    """Insert entries with their ids and transaction already inside the keyed digest."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_current_xact_id()::text::bigint,"
            " array(SELECT nextval(pg_get_serial_sequence('audit_entry', 'id'))"
            " FROM generate_series(1, %s))",
            [len(entries)],
        )
        txid, ids = cursor.fetchone()
    rows = []
    for number, fields in zip(ids, entries, strict=True):
        row = Entry(id=number, txid=txid, **fields)
        row.mac = mac(canonical(entry_fields(row)))
        rows.append(row)
    Entry.objects.bulk_create(rows)


def seal() -> Block | None:
    """Seal every final entry that is not sealed yet; return the new block, if there was any.

    Entries of transactions below the snapshot's horizon are final: no transaction still running
    can add one there. One sealer at a time.
    """
    block = _seal_final()
    if block is not None:
        # Only once the block is committed: a head that is ahead of the table reads as a cut tail.
        # Killed in between, the head is behind, which the next block mends.
        keep_head(block)
    return block


@transaction.atomic
def _seal_final() -> Block | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEAL_LOCK])
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        (horizon,) = cursor.fetchone()
    last = Block.objects.order_by("number").last()
    first = last.before_txid if last else 0
    entries = list(entries_between(first, horizon)) if horizon > first else []
    if not entries:
        return None
    block = Block(
        number=last.number + 1 if last else 1,
        first_txid=first,
        before_txid=horizon,
        entries=len(entries),
        root=root_of((bytes(e.mac) for e in entries), digest=digest),
        previous_root=bytes(last.root) if last else EMPTY_ROOT,
        sealed_at=clock.now(),
    )
    block.mac = mac(canonical(block_fields(block)))
    block.save(force_insert=True)
    return block


def verify_all(*, actor: Actor, step: Step = no_step, seals: bool = True) -> Verification:
    """Verify the whole audit, leave an entry of what was found, and seal what is final.

    A broken audit is not sealed on: what is wrong stays as it was found.

    :param step: called once for every entry checked.
    """
    found = verify(head=head_path(), step=step)
    _record_verification(actor=actor, found=found)
    if found.ok and seals:
        seal()
    return found


@operation("audit.verify")
def _record_verification(*, actor: Actor, found: Verification) -> None:
    last = Block.objects.order_by("number").last()
    act().bulk(
        VERIFICATION,
        count=found.checked,
        digest=bytes(last.root) if last else EMPTY_ROOT,
        node_id=actor.home_id,
        ok=found.ok,
        unsealed=found.unsealed,
        first_bad=found.first_bad,
    )


def head_path() -> Path:
    """Return the file outside the database that remembers the newest block."""
    return Path(settings.ZHIGONG.state_dir) / f"audit-head-{installation()}.json"


def installation() -> str:
    """Return the random name of this database, made once.

    A new database beside an old head is not a cut tail; a database restored from a backup is the
    same installation, and a tail lost by restoring is reported.
    """
    row, _ = Setting.objects.get_or_create(
        key="installation", defaults={"value": uuid4().hex, "starts_on": clock.today()}
    )
    return str(row.value)


def keep_head(block: Block) -> None:
    """Remember the newest block outside the database, so that a cut tail is noticed."""
    path = head_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    fields: dict[str, Any] = {"number": block.number, "root": bytes(block.root).hex()}
    fields["mac"] = mac(canonical(fields)).hex()
    part = path.with_suffix(".part")
    part.write_text(json.dumps(fields))
    os.replace(part, path)
