"""Desk pages of the tree: browser, list, and the page of one union."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.base.lists import BulkAction, Column, Empty, Filter, Link, ListSpec, list_page
from zhigong.base.pages import actor_of, page, render_page
from zhigong.kernel.text import N_
from zhigong.registry.unions import forms, queries, rules
from zhigong.registry.unions.contract import UNION_PANELS, UnionPanel, labels

if TYPE_CHECKING:
    from zhigong.registry.unions.models import Union

VERIFICATION_TONES = {"pending": "warn", "verified": "good"}
STATUS_TONES = {
    "preparing": "info",
    "normal": "good",
    "overdue_election": "warn",
    "dissolved": "",
    "merged": "",
}
FRESH_TONES = {"valid": "good", "soon": "warn", "expired": "bad", "unknown": ""}
FRESH_WORDS = {
    "valid": N_("有效"),
    "soon": N_("即将到期"),
    "expired": N_("已过期"),
    "unknown": N_("未填"),
}
ENDED = ("dissolved", "merged")
OWN_TABS = (
    ("overview", N_("基本信息")),
    ("children", N_("下级工会")),
    ("declared", N_("申报数")),
    ("history", N_("沿革与届期")),
)
CHANGE_TITLES = {
    "opened": N_("建立，隶属于“{other}”"),
    "taken_from": N_("自“{other}”分出，隶属于“{was}”"),
    "moved": N_("由“{was}”调整到“{other}”"),
    "carried": N_("随上级工会调整，仍隶属于“{other}”"),
    "renamed": N_("更名，原名“{name}”"),
    "took_in": N_("“{other}”并入本工会"),
    "gave_off": N_("分出“{other}”"),
    "merged": N_("并入“{other}”"),
    "ended": N_("撤销"),
}
ACTIONS = {
    "change": "unions.change",
    "open": "unions.open",
    "declare": "unions.declare",
    "move": "unions.move",
    "end": "unions.end",
}


def _listed(request: HttpRequest) -> Any:
    """Return the unions in scope; ended ones only when their state is asked for."""
    return queries.listed_for(
        actor=actor_of(request),
        on=clock.today(),
        with_ended=request.GET.get("status") in ENDED,
    )


def _link(union: "Union") -> str:
    return reverse("unions:detail", args=[union.code])


UNIONS = ListSpec(
    code="unions",
    title=N_("工会组织名单"),
    purpose=N_("当前范围内的全部工会组织，可查询、导出、批量调整隶属。"),
    ability="unions.view",
    rows=_listed,
    order=("level", "code"),
    search=queries.holding_words,
    search_hint=N_("名称、编号或统一社会信用代码"),
    columns=(
        Column("name", N_("工会名称"), "name", sort="name_key", link=Link("unions:detail", "code")),
        Column("code", N_("工会编号"), "code", sort="code"),
        Column("kind", N_("组织类型"), "kind", sort="kind"),
        Column("parent", N_("上级工会"), "parent__name"),
        Column("workers", N_("申报职工"), lambda row: row.declared_workers, numeric=True),
        Column("members", N_("申报会员"), lambda row: row.declared_members, numeric=True),
        Column("established_on", N_("建会日期"), "established_on", sort="established_on"),
        Column(
            "status",
            N_("状态"),
            "status",
            sort="status",
            tone=STATUS_TONES,
        ),
        Column(
            "verification",
            N_("核实情况"),
            "verification",
            tone=VERIFICATION_TONES,
        ),
        Column("credit_code", N_("统一社会信用代码"), "credit_code", shown=False),
        Column("certificate_until", N_("法人证书有效期至"), "certificate_until", shown=False),
        Column("region", N_("行政区划代码"), "region", shown=False),
        Column("address", N_("地址"), "address", shown=False, wrap=True),
        Column("phone", N_("办公电话"), "phone", shown=False),
    ),
    filters=(
        Filter("kind", N_("组织类型"), choices=lambda request: labels(forms.KINDS)),
        Filter("status", N_("状态"), choices=lambda request: labels(forms.STATUSES)),
        Filter(
            "verification",
            N_("核实情况"),
            choices=lambda request: labels(forms.VERIFICATIONS),
        ),
        Filter(
            "certificate_until__lt",
            N_("法人证书到期早于"),
            kind="date",
            usual=False,
        ),
        Filter("region__startswith", N_("行政区划代码"), kind="text", usual=False),
    ),
    bulk=(
        BulkAction(
            "move",
            N_("调整隶属"),
            "unions:move_many",
            ability="unions.move",
            icon="hierarchy-3",
        ),
    ),
    empty=Empty(
        N_("这里还没有工会组织"),
        N_("先建立本级总工会，再逐级登记下级工会。"),
        N_("新建工会组织"),
        "unions:open",
    ),
)


@page("unions.view")
def list_unions(request: HttpRequest) -> HttpResponse:
    """List the unions in scope."""
    return list_page(request, UNIONS)


@page("unions.view")
@require_safe
def tree(request: HttpRequest) -> HttpResponse:
    """Browse the tree of today or of a past day, opened down to one union, or search in it."""
    actor = actor_of(request)
    words = request.GET.get("q", "").strip()[:100]
    at = request.GET.get("at", "")
    form = forms.TreeDay(request.GET)
    on = form.day()
    past = queries.is_past(on)
    open_at = queries.get_union_for(actor=actor, code=at) if at else None
    nodes = [] if words else queries.top_nodes(actor=actor, on=on, open_at=open_at)
    return render_page(
        request,
        "unions/tree.html",
        words=words,
        found=queries.search_unions(actor=actor, text=words) if words and not past else [],
        stood=queries.search_on(actor=actor, text=words, on=on) if past else [],
        nodes=nodes,
        open_at=open_at,
        may_open=actor.may("unions.open") and not past,
        form=form,
        past=on if past else None,
    )


@page("unions.view")
@require_safe
def branch(request: HttpRequest, code: str) -> HttpResponse:
    """Give the lines below one union, today or on a past day, for the browser to open."""
    actor = actor_of(request)
    union = queries.get_union_for(actor=actor, code=code)
    on = forms.TreeDay(request.GET).day()
    nodes = queries.children_nodes(actor=actor, union=union, on=on)
    past = on if queries.is_past(on) else None
    return render_page(request, "unions/_nodes.html", nodes=nodes, past=past)


@page("unions.view")
@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Give the options of a union field: codes and names in scope that fit what was typed."""
    actor = actor_of(request)
    ability = request.GET.get("ability", "unions.view")
    text = next((str(v) for k, v in request.GET.items() if k != "ability"), "")
    known = ability if ability in (*ACTIONS.values(), "unions.view") else "unions.view"
    found = queries.unions_named(actor=actor, text=text, ability=known)
    return render_page(request, "unions/_suggestions.html", unions=found)


