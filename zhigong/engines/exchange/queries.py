"""Every read of exchange that leaves the app; workbooks and tables are read through here."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from django.conf import settings
from django.db.models import Count, QuerySet

from zhigong.base.actor import Actor
from zhigong.base.crypto import decrypt, unwrap
from zhigong.engines.exchange import storage
from zhigong.engines.exchange.container import MEGABYTE, Limits
from zhigong.engines.exchange.contract import IMPORTS, Field, ImportKind
from zhigong.engines.exchange.errors import FileDropped, FileMissing
from zhigong.engines.exchange.formats import (
    FORMATS,
    Comparison,
    FormatFile,
    Problem,
    Translator,
    compare,
    load_format,
    read_format,
    write_format,
)
from zhigong.engines.exchange.models import (
    BatchState,
    ExternalNumber,
    ImportBatch,
    ImportChunk,
    ImportRow,
)
from zhigong.engines.exchange.recognise import Column, Table, find_table
from zhigong.engines.exchange.results import Note, write_findings, write_template
from zhigong.engines.exchange.workbook import Workbook, open_workbook, plain_text

__all__ = [
    "Column",
    "Comparison",
    "Field",
    "FormatFile",
    "Note",
    "Problem",
    "Table",
    "Translator",
    "Workbook",
    "compare",
    "find_table",
    "load_format",
    "open_source",
    "open_workbook",
    "plain_text",
    "read_format",
    "write_findings",
    "write_format",
    "write_template",
]

CHUNK_ROWS = 200
REPORT = "report.xlsx"
KEEP_DAYS = 180  # long enough to correct a quarter's roster, and the one before


def limits() -> Limits:
    """Return what an uploaded file may be at most, by the installation's settings."""
    size = getattr(settings, "IMPORT_MAX_MEGABYTES", 50) * MEGABYTE
    rows = getattr(settings, "IMPORT_MAX_ROWS", 200_000)
    return Limits(size=size, rows=rows)


def import_kind(code: str) -> ImportKind:
    """Return a kind of import.

    :raises KeyError: there is none of that code.
    """
    return IMPORTS.get(code)


def batches_for(*, actor: Actor, ability: str = "exchange.view") -> "QuerySet[ImportBatch]":
    """Return the batches of the unions over which the actor holds the ability, the newest first."""
    found = ImportBatch.objects.within(actor.scope(ability))
    return found.select_related("union").order_by("-created_at")


def get_batch_for(*, actor: Actor, batch_id: UUID, ability: str = "exchange.view") -> ImportBatch:
    """Return one batch.

    :raises ImportBatch.DoesNotExist: none of that id, or outside the actor's scope.
    """
    return batches_for(actor=actor, ability=ability).get(id=batch_id)


