"""What the pages of imports show."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from zhigong.base.actor import Actor
from zhigong.base.jobs import get_job_for
from zhigong.engines.exchange import queries as exchange
from zhigong.kernel.phone import Phone
from zhigong.kernel.resident_id import mask_id, normalise_id
from zhigong.registry.people import queries as people
from zhigong.registry.unions import queries as unions
from zhigong.work.membership.models import Mark, MissingMember

if TYPE_CHECKING:
    from django.db.models import QuerySet

ACTION_TONES = {
    "new": "good", "update": "info", "transfer": "gold", "unchanged": "", "duplicate": "warn",
    "refuse": "bad",
}  # fmt: skip
ACTION_TITLES = {
    "new": "新增", "update": "更新", "transfer": "会籍接转", "unchanged": "无变化",
    "duplicate": "重复", "refuse": "不能导入",
}  # fmt: skip
SAMPLES = 3
SUGGESTIONS = 3
LARGEST = 2**31
# What may have become of somebody a full roster leaves out: value and label.
MARKS = [(mark.value, cast("str", mark.label)) for mark in Mark if mark.value]


def job_of(batch: Any, *, actor: Actor) -> Any:
    """Return the batch's latest job, None when there is none or it is somebody else's."""
    if batch.job_id is None:
        return None
    try:
        return get_job_for(actor=actor, job_id=batch.job_id)
    except ObjectDoesNotExist:
        return None


def columns_shown(table: Any) -> list[dict[str, Any]]:
    """Return each column of a table with its letter, title, field and some of its cells."""
    preview = table.preview(SAMPLES)
    shown = []
    for column in table.columns:
        cells = [_masked(row[column.index]) for row in preview if column.index < len(row)]
        if not column.title and not column.field and not any(cells):
            continue
        shown.append(
            {
                "index": column.index,
                "letter": _letters(column.index),
                "title": column.title,
                "field": column.field,
                "how": column.how,
                "cells": cells,
            }
        )
    return shown


def _masked(text: str) -> str:
    """Return a cell with what looks like an identity or telephone number hidden."""
    number = normalise_id(text)
    if len(number) in (15, 18) and number[:15].isdigit():
        return mask_id(number)
    phone = Phone.parse(text)
    return phone.masked if phone.is_mobile else text


def _letters(index: int) -> str:
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def summary_of(batch: Any) -> dict[str, Any]:
    """Return counts by action and by finding, errors first, with their texts."""
    kind = exchange.import_kind(batch.kind)
    counts = batch.totals.get("actions", {})
    actions = [
        {
            "code": code,
            "title": _(ACTION_TITLES[code]),
            "count": counts[code],
            "tone": ACTION_TONES[code],
        }
        for code in ACTION_TITLES
        if counts.get(code)
    ]
    findings = [
        {"code": code, "count": count, **_explained(kind, code)}
        for code, count in batch.totals.get("findings", {}).items()
    ]
    findings.sort(key=lambda one: (one["tone"] != "bad", -one["count"]))
    return {
        **rows_in_words(batch),
        "actions": actions,
        "errors": [one for one in findings if one["tone"] == "bad"],
        "warnings": [one for one in findings if one["tone"] != "bad"],
        "rows": batch.totals.get("rows", 0),
        "missing": batch.totals.get("missing"),
        "unknown_unions": batch.totals.get("unknown_unions", []),
        "unknown_values": batch.totals.get("unknown_values", {}),
    }


def rows_in_words(batch: Any) -> dict[str, int]:
    """Return how many rows go in, change something, cannot go in, or repeat an earlier row.

    The one place that adds actions up, so that every page says the same numbers.
    """
    counts = batch.totals.get("actions", {})
    changing = sum(counts.get(code, 0) for code in ("new", "update", "transfer"))
    return {
        "written": changing + counts.get("unchanged", 0),
        "changing": changing,
        "refused": counts.get("refuse", 0),
        "repeated": counts.get("duplicate", 0),
    }


def imported_before(batch: Any, *, actor: Actor) -> Any:
    """Return the last import of the very same file into the same union, None when there is none."""
    known = exchange.batches_for(actor=actor).filter(
        kind=batch.kind, union_id=batch.union_id, sha256=batch.sha256, state="committed"
    )
    return known.exclude(pk=batch.pk).first() if batch.sha256 else None


def _explained(kind: Any, code: str) -> dict[str, str]:
    title, advice = kind.explain(code)
    return {
        "title": title,
        "advice": advice,
        "tone": "bad" if code.startswith("error:") else "warn",
    }


def whole_number(text: str) -> int:
    """Return the number of an address; 0 for anything that is none, or too large to be an id."""
    number = int(text) if text.isdecimal() and len(text) < 19 else 0
    return number if number < LARGEST else 0


def rows_shown(batch: Any, asked: Mapping[str, str], *, size: int) -> dict[str, Any]:
    """Return one page of a batch's rows with their values and findings.

    :param asked: ``action``, ``finding`` and ``after`` (a sheet row) of the address.
    """
    action, finding = asked.get("action", ""), asked.get("finding", "")
    action = action if action in ACTION_TITLES else ""
    known = {"error", "warning", *batch.totals.get("findings", {})}
    finding = finding if finding in known else ""
    after = whole_number(asked.get("after", ""))
    rows = exchange.rows_of(batch, action=action, finding=finding)
    if after:
        rows = rows.filter(row__gt=after)
    found = list(rows[: size + 1])
    values = exchange.shown_values(batch, [one.row for one in found[:size]])
    kind = exchange.import_kind(batch.kind)
    shown = [
        {
            "row": one.row,
            "action": _(ACTION_TITLES[one.action]),
            "tone": ACTION_TONES[one.action],
            "values": values.get(one.row, {}),
            "findings": [_explained(kind, code) for code in one.findings],
        }
        for one in found[:size]
    ]
    kept = {name: value for name, value in (("action", action), ("finding", finding)) if value}
    more = urlencode({**kept, "after": found[size - 1].row}) if len(found) > size else ""
    return {
        "rows": shown,
        "more": more,
        "first": urlencode(kept),
        "is_first": not after,
        "action": action,
        "finding": finding,
    }


def unknown_names(batch: Any, *, actor: Actor) -> list[dict[str, Any]]:
    """Return the names nobody knows below the batch's union, with unions they may mean."""
    groups = []
    for number, group in enumerate(batch.totals.get("unknown_unions", [])):
        ids = group.get("candidates") or []
        near = (
            list(unions.below(union=batch.union).filter(pk__in=ids))
            if ids
            else _alike(group["name"], batch, actor)
        )
        groups.append({**group, "number": number, "near": near, "said": "", "problem": ""})
    return groups


