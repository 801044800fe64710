"""Take unions over from a superior system's table, so that nobody types them a second time.

What we have is never overwritten: an empty field is filled, a union only the superior has is
opened. The comparison (对账) shows beforehand what will happen, and differences stay in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.base.crypto import digest
from zhigong.base.errors import UserError
from zhigong.base.operations import act, operation
from zhigong.base.sheets import write_rows
from zhigong.engines.exchange import operations as exchange_operations
from zhigong.engines.exchange import queries as exchange
from zhigong.kernel.text import N_
from zhigong.registry.unions import operations as unions
from zhigong.registry.unions import queries as union_queries
from zhigong.work.membership.operations.reported import KEY, OBJECT, UNIONS, Record
from zhigong.work.membership.operations.reporting import ReasonMissing, translator_of

# What is filled where it is empty; the place in the tree, numbers and terms have their own pages.
FILLED = (
    "credit_code", "category", "sector", "region", "address", "phone", "established_on",
    "approval_number", "certificate_number", "certificate_until", "dues_collection",
)  # fmt: skip
NUMBERS = ("workers", "women_workers", "members", "women_members", "migrant_members")
LONGEST = {"phone": 40, "approval_number": 100, "certificate_number": 64, "region": 12}
OPENED, COMPLETED, UNCHANGED, REFUSED = N_("新登记"), N_("已补充"), N_("无变化"), N_("未登记")
NO_PARENT = N_("上级工会“{name}”不在所选工会之内，请先登记上级工会。")
LEFT_OUT = N_("以下项目无法识别，未取用：{names}。")
NO_KIND = N_("组织类型“{kind}”无法识别。")


class NothingToTakeOver(UserError):
    """Only tables of unions are taken over here."""

    code = "nothing_to_take_over"
    text = N_("只有工会组织表可以补录；会员请用“导入会员名册”，单位请用“导入企业名录”。")


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one row."""

    name: str
    outcome: str
    said: str = ""


@operation("membership.take_over_unions")
def take_over_unions(
    *,
    actor: Actor,
    union_code: str,
    format_code: str,
    reason: str,
    path: Path,
    file_name: str = "",
) -> list[Taken]:
    """Open the unions of a superior's table we do not have, and fill the empty fields of the rest.

    Parents are found by name below the chosen union, those opened from the same table included.

    :raises ReasonMissing, FormatUnknown, NothingToTakeOver: as they say.
    :raises FileRefused: the file holds no such table.
    :raises Union.DoesNotExist: outside the actor's scope.
    """
    if not reason.strip():
        raise ReasonMissing(field="reason")
    top = union_queries.get_union_for(actor=actor, code=union_code, ability="unions.open")
    translator, subject = translator_of(format_code)
    titles = {column.field: column.title for column in translator.format.columns}
    if subject is not UNIONS:
        raise NothingToTakeOver(field="format")
    with exchange.open_workbook(path, limits=exchange.limits(), name=file_name) as workbook:
        there = exchange.read_format(translator=translator, workbook=workbook)
    here = list(subject.records(top, format_code, None))
    subject.keyed(here, there)
    taken, numbers = _take(
        actor=actor, here=here, there=there, top=top, titles=titles, source=translator.format.title
    )
    exchange_operations.keep_numbers(
        system=format_code, subject=subject.object_kind, numbers=numbers
    )
    text = "\n".join(f"{one.name}\t{one.outcome}" for one in taken)
    act().bulk(
        subject.object_kind,
        count=len(taken),
        digest=digest(text.encode()),
        node_id=top.pk,
        format=format_code,
    )
    return taken


def _take(
    *,
    actor: Actor,
    here: Sequence[Record],
    there: Sequence[Record],
    top: Any,
    titles: Mapping[str, str],
    source: str,
) -> tuple[list[Taken], dict[int, str]]:
    declared = {record[KEY] for record in here if record["declared_on"] is not None}
    known = {record[KEY]: record[OBJECT] for record in here}
    rows = union_queries.below(union=top).in_bulk(list(known.values()))
    taken, numbers = [], {}
    for row in _parents_first(there):
        held = rows.get(known.get(row[KEY]))
        try:
            union, one = _take_row(actor=actor, row=row, held=held, top=top, titles=titles)
        except UserError as error:
            taken.append(Taken(str(row.get("name") or ""), REFUSED, error.message))
            continue
        taken.append(one)
        if union is not None and row[KEY] not in declared:
            _declare(actor=actor, union=union, row=row, source=source)
        if union is not None and row.get("own_number"):
            numbers[union.pk] = str(row["own_number"])
    return taken, numbers


