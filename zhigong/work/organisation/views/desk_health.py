"""Health cards on the desk: every union by what it lacks."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhigong.base.lists import Column, Empty, Filter, Link, ListSpec, list_page
from zhigong.base.pages import actor_of, page
from zhigong.kernel.text import N_
from zhigong.registry.unions.queries import get_union_for
from zhigong.work.organisation import operations, queries
from zhigong.work.organisation.permissions import VIEW

MENU = "organisation.health"


def _lacking(row: Any) -> str:
    return "、".join(_(title) for _code, title, _step, _route in queries.lacks_of(row)) or _("齐全")


def _next(row: Any) -> str:
    found = queries.lacks_of(row)
    return _(found[0][2]) if found else ""


def _tone(row: Any) -> str:
    return "good" if not row.lacks else "bad" if row.lacks >= 4 else "warn"


HEALTH = ListSpec(
    code="organisation-health",
    title=N_("工会健康卡"),
    purpose=N_("每个工会有什么、缺什么、下一步做什么；每天夜间重新统计，也可在工会页面即时更新。"),
    ability=VIEW,
    rows=lambda request: queries.cards_for(actor=actor_of(request)),
    order=("-lacks", "union__code"),
    search=lambda rows, words: rows.filter(union__name__icontains=words.strip()),
    search_hint=N_("工会名称"),
    columns=(
        Column(
            "name",
            N_("工会"),
            "union__name",
            link=Link("organisation:card", "union__code"),
            wrap=True,
        ),
        Column("lacks", N_("缺项"), "lacks", sort="lacks", numeric=True),
        Column("missing", N_("缺什么"), _lacking, wrap=True),
        Column("next", N_("下一步"), _next, wrap=True),
        Column("workers", N_("应采集"), "workers", sort="workers", numeric=True),
        Column("recorded", N_("在库实名"), "recorded", sort="recorded", numeric=True),
        Column("verified", N_("已认证"), "verified", sort="verified", numeric=True),
        Column("term_ends", N_("届满日"), "term_ends", sort="term_ends"),
        Column("last_case_on", N_("最近办件"), "last_case_on", sort="last_case_on"),
        Column("parent", N_("上级工会"), "union__parent__name", shown=False),
        Column("kind", N_("组织类型"), "union__kind", shown=False),
        Column("counted_at", N_("统计时间"), "counted_at", shown=False),
    ),
    filters=(
        Filter(
            "lacking",
            N_("缺什么"),
            choices=[(code, title) for code, (title, _step, _route) in queries.LACKS.items()],
            apply=lambda rows, value: rows.filter(missing__contains=[value]),
        ),
        Filter("union__kind", N_("组织类型"), choices=lambda request: queries.union_kinds()),
        Filter(
            "above",
            N_("上级工会"),
            kind="text",
            apply=lambda rows, value: rows.filter(union__parent__name__icontains=value),
        ),
    ),
    empty=Empty(N_("还没有健康卡"), N_("健康卡每天夜间统计；工会登记后第二天可以看到。")),
    drawer=False,
)


@page(VIEW)
def health(request: HttpRequest) -> HttpResponse:
    """List the health cards in scope, those that lack most first."""
    return list_page(request, HEALTH, menu_code=MENU)


@page(VIEW)
def card(request: HttpRequest, union_code: str) -> HttpResponse:
    """Lead to the card on the union's own page."""
    union = get_union_for(actor=actor_of(request), code=union_code, ability=VIEW)
    response = redirect("unions:detail", union.code)
    response["Location"] += "?tab=health"
    return response


@page(VIEW)
@require_POST
def refresh(request: HttpRequest, union_code: str) -> HttpResponse:
    """Count the card of one union anew."""
    actor = actor_of(request)
    union = get_union_for(actor=actor, code=union_code, ability=VIEW)
    operations.count_health(actor=actor, at=request.now, union_ids=[union.pk])  # type: ignore[attr-defined]
    messages.success(request, _("已重新统计。"))
    response = redirect("unions:detail", union.code)
    response["Location"] += "?tab=health"
    return response
