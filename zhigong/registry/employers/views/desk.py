"""Desk pages of the employer register: the list and the page of one employer."""

from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhigong.base.actor import Actor
from zhigong.base.lists import Column, Empty, Filter, Link, ListSpec, list_page
from zhigong.base.pages import actor_of, page, render_page
from zhigong.kernel.text import N_
from zhigong.registry.employers import forms, queries, rules
from zhigong.registry.unions.contract import labels

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhigong.registry.employers.models import Employer, Statement

PAGE = Link("employers:detail", "code")
STATUS_TONES = {"active": "good", "suspended": "warn", "revoked": "bad", "cancelled": ""}
CREDIT_TONES = {"valid": "good", "failed": "warn", "missing": ""}
OWN_TABS = (
    ("overview", N_("基本信息")),
    ("headcounts", N_("职工数")),
    ("statements", N_("来源记录")),
    ("worksites", N_("工作场所")),
)
ACTIONS = {"change": "employers.change", "affiliate": "employers.affiliate"}
COVERED, BARE = "covered", "bare"
FIELD_TITLES = {
    "name": N_("单位名称"),
    "status": N_("登记状态"),
    "sector": N_("国民经济行业"),
    "category": N_("单位类别"),
    "ownership": N_("所有制"),
    "region": N_("行政区划代码"),
    "address": N_("地址"),
    "workers": N_("职工数"),
    "women_workers": N_("女职工数"),
}


def _by_cover(rows: "QuerySet[Any]", value: str) -> "QuerySet[Any]":
    return queries.with_union(rows) if value == COVERED else queries.without_union(rows)


def _by_size(rows: "QuerySet[Any]", value: str) -> "QuerySet[Any]":
    return queries.below_lines(rows) if value == "0" else queries.at_least(rows, int(value))


def _listed(request: HttpRequest) -> "QuerySet[Any]":
    """Return the employers in scope; those that are gone only when looked for, or by their state.

    Who searches by name or code would else take a revoked employer for one never registered.
    """
    rows = queries.employers_for(actor=actor_of(request))
    looked_for = request.GET.get("status") or request.GET.get("q", "").strip()
    return rows if looked_for else queries.in_business(rows)


def _link(employer: "Employer") -> str:
    return reverse("employers:detail", args=[employer.code])


def _choices(table: Any) -> Any:
    return lambda request: labels(table)


EMPLOYERS = ListSpec(
    code="employers",
    title=N_("用人单位"),
    purpose=N_("有工会和没有工会的单位都在这里；未建会的单位就是建会工作的对象。"),
    ability="employers.view",
    rows=_listed,
    order=("code",),
    search=queries.search_employers,
    search_hint=N_("单位名称、编号或统一社会信用代码"),
    columns=(
        Column(
            "name", N_("单位名称"), "name", sort="name_key", link=Link("employers:detail", "code")
        ),
        Column(
            "union",
            N_("覆盖工会"),
            lambda row: row.covered_by.name if row.covered_by else _("未建会"),
            tone=lambda row: cast("str", None) if row.covered_by_id else "warn",
        ),
        Column("workers", N_("职工数"), "workers", sort="workers", numeric=True),
        Column("headcount_on", N_("截至"), "headcount_on", sort="headcount_on"),
        Column("headcount_source", N_("职工数来源"), "headcount_source"),
        Column("sector", N_("行业"), "sector", sort="sector"),
        Column("ownership", N_("所有制"), "ownership", sort="ownership"),
        Column("area", N_("归口工会"), "area_union__name"),
        Column("status", N_("登记状态"), "status", tone=STATUS_TONES),
        Column("code", N_("单位编号"), "code", sort="code", shown=False),
        Column("credit_code", N_("统一社会信用代码"), "credit_code", shown=False),
        Column("women", N_("女职工数"), "women_workers", numeric=True, shown=False),
        Column("category", N_("单位类别"), "category", shown=False),
        Column("address", N_("地址"), "address", shown=False, wrap=True),
        Column("verification", N_("核实情况"), "verification", shown=False),
        Column("deputy", N_("代表委员"), "deputy_kind", shown=False),
    ),
    filters=(
        Filter(
            "cover",
            N_("建会情况"),
            choices=((COVERED, N_("有工会")), (BARE, N_("未建会"))),
            apply=_by_cover,
        ),
        Filter(
            "size",
            N_("规模"),
            choices=(
                ("100", N_("100人以上")),
                ("25", N_("25人以上")),
                ("0", N_("25人以下")),
            ),
            apply=_by_size,
        ),
        Filter("sector", N_("行业"), choices=_choices(forms.SECTORS)),
        Filter("ownership", N_("所有制"), choices=_choices(forms.OWNERSHIPS), usual=False),
        Filter("status", N_("登记状态"), choices=_choices(forms.STATUSES), usual=False),
        Filter(
            "group",
            N_("重点领域"),
            choices=_choices(forms.TARGET_GROUPS),
            apply=lambda rows, value: rows.filter(target_groups__contains=[value]),
            usual=False,
        ),
        Filter("deputy_kind", N_("代表委员"), choices=_choices(forms.DEPUTIES), usual=False),
        Filter(
            "area",
            N_("归口工会"),
            kind="text",
            apply=lambda rows, value: rows.filter(area_union__name__icontains=value),
            usual=False,
        ),
        Filter("verification", N_("核实情况"), choices=_choices(forms.VERIFICATIONS), usual=False),
    ),
    empty=Empty(
        N_("这里还没有用人单位"),
        N_("可导入企业名录，或逐个登记。"),
        N_("登记用人单位"),
        "employers:open",
    ),
)


