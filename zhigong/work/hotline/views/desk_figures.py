"""How well the hotline works, each figure a way to its rows."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from zhigong.base import clock
from zhigong.base.pages import actor_of, page, render_page
from zhigong.work.hotline import queries
from zhigong.work.hotline.permissions import VIEW
from zhigong.work.hotline.rules import LEAST_SHOWN


@page(VIEW)
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Show the figures of a span of days: all, by kind, by unit."""
    today = clock.today()
    since = _day(request.GET.get("from"), today.replace(day=1))
    until = max(_day(request.GET.get("to"), today), since)
    whole, kinds, units = queries.figures_of(actor=actor_of(request), since=since, until=until)
    span = {"from": f"{since:%Y-%m-%d}", "to": f"{until:%Y-%m-%d}"}
    return render_page(
        request,
        "hotline/desk/figures.html",
        menu_code="hotline.figures",
        whole=whole,
        cards=_links(span),
        kinds=[(line, _links({**span, "kind": line.code})) for line in kinds],
        units=[(line, _links({**span, "unit": line.code})) for line in units],
        least=LEAST_SHOWN,
        since=since,
        until=until,
    )


def _day(text: str | None, preset: date) -> date:
    try:
        return parse_date(text or "") or preset
    except ValueError:
        return preset


def _links(query: dict[str, str]) -> dict[str, Any]:
    """Return the addresses of the rows behind each figure of a line."""
    base = reverse("hotline:stage", args=["all"])
    narrower = {
        "taken": {},
        "immediate": {"immediate": "yes"},
        "on_time": {"on_time": "no"},
        "content": {"satisfaction": "2"},
        "redone": {"redone": "yes"},
    }
    return {name: f"{base}?{urlencode({**query, **more})}" for name, more in narrower.items()}