def _alike(name: str, batch: Any, actor: Actor) -> list[Any]:
    """Return unions below the batch's whose name holds a good part of the name."""
    core = name.removesuffix("工会委员会").removesuffix("工会")
    for part in (core, core[2:], core[:-4], core[2:6]):
        if len(part) >= 2:
            found = unions.below(union=batch.union).filter(name__contains=part)
            near = list(found.order_by("level", "code")[:SUGGESTIONS])
            if near:
                return near
    return []


def chosen_unions(
    data: Mapping[str, str], groups: Sequence[Mapping[str, Any]], *, union: Any
) -> tuple[dict[str, int], dict[str, str]]:
    """Return name key -> union for what a form chose, and name key -> what is wrong with it."""
    chosen: dict[str, int] = {}
    problems: dict[str, str] = {}
    below = unions.below(union=union)
    for group in groups:
        said = data.get(f"union-{group['number']}", "").replace("\x00", "").strip()
        choice = data.get(f"choice-{group['number']}", "open")
        if choice == "open" and said:  # typed below without choosing: what was typed counts
            choice = "other"
        if choice.isdecimal():
            found = list(below.filter(pk=whole_number(choice))[:1])
        elif choice == "other":
            found = list(below.filter(code__iexact=said)[:1]) or list(below.filter(name=said)[:2])
        else:
            continue
        if len(found) == 1:
            chosen[group["key"]] = found[0].pk
        elif found:
            problems[group["key"]] = _("有几个同名工会，请填工会编号。")
        else:
            problems[group["key"]] = _("所选工会范围内没有这个工会，请核对名称或编号。")
    return chosen, problems


def count_missing(batch: Any, *, actor: Actor) -> dict[str, int]:
    """Return how many are recorded but not in the file: in all, and still to decide."""
    rows = MissingMember.objects.within(actor.scope("membership.reconcile")).filter(batch=batch)
    return {"all": rows.count(), "open": rows.filter(mark="").count()}


def missing_rows(*, actor: Actor, batch_id: UUID) -> "QuerySet[MissingMember]":
    """Return who is recorded but not in the file of a batch, within the reader's scope."""
    rows: QuerySet[MissingMember] = (
        MissingMember.objects.within(actor.scope("membership.reconcile"))
        .filter(batch_id=batch_id)
        .select_related("membership__person", "membership__union", "membership__employer")
    )
    return rows


def undecided(rows: "QuerySet[MissingMember]") -> "QuerySet[MissingMember]":
    """Keep those of whom nobody has said what became of them."""
    return rows.filter(mark=Mark.OPEN)


def search_missing(rows: "QuerySet[MissingMember]", text: str) -> "QuerySet[MissingMember]":
    """Keep the people whose name, pinyin, phone or ID number fits the text."""
    members = people.open_memberships().filter(pk__in=rows.order_by().values("membership_id"))
    return rows.filter(membership__in=people.search_memberships(members, text).values("pk"))


def unions_of_missing(*, actor: Actor, batch_id: UUID) -> list[tuple[str, str]]:
    """Return code and name of the unions somebody is missing from."""
    rows = missing_rows(actor=actor, batch_id=batch_id).order_by("membership__union__name")
    return list(rows.values_list("membership__union__code", "membership__union__name").distinct())