def _take_row(
    *, actor: Actor, row: Record, held: Any, top: Any, titles: Mapping[str, str]
) -> tuple[Any, Taken]:
    name = str(row.get("name") or "").strip()
    told, left = _told(row)
    said = LEFT_OUT.format(names="、".join(titles[one] for one in left)) if left else ""
    if held is not None:
        empty = {field: value for field, value in told.items() if not getattr(held, field)}
        if not empty:
            return held, Taken(name, UNCHANGED, said)
        unions.change_union(actor=actor, union=held, **empty)
        return held, Taken(name, COMPLETED, said)
    kind = str(row.get("kind") or "grassroots")
    if kind not in UNIONS.tables()["kind"]:
        return None, Taken(name, REFUSED, NO_KIND.format(kind=kind))
    parent = _parent(str(row.get("parent_name") or ""), top)
    if parent is None:
        return None, Taken(name, REFUSED, NO_PARENT.format(name=row.get("parent_name")))
    opened = unions.open_union(
        actor=actor, name=name, kind=kind, parent=parent, verification="pending",
        legal_person=row.get("legal_person") is True, **told,
    )  # fmt: skip
    return opened, Taken(name, OPENED, said)


def _declare(*, actor: Actor, union: Any, row: Record, source: str) -> None:
    """Keep the numbers of the table as declared ones, where the union declared none so far."""
    numbers = {name: _count(row.get(name)) for name in NUMBERS}
    if row.get("declared_on") is None or not numbers["members"]:
        return
    numbers["workers"] = max(numbers["workers"], numbers["members"])
    declared = unions.DeclaredNumbers(union_id=union.pk, as_of=row["declared_on"], **numbers)
    if declared.is_sound and row["declared_on"] <= clock.today():
        unions.declare_numbers(actor=actor, numbers=declared, source=source)


def _count(value: Any) -> int:
    text = str(value or "").strip()
    return int(text) if text.isdecimal() else 0


def _told(row: Record) -> tuple[dict[str, Any], list[str]]:
    """Return what a row says that can be kept, and the fields that cannot be read."""
    tables = UNIONS.tables()
    told = {field: row[field] for field in FILLED if row.get(field) not in (None, "")}
    left = [
        field
        for field, value in told.items()
        if value not in tables.get(field, (value,)) or len(str(value)) > LONGEST.get(field, 200)
    ]
    return {field: value for field, value in told.items() if field not in left}, left


def _parent(name: str, top: Any) -> Any:
    """Return the union of a name below the chosen one; the chosen one when none is named."""
    if not name.strip():
        return top
    found = union_queries.find_union(name=name, below=top)
    if found.union_id is None:
        return None
    return union_queries.below(union=top).get(pk=found.union_id)


def _parents_first(rows: Sequence[Record]) -> list[Record]:
    """Return rows so that one naming another as its parent comes after it."""
    named = {str(row.get("name") or "").strip(): row for row in rows}

    def depth(row: Mapping[str, Any]) -> int:
        steps, seen = 0, set()
        above: Mapping[str, Any] | None = row
        # A table may name two unions as each other's parents: each name is followed once.
        while above is not None and id(above) not in seen:
            seen.add(id(above))
            above = named.get(str(above.get("parent_name") or "").strip())
            steps += 1
        return steps

    return sorted(rows, key=depth)


def write_taken(*, taken: Sequence[Taken], target: Path, remark: str) -> int:
    """Write what became of each row; return how many lines there are."""
    lines = [(one.name, one.outcome, one.said) for one in taken]
    return write_rows(target, ["工会名称", "结果", "说明"], lines, watermark=remark)
