"""The leaders' page of coverages: a union, its children, the year; every figure has its list."""

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.base.pages import actor_of, page, render_page
from zhigong.engines.indicators import queries, rules
from zhigong.engines.indicators.contract import COVERAGES
from zhigong.engines.indicators.queries import Board, Card, Figure
from zhigong.registry.unions.queries import get_union_for, path_of, scope_tops
from zhigong.ui.templatetags.ui import percent

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


def gap_url(card: Card, union: Any, actor: Actor) -> str:
    """Return the address of the list behind a figure; nothing for who may see figures alone."""
    if not actor.scope(GAP).covers(union.ancestors):
        return ""
    on = card.figure.as_of.isoformat()
    return reverse("indicators:gap", args=[card.entry.code, union.code, on])


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
    board = queries.board(union_id=union.pk, place=union.region, on=on, today=clock.today())
    by = request.GET.get("by", PRESET)
    by = by if by in COVERAGES else PRESET
    chosen = board.card(by)
    context: dict[str, Any] = {
        "union": union,
        "board": board,
        "day_remark": day_remark(request),
        "chosen": chosen,
        "path": seen_path(actor, union),
        "cards": [_shown_card(card, union, actor) for card in board.cards],
        "tabs": _tabs(board, on),
        "ranking": _ranking(board, by, on),
        "target": None if chosen.target is None else float(chosen.target),
        "funnel": _funnel(board, union, actor),
        "excess": board.card("collected").figure.excess,
        "trend": _trend(chosen),
        "late": queries.late_terms(union_id=union.pk, on=on),
        "late_url": gap_url(board.card("term_current"), union, actor),
        "by": by,
    }
    return render_page(request, "indicators/coverage.html", **context)


def _shown_card(card: Card, union: Any, actor: Actor) -> dict[str, Any]:
    change = card.change
    return {
        "card": card,
        "change_text": change_in_words(change),
        "series": [float(f.rate) for f in card.series if f.rate is not None],
        "legal": ";".join(source.cite() for source in card.entry.legal),
        "gap_url": gap_url(card, union, actor),
        "gap_label": _("未覆盖名单（{count:,}）").format(count=card.figure.gap_rows),
    }


def change_in_words(change: Decimal | None) -> str:
    """Say by how much a rate moved since the end of last month, in points."""
    if change is None:
        return ""
    if not round(change, 2):  # what would be shown as +0.00
        return _("与上月末持平")
    return _("较上月末{change:+.2f}个百分点").format(change=change)


def _tabs(board: Board, on: date) -> list[tuple[str, str, str]]:
    query = "" if on == clock.today() else f"&on={on.isoformat()}"
    return [
        (c.entry.code, c.entry.title, f"?by={c.entry.code}{query}#ranking") for c in board.cards
    ]


def _ranking(board: Board, by: str, on: date) -> list[dict[str, Any]]:
    """Return the children by share, the highest first; those without anything due are last."""
    query = f"?by={by}" + ("" if on == clock.today() else f"&on={on.isoformat()}")
    children = sorted(
        board.children, key=lambda child: (-(child.figures[by].rate or Decimal(-1)), child.name)
    )
    return [
        {
            "name": child.name,
            "figure": child.figures[by],
            "url": reverse("indicators:coverage", args=[child.code]) + query,
            "share": child.figures[by].rate or 0,
            "text": percent(child.figures[by].rate),
        }
        for child in children
    ]


def _funnel(board: Board, union: Any, actor: Actor) -> list[dict[str, Any]]:
    """Return the way from declared to recorded to verified members, each loss with its list."""
    collected, verified = board.card("collected"), board.card("verified")
    steps: list[dict[str, Any]] = [
        {"name": _("申报会员"), "count": collected.figure.denominator, "lost": 0, "lost_url": ""},
        {
            "name": _("实名在册"),
            "count": verified.figure.denominator,
            "lost": collected.figure.gap,
            "lost_url": gap_url(collected, union, actor),
        },
        {
            "name": _("实名认证"),
            "count": verified.figure.numerator,
            "lost": verified.figure.gap,
            "lost_url": gap_url(verified, union, actor),
        },
    ]
    most = max(step["count"] for step in steps) or 1
    return [{**step, "width": f"{100 * step['count'] / most:.2f}%"} for step in steps]


def _trend(card: Card) -> SafeString:
    """Return the chart of the year, with the figures it is drawn from."""
    target = None if card.target is None else float(card.target)
    return _drawn_trend(str(card.entry.title), tuple(card.series), target, get_language())


@lru_cache(maxsize=1_000)
def _drawn_trend(
    title: str, figures: tuple[Figure, ...], target: float | None, language: str
) -> SafeString:
    """Return the markup of a trend, which follows from its figures alone."""
    shares = [None if figure.rate is None else float(figure.rate) for figure in figures]
    chart = rules.trend(shares, target=target)
    dots = [] if chart is None else [(dot, figures[dot.index]) for dot in chart.dots]
    trend = {"chart": chart, "dots": dots, "figures": figures}
    context = {"title": title, "target": target, "trend": trend}
    return mark_safe(render_to_string("indicators/_trend.html", context))  # noqa: S308
