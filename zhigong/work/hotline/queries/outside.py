"""Tables of outside tickets and of answers: what each row says, what is wrong, what it becomes."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from zhigong.base.actor import Actor
from zhigong.base.catalogue import Catalogue
from zhigong.base.fields import reveal
from zhigong.engines.exchange.contract import Field
from zhigong.engines.exchange.queries import FormatFile, load_format
from zhigong.kernel.dates import parse_date
from zhigong.kernel.phone import Phone
from zhigong.work.hotline import rules
from zhigong.work.hotline.contract import (
    ARTICLE_FIELDS,
    OUTSIDE_FIELDS,
    Kind,
)
from zhigong.work.hotline.models import Article, OutsideFile, Ticket
from zhigong.work.hotline.permissions import EXCHANGE
from zhigong.work.hotline.queries.tickets import tickets_for

if TYPE_CHECKING:
    from django.db.models import QuerySet

# How the answers to an outside hotline's tickets go back to it: one data file a hotline.
ANSWER_FORMATS: Catalogue[FormatFile] = Catalogue(
    kind="answer_formats", contract=FormatFile, suffix=".toml", load=load_format
)
TICKETS, ARTICLES = "tickets", "articles"
FIELDS: dict[str, tuple[Field, ...]] = {TICKETS: OUTSIDE_FIELDS, ARTICLES: ARTICLE_FIELDS}
TITLES = {TICKETS: "外部工单", ARTICLES: "知识库条目"}
MOST_ROWS = 2_000
LONGEST = {"text": 2_000, "subject": 60, "title": 120, "body": 4_000, "law": 200, "words": 200}
_KINDS = {str(one.label): one.value for one in Kind} | {
    "求助": "help",
    "帮扶": "help",
    "投诉举报": "complaint",
    "拖欠工资": "arrears",
    "讨薪": "arrears",
    "法援": "legal",
    "建议": "suggestion",
    "意见": "suggestion",
    "咨询类": "consult",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what it says, what it becomes (``new``, ``unchanged``, ``refuse``), what is wrong.

    :param number: as the sheet counts.
    """

    number: int
    values: dict[str, str]
    action: str
    findings: tuple[str, ...] = ()
    clean: dict[str, Any] = field(default_factory=dict)


def outside_files(*, actor: Actor) -> "QuerySet[OutsideFile]":
    """Return the tables handed in within the actor's scope, the newest first."""
    rows = OutsideFile.objects.within(actor.scope(EXCHANGE)).select_related("union", "created_by")
    return rows.order_by("-created_at")


def get_outside_file(*, actor: Actor, file_id: int) -> OutsideFile:
    """Return a table the actor may take over.

    :raises OutsideFile.DoesNotExist: there is none, or it is not hers.
    """
    return outside_files(actor=actor).get(pk=file_id)


def answer_formats() -> list[FormatFile]:
    """Return the formats of outside hotlines, in order."""
    return ANSWER_FORMATS.entries()


def get_answer_format(code: str) -> FormatFile:
    """Return a format.

    :raises KeyError: there is none of that code.
    """
    return ANSWER_FORMATS.get(code)


def table_of(file: OutsideFile) -> dict[str, Any]:
    """Return the table as it was read: ``titles``, ``rows`` and their ``numbers``."""
    found: dict[str, Any] = json.loads(
        reveal(bytes(file.data_key), bytes(file.table_cipher or b"")) or "{}"
    )
    return found


def rows_of(file: OutsideFile) -> list[Row]:
    """Return the rows of a table as they would be taken over now; nothing is written.

    Two statements, whatever the number of rows.
    """
    table = table_of(file)
    seen: set[str] = set()
    check = _ticket_rows if file.subject == TICKETS else _article_rows
    values = [
        (number, _values(cells, file.mapping))
        for number, cells in zip(table["numbers"], table["rows"], strict=True)
    ]
    return list(check(file, values, seen))


def _values(cells: list[str], mapping: Mapping[str, int]) -> dict[str, str]:
    return {
        code: cells[place].strip() if 0 <= place < len(cells) else ""
        for code, place in mapping.items()
    }


