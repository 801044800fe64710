"""The leaders' page of coverages: a union, its children, the year; every figure has its list."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.base.pages import actor_of, page, render_page
from zhigong.engines.indicators import queries
from zhigong.engines.indicators.contract import COVERAGES
from zhigong.engines.indicators.views.board import Shown, drawn
from zhigong.registry.unions.queries import get_union_for, path_of, scope_tops

VIEW, GAP = "indicators.view", "indicators.view_gap"
PRESET = "collected"
LONGEST_DAY = 20


def chosen_day(request: HttpRequest) -> date:
    """Return the day asked for, at most today; today when it is not a date."""
    today = clock.today()
    try:
        return min(date.fromisoformat(request.GET.get("on", "")), today)
    except ValueError:
        return today


def day_remark(request: HttpRequest) -> str:
    """Say why the day asked for is not the one that is shown; "" when it is."""
    asked = request.GET.get("on", "")
    if not asked:
        return ""
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        return _("日期“%(day)s”无法识别，以下是今天的数字。请按 2026-01-31 的格式填写。") % {
            "day": asked[:LONGEST_DAY]
        }
    return _("所选日期还没有到，以下是今天的数字。") if day > clock.today() else ""


def seen_path(actor: Actor, union: Any) -> list[Any]:
    """Return the unions down to this one, from the highest the reader sees."""
    scope, above = actor.scope(VIEW), union.ancestors[:-1]
    if not above or not scope.covers(above):
        return [union]
    return [one for one in path_of(union) if scope.covers(one.ancestors)]


@page(VIEW)
def coverage(request: HttpRequest, code: str | None = None) -> HttpResponse:
    """Show the coverages of a union, or of the highest one the reader sees."""
    actor, on = actor_of(request), chosen_day(request)
    if code is None:
        tops = scope_tops(actor=actor, ability=VIEW)
        if not tops:
            raise Http404
        union = tops[0]
    else:
        union = get_union_for(actor=actor, code=code, ability=VIEW)
    by = request.GET.get("by", PRESET)
    by = by if by in COVERAGES else PRESET
    today = clock.today()
    board = queries.board(
        union_id=union.pk, place=union.region, on=on, today=today, of_children=[by]
    )
    shown = Shown(
        code=union.code,
        by=by,
        today=today,
        board=board,
        late=tuple(queries.late_terms(union_id=union.pk, on=on)),
        opens_lists=actor.scope(GAP).covers(union.ancestors),
        language=get_language(),
    )
    return render_page(
        request,
        "indicators/coverage.html",
        union=union,
        board=board,
        day_remark=day_remark(request),
        path=seen_path(actor, union),
        by=by,
        content=drawn(shown),
    )
