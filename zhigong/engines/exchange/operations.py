"""Every write of exchange: batches, what was found of their rows, and how far they are written."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils.translation import gettext as _

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.base.crypto import encrypt, new_data_key, unwrap, wrap
from zhigong.base.errors import UserError
from zhigong.base.operations import act, operation
from zhigong.engines.exchange import container, queries, storage
from zhigong.engines.exchange.models import (
    BatchState,
    ExternalNumber,
    ImportBatch,
    ImportChunk,
    ImportRow,
)
from zhigong.kernel.text import N_

COPY_BUFFER_ROWS = 50_000
NULL = "\\N"  # as COPY reads it


class BatchIsOver(UserError):
    """The batch was committed or rolled back already."""

    code = "batch_is_over"
    text = N_("这个批次已经导入或撤回，不能再改。如需更正，请重新上传文件。")
    status = 409


class RowOutcome(NamedTuple):
    """What was found of one row."""

    row: int
    action: str
    findings: Sequence[str]
    group: int | None = None


def keep_upload(
    *, chunks: Iterable[bytes], file_name: str, is_looked_at: bool = False
) -> tuple[UUID, str, int, str]:
    """Write an upload to its batch's folder and look at it before anything is recorded.

    Return the new batch's id, the kept file's name, its size and SHA-256.

    :param is_looked_at: the caller has opened this very file as a workbook, so that unfolding it a
        second time would find nothing new.

    :raises FileRefused: the file cannot be used; nothing is kept.
    """
    batch_id, limits = uuid4(), queries.limits()
    suffix = Path(file_name).suffix.lower()[:8]
    try:
        with storage.keep(batch_id, chunks, suffix=suffix, limit=limits.size) as kept:
            if not is_looked_at:
                container.inspect(kept.clear, limits=limits, name=file_name)
    except UserError:
        storage.drop(batch_id)
        raise
    return batch_id, kept.name, kept.size, kept.sha256


@operation("exchange.open_batch")
def open_batch(
    *,
    actor: Actor,
    kind: str,
    union_id: int,
    file_name: str,
    upload: tuple[UUID, str, int, str],
    mode: str = "incremental",
    business_date: date,
    options: Mapping[str, Any] | None = None,
) -> ImportBatch:
    """Record a batch for a kept upload.

    :param upload: what ``keep_upload`` returned.
    """
    batch_id, document, size, sha256 = upload
    batch = ImportBatch.objects.create(
        id=batch_id,
        kind=kind,
        union_id=union_id,
        mode=mode,
        file_name=file_name[:200],
        document=document,
        size=size,
        sha256=sha256,
        options=dict(options or {}),
        business_date=business_date,
        data_key=wrap(new_data_key()),
        created_by=actor.user_id,
        created_by_name=_name_of(actor),
        created_at=clock.now(),
    )
    act().on(batch, node_id=union_id, kind=kind, mode=mode, sha256=sha256)
    return batch


def _name_of(actor: Actor) -> str:
    """Return who hands a file in, and that it is for a union in her care when it is."""
    if actor.steward_for is None:
        return actor.name[:60]
    return _("由{name}代录").format(name=actor.name)[:60]


def save_mapping(
    *, batch: ImportBatch, sheet: str, header_row: int, mapping: Mapping[str, int]
) -> None:
    """Keep how the table is to be read; a draft, so that nothing chosen is lost.

    :raises BatchIsOver: it was written already.
    """
    _require_open(batch)
    batch.sheet, batch.header_row, batch.mapping = sheet[:100], header_row, dict(mapping)
    batch.state = BatchState.MAPPED
    batch.checked_at = None
    batch.save(update_fields=["sheet", "header_row", "mapping", "state", "checked_at"])


def save_choices(*, batch: ImportBatch, choices: Mapping[str, Any]) -> None:
    """Keep what was decided once for each name the file uses.

    :raises BatchIsOver: it was written already.
    """
    _require_open(batch)
    batch.choices = dict(choices)
    batch.save(update_fields=["choices"])


def save_options(*, batch: ImportBatch, **options: Any) -> None:
    """Keep further settings of the batch.

    :raises BatchIsOver: it was written already.
    """
    _require_open(batch)
    batch.options = batch.options | options
    batch.save(update_fields=["options"])


def forget_check(*, batch: ImportBatch) -> None:
    """Say that what was found is out of date, because the reading or a name changed.

    :raises BatchIsOver: it was written already.
    """
    _require_open(batch)
    batch.state, batch.checked_at = BatchState.MAPPED, None
    batch.save(update_fields=["state", "checked_at"])


def record_check(
    *, batch: ImportBatch, outcomes: Sequence[RowOutcome], totals: Mapping[str, Any]
) -> None:
    """Replace what was found of the rows; one transaction.

    :raises BatchIsOver: it was written already.
    """
    _require_open(batch)
    with transaction.atomic():
        _replace_rows(batch, outcomes)
        batch.totals = dict(totals)
        batch.row_count = len(outcomes)
        batch.committed_rows = 0
        batch.state, batch.checked_at = BatchState.CHECKED, clock.now()
        batch.save(update_fields=["totals", "row_count", "committed_rows", "state", "checked_at"])


def record_values(
    *, batch: ImportBatch, rows: Sequence[int], columns: Mapping[str, Sequence[str]]
) -> None:
    """Keep what the wizard shows of the rows, encrypted, in chunks of ``queries.CHUNK_ROWS``."""
    key = unwrap(bytes(batch.data_key or b""))
    fields, size = list(columns), queries.CHUNK_ROWS
    chunks = []
    for start in range(0, len(rows), size):
        part = list(rows[start : start + size])
        cells = [columns[name][start : start + size] for name in fields]
        content = {"fields": fields, "rows": part, "values": list(zip(*cells, strict=True))}
        cipher = encrypt(key, json.dumps(content, ensure_ascii=False))
        chunks.append(ImportChunk(batch=batch, first_row=part[0], last_row=part[-1], cipher=cipher))
    with transaction.atomic():
        ImportChunk.objects.filter(batch=batch).delete()
        ImportChunk.objects.bulk_create(chunks, batch_size=200)


def mark_job(*, batch: ImportBatch, job_id: UUID) -> None:
    """Say which job works on the batch."""
    mine = ImportBatch.objects.trusted("the batch came through its door")
    mine.filter(id=batch.id).update(job_id=job_id)


def mark_committing(*, batch: ImportBatch, job_id: UUID | None, row_count: int) -> None:
    """Say that rows are being written.

    :raises BatchIsOver: they were written already.
    """
    _require_open(batch)
    batch.state, batch.job_id, batch.row_count = BatchState.COMMITTING, job_id, row_count
    batch.save(update_fields=["state", "job_id", "row_count"])


def mark_progress(*, batch: ImportBatch, committed_rows: int) -> None:
    """Say how many rows are written; called after each committed part."""
    batch.committed_rows = committed_rows
    batch.save(update_fields=["committed_rows"])


def mark_failed(*, batch: ImportBatch) -> None:
    """Say that writing stopped; what is written stays, and writing can go on."""
    mine = ImportBatch.objects.trusted("the batch came through its door")
    mine.filter(id=batch.id, state=BatchState.COMMITTING).update(state=BatchState.FAILED)


@operation("exchange.commit_batch")
def mark_committed(
    *,
    actor: Actor,
    batch: ImportBatch,
    outcomes: Sequence[RowOutcome],
    totals: Mapping[str, Any],
) -> None:
    """Keep the outcome of every row and close the batch."""
    _replace_rows(batch, outcomes)
    batch.totals, batch.row_count = dict(totals), len(outcomes)
    batch.committed_rows = len(outcomes)
    batch.state, batch.committed_at = BatchState.COMMITTED, clock.now()
    batch.save()
    act().on(batch, node_id=batch.union_id, **dict(totals.get("actions", {})))


@operation("exchange.roll_back_batch")
def mark_rolled_back(*, actor: Actor, batch: ImportBatch, reason: str, undone: int) -> None:
    """Say that what the batch wrote was taken back as far as it could be."""
    batch.state, batch.rolled_back_at = BatchState.ROLLED_BACK, clock.now()
    batch.save(update_fields=["state", "rolled_back_at"])
    act().on(batch, node_id=batch.union_id, undone=undone)


def keep_result(*, batch: ImportBatch, name: str) -> None:
    """Say where the result workbook lies."""
    batch.result = name
    batch.save(update_fields=["result"])


@operation("exchange.discard_batch")
def discard_batch(*, actor: Actor, batch: ImportBatch) -> None:
    """Throw away a batch nothing was written of, and its file.

    :raises BatchIsOver: rows were written.
    """
    if batch.is_over or batch.committed_rows:
        raise BatchIsOver
    act().on(batch, node_id=batch.union_id)
    batch_id = batch.id
    batch.delete()
    storage.drop(batch_id)


def _require_open(batch: ImportBatch) -> None:
    if batch.is_over:
        raise BatchIsOver


def _replace_rows(batch: ImportBatch, outcomes: Sequence[RowOutcome]) -> None:
    """Write the rows by COPY: a hundred thousand in half a second."""
    ImportRow.objects.filter(batch=batch).delete()
    table = ImportRow._meta.db_table
    sql = f'COPY {table} (batch_id, row, action, findings, "group") FROM STDIN'
    with (
        connection.cursor() as cursor,
        cursor.copy(sql) as copy,
    ):
        for part in _copied(batch.id, outcomes):
            copy.write(part)


def _copied(batch_id: UUID, outcomes: Sequence[RowOutcome]) -> Iterator[bytes]:
    for start in range(0, len(outcomes), COPY_BUFFER_ROWS):
        yield "".join(
            f"{batch_id}\t{row}\t{action}\t{{{','.join(findings)}}}\t"
            f"{NULL if group is None else group}\n"
            for row, action, findings, group in outcomes[start : start + COPY_BUFFER_ROWS]
        ).encode()


def keep_numbers(*, system: str, subject: str, numbers: Mapping[int, str]) -> int:
    """Keep the numbers a superior system gave; return how many are new or changed.

    :param numbers: our id -> their number.
    """
    known = queries.numbers_of(system=system, subject=subject, object_ids=numbers)
    fresh = [
        ExternalNumber(system=system, subject=subject, object_id=pk, number=number[:60])
        for pk, number in numbers.items()
        if number and known.get(pk) != number[:60]
    ]
    ExternalNumber.objects.bulk_create(
        fresh,
        batch_size=5_000,
        update_conflicts=True,
        unique_fields=["system", "subject", "object_id"],
        update_fields=["number"],
    )
    return len(fresh)


def drop_upload(upload_id: UUID) -> None:
    """Remove an upload that is no batch; nothing there is no error."""
    storage.drop(upload_id)


def drop_old_files(*, before: datetime) -> int:
    """Remove source and result files of batches from before; the batches themselves stay.

    Return how many batches lost their files, a thousand at most: the caller asks again.
    """
    old = (
        ImportBatch.objects.trusted("housekeeping, no figures")
        .filter(created_at__lt=before)
        .exclude(document="")
    )
    ids = list(old.values_list("id", flat=True)[:1_000])
    for batch_id in ids:
        storage.drop(batch_id)
    ImportChunk.objects.filter(batch_id__in=ids).delete()
    mine = ImportBatch.objects.trusted("housekeeping, no figures").filter(id__in=ids)
    mine.update(document="", result="")
    return len(ids)


def drop_old_reports(*, before: datetime) -> int:
    """Remove reports and uploads from before that belong to no batch; return how many."""
    old = storage.older_than(before.timestamp())
    batches = ImportBatch.objects.trusted("housekeeping, no figures").filter(id__in=old)
    theirs = set(batches.exclude(document="").values_list("id", flat=True))
    loose = [one for one in old if one not in theirs]
    for one in loose:
        storage.drop(one)
    return len(loose)
