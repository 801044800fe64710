"""How the coverages of a union are drawn: cards, ranking, trend, funnel, late terms."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from zhigong.engines.indicators import rules
from zhigong.engines.indicators.queries import Board, Card, LateTerm
from zhigong.ui.templatetags.ui import percent


@dataclass(frozen=True, slots=True)
class Shown:
    """All that the drawing follows from; the same numbers are drawn once.

    :param code: of the union; ``by`` of the coverage its children are ranked by.
    :param opens_lists: whether the reader may open the lists behind the figures.
    """

    code: str
    by: str
    today: date
    board: Board
    late: tuple[LateTerm, ...]
    opens_lists: bool
    language: str

    @property
    def chosen(self) -> Card:
        """The coverage the children are ranked by."""
        return self.board.card(self.by)

    @property
    def day_in_query(self) -> str:
        """What an address of another page of this day ends with."""
        on = self.board.on
        return "" if on == self.today else f"&on={on.isoformat()}"

    def gap_url(self, card: Card) -> str:
        """Return the address of the list behind a figure; nothing for who sees figures alone."""
        if not self.opens_lists:
            return ""
        on = card.figure.as_of.isoformat()
        return reverse("indicators:gap", args=[card.entry.code, self.code, on])


@lru_cache(maxsize=100)
def drawn(shown: Shown) -> SafeString:
    """Return the markup of a board, some 60 KB. Its numbers are counted anew for every page."""
    chosen = shown.chosen
    target = None if chosen.target is None else float(chosen.target)
    context = {
        "board": shown.board,
        "chosen": chosen,
        "cards": [_card(card, shown) for card in shown.board.cards],
        "tabs": _tabs(shown),
        "ranking": _ranking(shown),
        "target": target,
        "funnel": _funnel(shown),
        "excess": shown.board.card("collected").figure.excess,
        "trend": _trend(chosen, target),
        "late": shown.late,
        "late_url": shown.gap_url(shown.board.card("term_current")),
        "by": shown.by,
    }
    return mark_safe(render_to_string("indicators/_board.html", context))  # noqa: S308


def change_in_words(change: Decimal | None) -> str:
    """Say by how much a rate moved since the end of last month, in points."""
    if change is None:
        return ""
    if not round(change, 2):  # what would be shown as +0.00
        return _("与上月末持平")
    return _("较上月末{change:+.2f}个百分点").format(change=change)


def _card(card: Card, shown: Shown) -> dict[str, Any]:
    return {
        "card": card,
        "change_text": change_in_words(card.change),
        "series": [float(f.rate) for f in card.series if f.rate is not None],
        "legal": ";".join(source.cite() for source in card.entry.legal),
        "gap_url": shown.gap_url(card),
        "gap_label": _("未覆盖名单（{count:,}）").format(count=card.figure.gap_rows),
    }


def _tabs(shown: Shown) -> list[tuple[str, str, str]]:
    query = shown.day_in_query
    entries = [card.entry for card in shown.board.cards]
    return [(e.code, e.title, f"?by={e.code}{query}#ranking") for e in entries]


def _ranking(shown: Shown) -> list[dict[str, Any]]:
    """Return the children by share, the highest first; those without anything due are last."""
    query = f"?by={shown.by}{shown.day_in_query}"
    pairs = [(child, child.figures[shown.by]) for child in shown.board.children]
    pairs.sort(key=lambda pair: (-(pair[1].rate or Decimal(-1)), pair[0].name))
    return [
        {
            "name": child.name,
            "figure": figure,
            "url": reverse("indicators:coverage", args=[child.code]) + query,
            "share": figure.rate or 0,
            "text": percent(figure.rate),
        }
        for child, figure in pairs
    ]


def _funnel(shown: Shown) -> list[dict[str, Any]]:
    """Return the way from workers to verified members; each loss opens the list that closes it.

    From workers to declared members there is no list of names: who is missing are employers, whose
    workers have not joined.
    """
    joined, collected = shown.board.card("join_rate"), shown.board.card("collected")
    verified = shown.board.card("verified")
    workers, declared = joined.figure.denominator, collected.figure.denominator
    steps: list[dict[str, Any]] = [
        {"name": _("职工"), "count": workers, "lost": 0, "lost_url": ""},
        {
            "name": _("应采集（申报会员）"),
            "count": declared,
            "lost": max(workers - declared, 0),
            "lost_url": shown.gap_url(joined),
        },
        {
            "name": _("已采集（实名在册）"),
            "count": verified.figure.denominator,
            "lost": collected.figure.gap,
            "lost_url": shown.gap_url(collected),
        },
        {
            "name": _("已认证"),
            "count": verified.figure.numerator,
            "lost": verified.figure.gap,
            "lost_url": shown.gap_url(verified),
        },
    ]
    most = max(step["count"] for step in steps) or 1
    return [{**step, "width": f"{100 * step['count'] / most:.2f}%"} for step in steps]


def _trend(card: Card, target: float | None) -> dict[str, Any]:
    """Return what the chart of the year is drawn from."""
    shares = [None if figure.rate is None else float(figure.rate) for figure in card.series]
    chart = rules.trend(shares, target=target)
    dots = [] if chart is None else [(dot, card.series[dot.index]) for dot in chart.dots]
    return {"chart": chart, "dots": dots, "figures": card.series}