@page("unions.view")
@require_safe
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show one union: its record, those below, its declared numbers, its history, and panels."""
    actor = actor_of(request)
    union = queries.get_union_for(actor=actor, code=code)
    panels = [p for p in UNION_PANELS.entries() if _holds(actor, p.ability, union)]
    tabs = [(c, _(t)) for c, t in OWN_TABS] + [(p.code, _(p.title)) for p in panels]
    current = request.GET.get("tab", "overview")
    if current not in {c for c, _title in tabs}:
        current = "overview"
    record = queries.record_of(union=union, on=clock.today())
    panel = next((p for p in panels if p.code == current), None)
    return render_page(
        request,
        "unions/detail.html",
        union=union,
        record=record,
        path=_open_path(actor, record.path),
        tabs=[(c, title, f"{_link(union)}?tab={c}") for c, title in tabs],
        current=current,
        may={name: _holds(actor, ability, union) for name, ability in ACTIONS.items()},
        status_tone=STATUS_TONES[union.status],
        panel=_rendered(request, panel, union) if panel else "",
        **_tab_context(actor, union, record, current),
    )


def _rendered(request: HttpRequest, panel: UnionPanel, union: "Union") -> str:
    context = panel.context(actor_of(request), union.pk)
    return render_to_string(panel.template, context, request=request)


def _holds(actor: Actor, ability: str, union: "Union") -> bool:
    return actor.scope(ability).covers(union.ancestors)


def _open_path(actor: Actor, path: "list[Union]") -> list[tuple[str, str]]:
    """Return names from the root down, with addresses where the actor may go."""
    return [(u.name, _link(u) if _holds(actor, "unions.view", u) else "") for u in path]


def _tab_context(
    actor: Actor, union: "Union", record: queries.UnionRecord, tab: str
) -> dict[str, Any]:
    today = clock.today()
    if tab == "children":
        return {"nodes": queries.children_nodes(actor=actor, union=union, on=today)}
    if tab == "declared":
        return {"declarations": queries.declarations_of(union=union)[:40]}
    if tab == "history":
        return {
            "positions": queries.positions_of(union=union)[:100],
            "changes": [_told(actor, change) for change in queries.changes_of(union=union)],
        }
    if tab == "overview":
        return _overview(actor, union, record)
    return {}


def _overview(actor: Actor, union: "Union", record: queries.UnionRecord) -> dict[str, Any]:
    today = clock.today()
    fresh = rules.freshness(until=union.certificate_until, on=today)
    term = record.terms[0] if record.terms else None
    nodes = queries.figures_of(union=union, on=today)
    declared = record.declared
    due = rules.women_committee_due(
        women_members=declared.women_members if declared else 0, on=today, place=union.region
    )
    return {
        "facts": _facts(union),
        "certificate_tone": FRESH_TONES[fresh],
        "certificate_words": _(FRESH_WORDS[fresh]),
        "term": term,
        "term_is_over": term is not None and term.ends_before <= today,
        "below": nodes.below,
        "figures": nodes.figures,
        "women_due": due,
        "women_missing": not union.has_ended
        and due.form == "committee"
        and not any(c.kind == "women" and c.form == "committee" for c in record.committees),
        "has_account": bool(union.account_cipher),
    }


def _told(actor: Actor, change: queries.Change) -> dict[str, Any]:
    """Return a change as the timeline shows it, linked where the reader may go."""
    other, was = change.other, change.was
    top = _("最高一级")
    title = _(CHANGE_TITLES[change.kind]).format(
        other=other.name if other else top, was=was.name if was else top, name=change.name
    )
    if change.kind == "opened" and other is None:
        title = _("建立，为最高一级")
    return {
        "at": change.on,
        "title": title,
        "text": _("依据或原因：%(reason)s") % {"reason": change.reason} if change.reason else "",
        "url": _link(other) if other and _holds(actor, "unions.view", other) else "",
        "state": "bad" if change.kind in ("merged", "ended") else "done",
    }


def _day(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""


def _facts(union: "Union") -> list[tuple[Any, ...]]:
    parent = union.parent
    facts: list[tuple[Any, ...]] = [
        (_("工会编号"), union.code),
        (_("组织类型"), union.get_kind_display()),
        (_("上级工会"), parent.name if parent else ""),
        (_("统一社会信用代码"), union.credit_code),
        (_("建会日期"), _day(union.established_on)),
        (_("批复文号"), union.approval_number),
        (_("单位类别"), union.get_category_display() if union.category else ""),
        (_("国民经济行业"), union.get_sector_display() if union.sector else ""),
        (_("行政区划代码"), union.region),
        (_("经费收缴方式"), union.get_dues_collection_display()),
        (_("地址"), union.address),
        (_("办公电话"), union.phone),
    ]
    if union.dissolved_on:
        facts.append((_("终止日期"), _day(union.dissolved_on)))
    return facts
