"""Desk pages of the audit: what was done, one entry, and the verification of the seals."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhigong.base import clock
from zhigong.base import jobs as base_jobs
from zhigong.base.lists import Choices, Column, Empty, Filter, ListSpec, list_page
from zhigong.base.pages import actor_of, page, render_page
from zhigong.kernel.text import N_
from zhigong.registry.audit import jobs, queries
from zhigong.registry.audit.contract import TRAILS, places

KINDS = (
    ("staff", N_("工作人员")),
    ("steward", N_("代录")),
    ("member", N_("会员本人")),
    ("machine", N_("接口")),
    ("system", N_("系统")),
    ("anonymous", N_("未登录")),
)
OPENED = ("audit.open_masked",)
CLEAR = ("people.export_clear",)
SAVED = ("audit.export_list", *CLEAR)
ONLY = (
    ("opened", N_("查看明文")),
    ("clear", N_("导出明文名单")),
    ("saved", N_("全部导出")),
    ("failed", N_("登录未通过")),
)


def _day(text: str) -> date:
    found = parse_date(text)
    assert found is not None  # the list lets only dates through
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, clock.ZONE)


def _since(rows: Any, text: str) -> Any:
    return rows.filter(at__gte=_midnight(_day(text)))


def _until(rows: Any, text: str) -> Any:
    day = _day(text)
    return rows if day == date.max else rows.filter(at__lt=_midnight(day + timedelta(days=1)))


def _by_kind(rows: Any, kind: str) -> Any:
    if kind == "steward":
        return rows.filter(steward_for__isnull=False)
    return rows.filter(actor_kind=kind)


def _only(rows: Any, what: str) -> Any:
    failing = [verb for trail in TRAILS.entries() for verb in trail.failing]
    verbs = {"opened": OPENED, "clear": CLEAR, "saved": SAVED, "failed": failing}
    return rows.filter(verb__in=verbs[what])


def _areas(request: HttpRequest) -> Choices:
    return [(trail.code, _(trail.title)) for trail in TRAILS.entries()]


def _verbs(request: HttpRequest) -> Choices:
    return [
        (verb, f"{_(trail.title)}：{_(words)}")
        for trail in TRAILS.entries()
        for verb, words in trail.verbs.items()
    ]


def _things(request: HttpRequest) -> Choices:
    return [(k, _(words)) for trail in TRAILS.entries() for k, words in trail.things.items()]


def _units(request: HttpRequest) -> Choices:
    tree = places()
    return tree.choices(actor_of(request)) if tree else ()


def _below(rows: Any, words: str) -> Any:
    tree = places()
    return rows.filter(union_id__in=tree.below(words)) if tree else rows.none()


def kind_of(row: Any) -> str:
    """Return what kind of actor did it, in words."""
    if row.steward_for is not None:
        return _("代录")
    return _(dict(KINDS).get(row.actor_kind, N_("其他")))


def _tone(row: Any) -> str:
    return "good" if row.shown.is_sealed else "info"


def _sealed(row: Any) -> str:
    return _("已封存") if row.shown.is_sealed else _("待封存")


ENTRIES = ListSpec(
    code="audit.entries",
    title=N_("操作审计"),
    ability=queries.ABILITY,
    rows=lambda request: queries.entries_for(actor=actor_of(request)),
    order=("-id",),
    search=queries.searched,
    search_hint=N_("操作人、工会、原因或编号"),
    columns=(
        Column(
            "at",
            N_("时间"),
            lambda row: row.at,
            link=lambda row: reverse("audit:detail", args=[row.pk]),
        ),
        Column("who", N_("操作人"), lambda row: row.shown.who.text),
        Column("kind", N_("身份"), kind_of, shown=False),
        Column("did", N_("操作"), lambda row: row.shown.did),
        Column(
            "about",
            N_("对象"),
            lambda row: row.shown.about.text,
            link=lambda row: row.shown.about.url,
        ),
        Column(
            "place",
            N_("所属工会"),
            lambda row: row.shown.place.text,
            link=lambda row: row.shown.place.url,
        ),
        Column("reason", N_("原因"), lambda row: row.shown.reason, wrap=True),
        Column("result", N_("结果"), lambda row: row.shown.result),
        Column("sealed", N_("封存"), _sealed, tone=_tone),
        Column("number", N_("记录编号"), lambda row: row.pk, shown=False),
    ),
    filters=(
        Filter("since", N_("自"), kind="date", apply=_since),
        Filter("until", N_("至"), kind="date", apply=_until),
        Filter("only", N_("只看"), choices=ONLY, apply=_only),
        Filter(
            "who",
            N_("操作人"),
            kind="text",
            apply=lambda rows, words: rows.filter(queries.by_officers(words)),
            usual=False,
        ),
        Filter("kind", N_("身份"), choices=KINDS, apply=_by_kind, usual=False),
        Filter(
            "area",
            N_("业务"),
            choices=_areas,
            apply=lambda rows, code: rows.filter(verb__startswith=f"{code}."),
            usual=False,
        ),
        Filter("verb", N_("操作"), choices=_verbs, usual=False),
        Filter("unit", N_("所属工会（含下级）"), choices=_units, apply=_below, usual=False),
        Filter("under", N_("工会编号或全称（含下级）"), kind="text", apply=_below, usual=False),
        Filter(
            "thing",
            N_("对象种类"),
            choices=_things,
            apply=lambda rows, kind: rows.filter(object_kind=kind),
            usual=False,
        ),
        Filter(
            "number",
            N_("对象编号"),
            kind="text",
            apply=lambda rows, number: rows.filter(object_id=number),
            usual=False,
        ),
    ),
    empty=Empty(
        N_("还没有操作记录"),
        N_("登记、审批、导入、授权以及查看和导出个人信息，都会在这里留下记录。"),
        icon="history",
    ),
)


@page(queries.ABILITY)
def list_entries(request: HttpRequest) -> HttpResponse:
    """List what was done within the unions the reader audits."""
    partly = bool(getattr(request, "htmx", False))  # the seals stand outside the table
    seals = None if partly or request.GET.get("export") else queries.seals()
    verified = seals.verified if seals else None
    return list_page(
        request,
        ENTRIES,
        "audit/list.html",
        seals=seals,
        found=_found(verified.detail, verified.row_count) if verified else None,
        may_verify=actor_of(request).may("audit.seal"),
        menu_code="audit",
    )


@page(queries.ABILITY)
@require_GET
def detail(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Show one entry with all its details."""
    actor = actor_of(request)
    entry = queries.get_entry_for(actor=actor, entry_id=entry_id)
    return render_page(
        request,
        "audit/detail.html",
        entry=entry,
        shown=entry.shown,
        kind=kind_of(entry),
        seal=queries.block_of(entry),
        details=queries.details_of(entry, actor=actor),
        digest=bytes(entry.rows_digest).hex() if entry.rows_digest else "",
        mac=bytes(entry.mac).hex(),
        menu_code="audit",
    )


@require_POST
@page("audit.seal")
def verify(request: HttpRequest) -> HttpResponse:
    """Start a verification of the whole audit."""
    job = base_jobs.start_job(jobs.verify_audit, actor=actor_of(request), title=_("校验审计记录"))
    return redirect("audit:verification", job_id=job.id)


@page("audit.seal")
@require_GET
def verification(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """How far the verification is, then what it found."""
    job = base_jobs.get_job_for(actor=actor_of(request), job_id=job_id)
    if job.task != jobs.verify_audit.task.name:
        raise Http404
    found = _found(job.result, job.result["checked"]) if job.result else None
    response = render_page(
        request,
        "audit/verification.html",
        "audit/_progress.html",
        job=job,
        found=found,
        menu_code="audit",
    )
    if getattr(request, "htmx", False) and job.is_final:
        response["HX-Refresh"] = "true"
    return response


def _found(result: dict[str, Any], checked: int) -> dict[str, Any]:
    """Return what a verification found, in words."""
    bad = result.get("first_bad")
    return {
        "ok": result.get("ok"),
        "checked": checked,
        "unsealed": result.get("unsealed"),
        "bad": queries.fault_in_words(bad) if bad else "",
    }
