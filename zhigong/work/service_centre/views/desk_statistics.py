"""Figures of the service centre, and the list behind each of them."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhigong.base import clock
from zhigong.base.lists import Choices, Column, Empty, Filter, Link, ListSpec, list_page
from zhigong.base.pages import actor_of, page, render_page
from zhigong.engines.cases.contract import Channel
from zhigong.engines.cases.queries import all_programmes, search_cases
from zhigong.kernel.text import N_
from zhigong.registry.unions.queries import names_of
from zhigong.work.service_centre import queries
from zhigong.work.service_centre.permissions import VIEW
from zhigong.work.service_centre.views.desk_filters import FROM, TO

MENU = "service_centre.statistics"
WAYS = {
    "programme": N_("按事项"),
    "channel": N_("按渠道"),
    "union": N_("按工会"),
    "month": N_("按月"),
}
OUTCOMES = {
    "done": N_("已办结"),
    "on_time": N_("按时办结"),
    "refused": N_("不予批准或受理"),
    "open": N_("在办"),
    "rated": N_("已评价"),
}
TONES = {"handling": "info", "returned": "warn", "done": "good", "refused": "bad"}


def _programmes(request: HttpRequest) -> Choices:
    return [(one.code, one.title) for one, _place in all_programmes()]


def _union(request: HttpRequest) -> Choices:
    """Return the union the address names, which need not be among the first hundred."""
    asked = request.GET.get("union_id", "")
    return [(asked, name) for name in names_of([int(asked)]).values()] if asked.isdecimal() else []


def _month(request: HttpRequest) -> Choices:
    asked = request.GET.get("month", "")
    return [(asked, asked)] if _day(f"{asked}-01") else []


SERVED = ListSpec(
    code="served-cases",
    title=N_("服务统计明细"),
    ability=VIEW,
    rows=lambda request: queries.served_rows(actor=actor_of(request)),
    order=("-opened_at",),
    search=search_cases,
    search_hint=N_("办件编号或末几位、申请人姓名"),
    columns=(
        Column("number", N_("办件编号"), "number", link=Link("cases:detail", "number")),
        Column("matter", N_("事项"), "title"),
        Column("union", N_("所属工会"), "union__name"),
        Column("channel", N_("渠道"), "channel"),
        Column("state", N_("状态"), "state", tone=TONES),
        Column("opened_at", N_("提交时间"), "opened_at", sort="opened_at"),
        Column("promised_on", N_("承诺办结日期"), "promised_on", sort="promised_on"),
        Column("closed_at", N_("办结时间"), "closed_at", sort="closed_at"),
        Column("stars", N_("评价"), "stars", numeric=True),
    ),
    filters=(
        Filter("outcome", N_("结果"), choices=tuple(OUTCOMES.items()), apply=queries.with_outcome),
        Filter("programme_code", N_("事项"), choices=_programmes),
        Filter("channel", N_("渠道"), choices=Channel.choices),
        FROM,
        TO,
        Filter("union_id", N_("工会"), choices=_union, usual=False),
        Filter("month", N_("月份"), choices=_month, apply=queries.in_month, usual=False),
    ),
    empty=Empty(N_("没有符合的办件"), icon="folder"),
)
_FILTER_OF = {
    "programme": "programme_code",
    "channel": "channel",
    "union": "union_id",
    "month": "month",
}


def _day(text: str) -> Any:
    try:
        return parse_date(text)
    except ValueError:
        return None


@page(VIEW)
@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """Show what came in and what became of it in a period, by one of four ways."""
    way = request.GET.get("by", "")
    way = way if way in WAYS else "programme"
    today = clock.today()
    since = _day(request.GET.get("from", "")) or today.replace(month=1, day=1)
    until = _day(request.GET.get("to", "")) or today
    rows = queries.served_rows(actor=actor_of(request), since=since, until=until)
    period = {"from": f"{since:%Y-%m-%d}", "to": f"{until:%Y-%m-%d}"}
    lines = [*queries.served_by(way, rows), queries.served_in_all(rows, title=_("合计"))]
    return render_page(
        request,
        "service_centre/desk/statistics.html",
        menu_code=MENU,
        way=way,
        way_title=_(WAYS[way]),
        tabs=[(code, _(title), _tab(code, period), None) for code, title in WAYS.items()],
        since=since,
        until=until,
        lines=[_shown(line, way, period) for line in lines],
    )


def _tab(code: str, period: dict[str, str]) -> str:
    return f"{reverse('service_centre:statistics')}?{urlencode({'by': code, **period})}"


def _shown(line: Any, way: str, period: dict[str, str]) -> dict[str, Any]:
    """Return a line with the address of the list behind each of its figures."""
    group = {_FILTER_OF[way]: line.key} if line.key else {}
    base = reverse("service_centre:served")
    links = {
        outcome: f"{base}?{urlencode({**group, **period, 'outcome': outcome})}"
        for outcome in OUTCOMES
    }
    links["received"] = f"{base}?{urlencode({**group, **period})}"
    return {"line": line, "links": links, "is_total": not line.key}


@page(VIEW)
@require_http_methods(["GET", "POST"])
def served(request: HttpRequest) -> HttpResponse:
    """List the cases behind a figure."""
    return list_page(request, SERVED, "service_centre/desk/served.html", menu_code=MENU)