@page("employers.view")
def list_employers(request: HttpRequest) -> HttpResponse:
    """List the employers in scope, with and without a union."""
    return list_page(
        request,
        EMPLOYERS,
        "employers/list.html",
        may_open=actor_of(request).may("employers.open"),
    )


@page("employers.view")
@require_safe
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show one employer: its record, head-counts, sources and worksites."""
    actor = actor_of(request)
    employer = queries.get_employer_for(actor=actor, code=code)
    tabs = [(c, _(t), f"{_link(employer)}?tab={c}") for c, t in OWN_TABS]
    current = request.GET.get("tab", "overview")
    if current not in {c for c, _title in OWN_TABS}:
        current = "overview"
    return render_page(
        request,
        "employers/detail.html",
        employer=employer,
        tabs=tabs,
        current=current,
        status_tone=STATUS_TONES[employer.status],
        may={name: _holds(actor, ability, employer) for name, ability in ACTIONS.items()},
        **_tab_context(employer, current),
    )


def _holds(actor: Actor, ability: str, employer: "Employer") -> bool:
    scope = actor.scope(ability)
    covered = employer.covered_by
    return scope.covers(employer.area_union.ancestors) or (
        covered is not None and scope.covers(covered.ancestors)
    )


def _tab_context(employer: "Employer", tab: str) -> dict[str, Any]:
    if tab == "headcounts":
        return {"headcounts": queries.headcounts_of(employer=employer)[:200]}
    if tab == "statements":
        said = queries.statements_of(employer=employer)[:100]
        return {"statements": [(one, _worded(one)) for one in said]}
    if tab == "worksites":
        return {"worksites": queries.worksites_of(employer=employer)[:200]}
    return {
        "facts": _facts(employer),
        "credit_tone": CREDIT_TONES[employer.credit_state],
        "affiliations": queries.affiliations_of(employer=employer)[:50],
        "size_class": rules.size_class(employer.workers),
        "is_non_public": rules.is_non_public(employer.ownership),
    }


def _facts(employer: "Employer") -> list[tuple[Any, ...]]:
    groups = dict(labels(forms.TARGET_GROUPS))
    return [
        (_("单位编号"), employer.code),
        (_("国民经济行业"), employer.get_sector_display() if employer.sector else ""),
        (_("单位类别"), employer.get_category_display() if employer.category else ""),
        (_("所有制"), employer.get_ownership_display() if employer.ownership else ""),
        (_("行政区划代码"), employer.region),
        (_("地址"), employer.address),
        (_("代表委员"), employer.get_deputy_kind_display()),
        (_("重点领域"), "、".join(groups[code] for code in employer.target_groups)),
    ]


def _worded(statement: "Statement") -> list[tuple[str, str]]:
    """Return what a source said, in words."""
    tables = {
        "status": dict(labels(forms.STATUSES)),
        "sector": dict(labels(forms.SECTORS)),
        "category": dict(labels(forms.CATEGORIES)),
        "ownership": dict(labels(forms.OWNERSHIPS)),
    }
    return [
        (_(FIELD_TITLES[name]), str(tables.get(name, {}).get(str(value), value)))
        for name, value in statement.fields.items()
        if name in FIELD_TITLES
    ]