def _ticket_rows(
    file: OutsideFile, rows: list[tuple[int, dict[str, str]]], seen: set[str]
) -> Iterator[Row]:
    numbers = {values.get("external_number", "") for _n, values in rows}
    tickets = Ticket.objects.trusted("asked by number alone, to refuse a second one")
    known = set(
        tickets.filter(external_system=file.system, external_number__in=numbers - {""}).values_list(
            "external_number", flat=True
        )
    )
    for number, values in rows:
        external = values.get("external_number", "")
        wrong = [*_missing(OUTSIDE_FIELDS, values), *_too_long(values)]
        if external in seen:
            wrong.append(_("与前面的行重复，只导入第一次。"))
        seen.add(external)
        phone = values.get("phone", "")
        notes = []
        if phone and Phone.parse(phone).kind == "invalid":
            notes.append(_("联系电话“%(text)s”不是电话号码，按没有电话登记。") % {"text": phone})
        clean = _clean_ticket(values, phone="" if notes else phone)
        action = "refuse" if wrong else "unchanged" if external in known else "new"
        yield Row(number, values, action, (*wrong, *notes), clean)


def _missing(fields: tuple[Field, ...], values: Mapping[str, str]) -> list[str]:
    return [
        _("缺少%(title)s。") % {"title": one.title}
        for one in fields
        if one.is_required and not values.get(one.code)
    ]


def _too_long(values: Mapping[str, str]) -> list[str]:
    return [
        _("内容超过%(n)d个字，请删减。") % {"n": LONGEST[code]}
        for code, text in values.items()
        if code in ("text", "body", "title") and len(text) > LONGEST[code]
    ]


def _clean_ticket(values: Mapping[str, str], *, phone: str) -> dict[str, Any]:
    text = values.get("text", "")
    due = parse_date(values.get("due_on", "")).value if values.get("due_on") else None
    return {
        "kind": _KINDS.get(values.get("kind", "")) or rules.guess_kind(text),
        "subject": (values.get("subject") or " ".join(text.split()))[: LONGEST["subject"]],
        "text": text,
        "name": values.get("name", "")[:40],
        "phone": phone,
        "accused": values.get("accused", "")[:100],
        "external_number": values.get("external_number", "")[:60],
        "due_on": due if isinstance(due, date) else None,
    }


def _article_rows(
    file: OutsideFile, rows: list[tuple[int, dict[str, str]]], seen: set[str]
) -> Iterator[Row]:
    found = Article.objects.trusted("the union's own").filter(union=file.union)
    known = {title: (body, law) for title, body, law in found.values_list("title", "body", "law")}
    for number, values in rows:
        title = values.get("title", "")
        wrong = [*_missing(ARTICLE_FIELDS, values), *_too_long(values)]
        if title in seen:
            wrong.append(_("与前面的行重复，只导入第一次。"))
        seen.add(title)
        same = known.get(title) == (values.get("body", ""), values.get("law", ""))
        action = "refuse" if wrong else "unchanged" if same else "new"
        if title in known and action == "new":
            action = "update"
        review = parse_date(values.get("review_on", "")).value if values.get("review_on") else None
        clean = {
            "title": title,
            "body": values.get("body", ""),
            "kind": _KINDS.get(values.get("kind", ""), Kind.CONSULT),
            "law": values.get("law", "")[: LONGEST["law"]],
            "words": values.get("words", "")[: LONGEST["words"]],
            "review_on": review if isinstance(review, date) else None,
        }
        yield Row(number, values, action, tuple(wrong), clean)


def outside_ticket(*, actor: Actor, system: str, external_number: str) -> Ticket:
    """Return an outside hotline's ticket that the actor sees.

    :raises Ticket.DoesNotExist: there is none, or it is not hers to see.
    """
    return tickets_for(actor=actor).get(external_system=system, external_number=external_number)


def answers_for(*, actor: Actor, system: str, since: date) -> Iterator[dict[str, Any]]:
    """Yield what an outside hotline wants to know of each of its tickets since a day."""
    rows = tickets_for(actor=actor).filter(external_system=system, case__opened_on__gte=since)
    for ticket in rows.order_by("case__opened_at", "pk").iterator(chunk_size=500):
        yield answer_of(ticket)


def answer_of(ticket: Ticket) -> dict[str, Any]:
    """Return how an outside ticket stands, by the fields of the formats; nothing of the caller."""
    at = ticket.answered_at
    return {
        "external_number": ticket.external_number,
        "state": ticket.state,
        "unit": ticket.unit.name if ticket.unit else ticket.case.union.name,
        "answer": ticket.answer,
        "answered_on": localtime(at).date() if at else None,
        "due_on": ticket.due_on,
        "is_on_time": ticket.is_on_time,
        "satisfaction": ticket.satisfaction,
    }
