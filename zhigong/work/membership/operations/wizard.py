"""The steps of an import at the desk: upload, reading, check, names, commit, result."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.engines.exchange import operations as exchange
from zhigong.engines.exchange import queries as exchange_queries
from zhigong.engines.exchange.queries import Note, Table
from zhigong.kernel.phone import mask_phone
from zhigong.kernel.resident_id import mask_id
from zhigong.registry.unions import operations as unions
from zhigong.registry.unions import queries as union_queries
from zhigong.work.membership.operations import committing, reconciling, registers
from zhigong.work.membership.operations.checking import Examined, classify, examine_roster

ROSTER, EMPLOYERS = "roster", "employers"
ACTION_TITLES = {
    "new": "新增", "update": "更新", "transfer": "会籍接转", "unchanged": "无变化",
    "duplicate": "重复，未导入", "refuse": "未导入",
}  # fmt: skip
Progress = Callable[[int, int], None]


def receive(
    *,
    actor: Actor,
    kind: str,
    union: Any,
    file_name: str,
    chunks: Iterable[bytes],
    mode: str = "incremental",
    options: Mapping[str, Any] | None = None,
) -> Any:
    """Take an upload, look at it, and open its batch with what was recognised.

    :raises FileRefused: the file cannot be used; nothing is kept.
    """
    upload = exchange.keep_upload(chunks=chunks, file_name=file_name)
    batch = exchange.open_batch(
        actor=actor,
        kind=kind,
        union_id=union.pk,
        file_name=file_name,
        upload=upload,
        mode=mode,
        business_date=clock.today(),
        options=options,
    )
    try:
        table = read_table(batch=batch)
    except Exception:
        exchange.discard_batch(actor=actor, batch=batch)
        raise
    exchange.save_mapping(
        batch=batch, sheet=table.sheet, header_row=table.header_row, mapping=table.mapping
    )
    return batch


def read_table(
    *,
    batch: Any,
    sheet: str | None = None,
    header_row: int | None = None,
    mapping: Mapping[str, int] | None = None,
) -> Table:
    """Return the batch's table as chosen so far, or as recognised, for showing and correcting.

    :raises FileRefused: the sheet or header cannot be used.
    """
    kind = exchange_queries.import_kind(batch.kind)
    with exchange_queries.open_source(batch) as workbook:
        return exchange_queries.find_table(
            workbook,
            kind.fields,
            title=kind.title,
            sheet=sheet,
            header_row=header_row,
            mapping=mapping,
            is_strict=False,
        )


def reading_of(batch: Any) -> dict[str, Any]:
    """Return how the batch's table is to be read: fields without a column are read nowhere."""
    kind = exchange_queries.import_kind(batch.kind)
    if not batch.sheet:
        return {}
    mapping = {one.code: batch.mapping.get(one.code, -1) for one in kind.fields}
    row = batch.header_row or None
    return {"sheet": batch.sheet, "header_row": row, "mapping": mapping}


def examine(*, batch: Any) -> Examined:
    """Read and check the batch's file as it was mapped and as its names were resolved."""
    with exchange_queries.source_of(batch) as path:
        return examine_roster(
            path=path,
            union=batch.union,
            today=batch.business_date,
            file_name=batch.file_name,
            reading=reading_of(batch),
            choices=batch.choices,
        )


def check_batch(*, batch: Any, on_progress: Progress | None = None) -> None:
    """Check every row of a batch and keep what was found; nothing else is written.

    :raises FileRefused: the file or the mapping cannot be used.
    """
    if batch.kind == EMPLOYERS:
        registers.check_register(batch=batch)
        return
    examined = examine(batch=batch)
    if on_progress is not None:
        on_progress(len(examined.rows) // 2, len(examined.rows))
    classify(examined)
    totals = committing.totals_of(examined)
    if batch.mode == committing.RECONCILE:
        totals["missing"] = len(reconciling.missing_ids(examined))
    exchange.record_check(batch=batch, outcomes=committing.outcomes_of(examined), totals=totals)
    exchange.record_values(batch=batch, rows=examined.rows, columns=shown_columns(examined))


def shown_columns(examined: Examined) -> dict[str, list[str]]:
    """Return what the wizard shows of each row; numbers are masked."""
    columns = examined.checked.columns
    return {
        "name": columns["name"],
        "id_number": [mask_id(number) for number in columns["id_number"]],
        "phone": [mask_phone(number) for number in columns["phone"]],
        "union": columns["union"],
        "employer": columns["employer"],
    }


def commit_batch(
    *, actor: Actor, batch: Any, job_id: UUID | None = None, on_progress: Progress | None = None
) -> None:
    """Write a checked batch; called again after an interruption it goes on.

    :raises BatchIsOver: it was written already.
    """
    try:
        if batch.kind == EMPLOYERS:
            registers.write_register(actor=actor, batch=batch, job_id=job_id)
        else:
            committing.write_roster(
                actor=actor,
                batch=batch,
                examined=examine(batch=batch),
                job_id=job_id,
                on_progress=on_progress,
            )
    except BaseException:
        exchange.mark_failed(batch=batch)
        raise


def resolve_names(
    *, actor: Actor, batch: Any, chosen: Mapping[str, int], names: Mapping[str, str]
) -> None:
    """Keep which unions the file's unknown names mean, and remember them for later files.

    :param chosen: name key -> union; keys left out are opened as 待核实 when the batch is written.
    :param names: name key -> the name as the file writes it.
    :raises Union.DoesNotExist: a chosen union does not lie below the batch's.
    """
    below = union_queries.below(union=batch.union)
    choices = dict(batch.choices)
    for key, union_id in chosen.items():
        union = below.get(pk=union_id)
        unions.remember_alias(actor=actor, union=union, name=names[key], within=batch.union)
        choices[key] = {"union": union_id}
    exchange.save_choices(batch=batch, choices=choices)


def write_result(*, batch: Any) -> None:
    """Write the officer's own workbook with 处理结果 and 问题说明 beside each row."""
    kind = exchange_queries.import_kind(batch.kind)
    name = "result.xlsx"
    with (
        exchange_queries.open_source(batch) as source,
        exchange_queries.result_to_write(batch, name) as target,
    ):
        exchange_queries.write_findings(
            source=source,
            sheet=batch.sheet or source.sheets[0],
            header_row=batch.header_row,
            notes=notes_of(batch, kind),
            target=target,
        )
    exchange.keep_result(batch=batch, name=name)


def notes_of(batch: Any, kind: Any) -> dict[int, Note]:
    """Return what is said beside each row of a result."""
    texts = {code: _sentence(kind, code) for code in batch.totals.get("findings", {})}
    columns = {
        code: column
        for code in texts
        if (column := batch.mapping.get(kind.findings.get(code, ("", "", ""))[2])) is not None
    }
    notes = {}
    rows = exchange_queries.rows_of(batch).values_list("row", "action", "findings")
    for row, action, findings in rows.iterator(chunk_size=5_000):
        is_bad = action in ("refuse", "duplicate")
        tone = "bad" if is_bad else "doubtful" if findings else "good"
        marked = tuple(columns[code] for code in findings if code in columns)
        text = "".join(texts.get(code, code) for code in findings)
        notes[row] = Note(_(ACTION_TITLES[action]), text, tone, marked)
    return notes


def _sentence(kind: Any, code: str) -> str:
    title, advice = kind.explain(code)
    return f"{title}：{advice}" if advice else f"{title}。"