def unfinished_batch(*, kind: str, union_id: int, sha256: str) -> ImportBatch | None:
    """Return the last batch of the same file and union whose writing was interrupted."""
    interrupted = (BatchState.COMMITTING, BatchState.FAILED)
    found = ImportBatch.objects.trusted("the caller holds the union").filter(
        kind=kind, union_id=union_id, sha256=sha256, state__in=interrupted
    )
    last: ImportBatch | None = found.order_by("-created_at").first()
    return last


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, by which the same file is known again."""
    return storage.digest_of(path)


@contextmanager
def source_of(batch: ImportBatch) -> Iterator[Path]:
    """Give a path of the file as it was handed in, in clear until the block ends.

    :raises FileDropped: it was removed after its time.
    """
    if not batch.document:
        raise FileDropped(days=keep_days())
    with storage.readable(batch.id, batch.document) as path:
        yield path


def result_to_write(batch: ImportBatch, name: str) -> AbstractContextManager[Path]:
    """Give a path to write a file of the batch to; it is kept encrypted when the block ends."""
    return storage.writable(batch.id, name)


def open_result(batch: ImportBatch) -> BinaryIO:
    """Return the result workbook in clear, as an open file.

    :raises FileNotFoundError: it is not kept any longer.
    """
    return storage.opened(batch.id, batch.result)


@contextmanager
def open_source(batch: ImportBatch) -> Iterator[Workbook]:
    """Open the file of a batch until the block ends.

    :raises FileRefused: it cannot be used, or was removed after its time.
    """
    with (
        source_of(batch) as path,
        open_workbook(path, limits=limits(), name=batch.file_name) as workbook,
    ):
        yield workbook


def keep_days() -> int:
    """Return for how many days what was handed in and written back is kept."""
    return int(getattr(settings, "IMPORT_KEEP_DAYS", KEEP_DAYS))


def rows_of(
    batch: ImportBatch, *, action: str = "", finding: str = "", group: int | None = None
) -> "QuerySet[ImportRow]":
    """Return the rows of a batch in sheet order, filtered.

    :param finding: a code, or ``error``/``warning`` for any of that kind.
    """
    found = ImportRow.objects.filter(batch=batch).order_by("row")
    if action:
        found = found.filter(action=action)
    if group is not None:
        found = found.filter(group=group)
    if finding in ("error", "warning"):
        codes = [code for code in batch.totals.get("findings", {}) if code.startswith(finding)]
        return found.filter(findings__overlap=codes)
    return found.filter(findings__contains=[finding]) if finding else found


def counts_by_finding(batch: ImportBatch) -> dict[str, int]:
    """Return how many rows carry each finding."""
    counted: dict[str, int] = dict(batch.totals.get("findings", {}))
    return counted


def counts_by_action(batch: ImportBatch) -> dict[str, int]:
    """Return how many rows have each action."""
    rows = ImportRow.objects.filter(batch=batch).order_by().values_list("action")
    return dict(rows.annotate(number=Count("id")))


def shown_values(batch: ImportBatch, rows: Sequence[int]) -> dict[int, dict[str, str]]:
    """Return what the wizard shows of some rows: field -> text; only their chunks are opened."""
    if not rows or batch.data_key is None:
        return {}
    chunks = ImportChunk.objects.filter(
        batch=batch, first_row__lte=max(rows), last_row__gte=min(rows)
    )
    key = unwrap(bytes(batch.data_key))
    wanted, found = set(rows), {}
    for chunk in chunks:
        if not any(chunk.first_row <= row <= chunk.last_row for row in wanted):
            continue
        content: dict[str, Any] = json.loads(decrypt(key, bytes(chunk.cipher)))
        for row, values in zip(content["rows"], content["values"], strict=True):
            if row in wanted:
                found[row] = dict(zip(content["fields"], values, strict=True))
    return found


def numbers_of(*, system: str, subject: str, object_ids: Iterable[int]) -> dict[int, str]:
    """Return the numbers a superior system gave to some of our objects."""
    rows = ExternalNumber.objects.filter(
        system=system, subject=subject, object_id__in=list(object_ids)
    )
    return dict(rows.values_list("object_id", "number"))


def superior_formats() -> list[FormatFile]:
    """Return the formats of superior systems, in order."""
    return FORMATS.entries()


def superior_format(code: str) -> FormatFile:
    """Return one format.

    :raises KeyError: there is none of that code.
    """
    return FORMATS.get(code)


def report_to_write(job_id: UUID) -> AbstractContextManager[Path]:
    """Give a path a job writes its report to; it is kept encrypted when the block ends."""
    return storage.writable(job_id, REPORT)


def open_report(job_id: UUID) -> BinaryIO:
    """Return the report of a job in clear, as an open file.

    :raises FileNotFoundError: it was not written, or is not kept any longer.
    """
    return storage.opened(job_id, REPORT)


@contextmanager
def upload_of(upload_id: UUID) -> Iterator[Path]:
    """Give a path of the one file kept for an upload that is no batch, until the block ends.

    :raises FileMissing: it was dropped already.
    """
    name = storage.find(upload_id, "source*")
    if not name:
        raise FileMissing(name="")
    with storage.readable(upload_id, name) as path:
        yield path
