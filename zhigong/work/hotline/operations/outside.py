"""Take over tables of outside tickets and articles; write answers back in the outside's format."""

import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhigong.base.actor import Actor
from zhigong.base.crypto import digest, new_data_key, wrap
from zhigong.base.errors import UserError
from zhigong.base.fields import conceal
from zhigong.base.operations import act, operation
from zhigong.engines.cases.contract import Channel
from zhigong.engines.exchange import queries as exchange
from zhigong.work.hotline import queries
from zhigong.work.hotline.models import Article, OutsideFile
from zhigong.work.hotline.operations.knowledge import save_article
from zhigong.work.hotline.operations.taking import Call, take_call

if TYPE_CHECKING:
    from zhigong.registry.unions.models import Union

ARTICLE_DAYS = timedelta(days=365)


class TooManyOutside(UserError):
    """A table is taken over in one go."""

    code = "too_many_outside"
    text = "表格有{rows:,}行，一次最多{most:,}行，请分成几个文件。"


class TakenOver(UserError):
    """The table was taken over."""

    code = "taken_over"
    text = "这个文件已经导入，不必重复操作。"
    status = 409


class NothingNew(UserError):
    """No row of the table can be taken over."""

    code = "nothing_to_take_over"
    text = "没有可以导入的行，请按提示修改文件或列的对应关系。"


@operation("hotline.receive_table")
def receive_table(
    *,
    actor: Actor,
    at: datetime,
    union: "Union",
    subject: str,
    file_name: str,
    chunks: Iterable[bytes],
    system: str = "",
) -> OutsideFile:
    """Read a table and keep it encrypted until it is taken over; nothing else is written.

    :param subject: ``tickets`` or ``articles``.
    :raises FileRefused, HeaderNotFound, NoRows: the file cannot be used.
    :raises TooManyOutside: it has more rows than one go takes.
    """
    table, mapping = _read(subject, file_name, chunks)
    key = wrap(new_data_key())
    kept = OutsideFile.objects.create(
        union=union,
        subject=subject,
        system=system,
        file_name=file_name[:200],
        data_key=key,
        table_cipher=conceal(key, json.dumps(table, ensure_ascii=False)),
        mapping=mapping,
        rows=len(table["rows"]),
        created_at=at,
        created_by_id=actor.user_id,
    )
    act().on(kept, node_id=union.pk, rows=kept.rows)
    return kept


def _read(
    subject: str, file_name: str, chunks: Iterable[bytes]
) -> tuple[dict[str, Any], dict[str, int]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"table{Path(file_name).suffix.lower()[:8]}")
        with path.open("wb") as target:
            for chunk in chunks:
                target.write(chunk)
        with exchange.open_workbook(path, limits=exchange.limits(), name=file_name) as workbook:
            table = exchange.find_table(
                workbook,
                queries.FIELDS[subject],
                title=queries.TABLE_TITLES[subject],
                is_strict=False,
            )
            if len(table.data) > queries.MOST_ROWS:
                raise TooManyOutside(rows=len(table.data), most=queries.MOST_ROWS)
            found = {
                "titles": [column.title for column in table.columns],
                "rows": table.preview(len(table.data)),
                "numbers": table.row_numbers,
            }
            return found, dict(table.mapping)


@operation("hotline.map_table")
def map_table(*, actor: Actor, file: OutsideFile, mapping: Mapping[str, int]) -> OutsideFile:
    """Correct which column of a table holds what; a column below 0 means none.

    :raises TakenOver: it was taken over.
    """
    if file.taken_over_at is not None:
        raise TakenOver
    file.mapping = {code: place for code, place in mapping.items() if place >= 0}
    file.save(update_fields=["mapping"])
    act().on(file, node_id=file.union_id)
    return file


@operation("hotline.take_over_table")
def take_over_table(*, actor: Actor, at: datetime, file: OutsideFile) -> OutsideFile:
    """Open a ticket, or write an answer, for each row that can be; once.

    :raises TakenOver, NothingNew: as they say.
    """
    rows = OutsideFile.objects.trusted("the caller holds the file").select_for_update()
    file = rows.select_related("union").get(pk=file.pk)
    if file.taken_over_at is not None:
        raise TakenOver
    found = queries.table_rows(file)
    if all(row.action == "refuse" for row in found):
        raise NothingNew
    for row in found:
        if row.action in ("new", "update"):
            take = _take_ticket if file.subject == queries.TICKETS else _take_article
            take(row.clean, actor=actor, at=at, file=file)
    file.totals = dict(Counter(row.action for row in found))
    file.taken_over_at = at
    file.save(update_fields=["totals", "taken_over_at"])
    act().on(file, node_id=file.union_id, rows=file.rows)
    return file


def _take_ticket(
    clean: Mapping[str, Any], *, actor: Actor, at: datetime, file: OutsideFile
) -> None:
    take_outside(actor=actor, at=at, seat=file.union, system=file.system, said=clean)


def take_outside(
    *,
    actor: Actor,
    at: datetime,
    seat: "Union",
    system: str,
    said: Mapping[str, Any],
    key: Any = None,
) -> Any:
    """Open the ticket of an outside hotline; the same outside number gives the same ticket.

    :param said: the fields of ``OUTSIDE_FIELDS``, clean.
    """
    union = queries.accused_union_of(said["accused"])
    call = Call(
        **said,
        accused_union=union,
        external_system=system,
        channel=Channel.MACHINE,
    )
    return take_call(actor=actor, at=at, seat=seat, call=call, key=key)


def _take_article(
    clean: Mapping[str, Any], *, actor: Actor, at: datetime, file: OutsideFile
) -> None:
    values = dict(clean)
    review_on: date | None = values.pop("review_on")
    if review_on is None or review_on <= at.date():
        review_on = at.date() + ARTICLE_DAYS
    known = Article.objects.trusted("the union's own").filter(
        union=file.union, title=values["title"]
    )
    save_article(
        actor=actor,
        at=at,
        union=file.union,
        article=known.first(),
        review_on=review_on,
        owner=actor.name[:40],
        **values,
    )


@operation("hotline.export_answers")
def export_answers(*, actor: Actor, system: str, since: date, target: Path, remark: str) -> int:
    """Write how an outside hotline's tickets stand, in its own table; return how many.

    :param target: the workbook to write.
    :raises KeyError: there is no such format.
    """
    shape = queries.get_answer_format(system)
    records = list(queries.answers_for(actor=actor, system=system, since=since))
    count, _problems = exchange.write_format(
        translator=exchange.Translator(shape, {}), records=records, target=target, remark=remark
    )
    seal = digest("\n".join(record["external_number"] for record in records).encode())
    act().bulk("hotline.ticket", count=count, digest=seal, node_id=actor.home_id)
    return count
