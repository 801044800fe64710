"""Reporting up (上报) in a superior system's table, and the list of differences with it (对账).

Identities may leave in clear, so each export and each comparison wants an ability and a reason, and
leaves one audit entry with the number and the digest of its rows.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhigong.base.actor import Actor
from zhigong.base.crypto import digest
from zhigong.base.errors import UserError
from zhigong.base.operations import act, operation
from zhigong.base.sheets import write_rows
from zhigong.engines.exchange import operations as exchange_operations
from zhigong.engines.exchange import queries as exchange
from zhigong.engines.exchange.queries import Comparison, Problem, Translator
from zhigong.kernel.phone import mask_phone
from zhigong.kernel.text import N_
from zhigong.registry.unions import queries as unions
from zhigong.work.membership.operations.reported import (
    KEY,
    OBJECT,
    SUBJECTS,
    Progress,
    Record,
    Subject,
)

ABILITY = "exchange.report_up"


class ReasonMissing(UserError):
    """An export of identities in clear wants a reason."""

    code = "reason_missing"
    text = N_("请填写导出原因，例如“2026年第四季度上报”。")


class FormatUnknown(UserError):
    """No format of that code."""

    code = "format_unknown"
    text = N_("没有这种上报口径，请重新选择。")


@dataclass(frozen=True, slots=True)
class Report:
    """What was exported."""

    rows: int
    problems: tuple[Problem, ...]
    unit: str


def translator_of(code: str) -> tuple[Translator, Subject]:
    """Return the translator of a superior format, and what its rows are.

    :raises FormatUnknown: there is none of that code.
    """
    try:
        shape = exchange.superior_format(code)
        subject = SUBJECTS[shape.subject]
        return Translator(shape, subject.tables()), subject
    except KeyError:
        raise FormatUnknown(field="format") from None


@operation("membership.report_up")
def report_up(
    *,
    actor: Actor,
    union_code: str,
    format_code: str,
    reason: str,
    target: Path,
    remark: str,
    on_progress: Progress | None = None,
) -> Report:
    """Write what a format is of (members, unions, employers), below a union, as its table.

    :raises ReasonMissing, FormatUnknown: as they say.
    :raises Union.DoesNotExist: outside the actor's scope.
    """
    union = _union(actor, union_code, reason)
    translator, subject = translator_of(format_code)
    records = subject.records(union, format_code, on_progress)
    count, problems = exchange.write_format(
        translator=translator, records=records, target=target, remark=remark
    )
    act().on(union, node_id=union.pk, format=format_code, rows=count)
    return Report(count, tuple(problems), subject.unit)


def _union(actor: Actor, code: str, reason: str) -> Any:
    if not reason.strip():
        raise ReasonMissing(field="reason")
    return unions.get_union_for(actor=actor, code=code, ability=ABILITY)


@operation("membership.compare_with_superior")
def compare_with_superior(
    *,
    actor: Actor,
    union_code: str,
    format_code: str,
    reason: str,
    path: Path,
    file_name: str = "",
) -> Comparison:
    """Compare what we have below a union with a superior system's export.

    The numbers the superior system gave its rows are kept, for the next export in its table.

    :raises ReasonMissing, FormatUnknown: as they say.
    :raises FileRefused: the file holds no such table.
    """
    union = _union(actor, union_code, reason)
    translator, subject = translator_of(format_code)
    with exchange.open_workbook(path, limits=exchange.limits(), name=file_name) as workbook:
        there = exchange.read_format(translator=translator, workbook=workbook)
    here = list(subject.records(union, format_code, None))
    subject.keyed(here, there)
    _keep_numbers(here=here, there=there, system=format_code, subject=subject)
    found = exchange.compare(
        here=here,
        there=there,
        key=KEY,
        fields=[
            column.field
            for column in translator.format.columns
            if column.field not in subject.not_compared
        ],
    )
    counts = f"{len(found.only_here)},{len(found.only_there)},{len(found.different)}"
    act().bulk(
        subject.object_kind,
        count=len(here),
        digest=digest(counts.encode()),
        node_id=union.pk,
        format=format_code,
    )
    return found


def _keep_numbers(
    *, here: list[Record], there: list[Record], system: str, subject: Subject
) -> None:
    """Keep the superior's own numbers of the rows both sides have, for the next export."""
    objects = {record[KEY]: record[OBJECT] for record in here}
    numbers = {
        objects[record[KEY]]: str(record["own_number"])
        for record in there
        if record.get("own_number") and record[KEY] in objects
    }
    exchange_operations.keep_numbers(system=system, subject=subject.object_kind, numbers=numbers)


def write_comparison(*, found: Comparison, format_code: str, target: Path, remark: str) -> int:
    """Write the list of differences, numbers masked; return how many lines it has."""
    translator, subject = translator_of(format_code)
    titles = {column.field: column.title for column in translator.format.columns}
    names, shown = found.names, subject.show_key
    lines: list[tuple[str, ...]] = []
    for word, keys in (("仅本系统有", found.only_here), ("仅上级有", found.only_there)):
        lines += [(word, names.get(key, ""), shown(key), "", "", "") for key in keys]
    lines += [
        (
            "内容不同",
            names.get(one.key, ""),
            shown(one.key),
            titles.get(one.field, one.field),
            mask_phone(one.here) if one.field == "phone" else one.here,
            mask_phone(one.there) if one.field == "phone" else one.there,
        )
        for one in found.different
    ]
    header = ["差异", *subject.headings, "项目", "本系统", "上级系统"]
    return write_rows(target, header, lines, watermark=remark)
