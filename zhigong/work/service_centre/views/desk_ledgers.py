"""The three ledgers on the desk: list, workbook, and the printed sheet in the same columns."""

from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhigong.base import clock
from zhigong.base.lists import Column, Empty, Link, ListSpec, list_page, narrowed_rows
from zhigong.base.pages import actor_of, page, render_page
from zhigong.engines.cases.queries import search_cases
from zhigong.kernel.text import N_
from zhigong.work.service_centre import queries
from zhigong.work.service_centre.contract import LEDGERS, Ledger
from zhigong.work.service_centre.permissions import VIEW
from zhigong.work.service_centre.views.desk_filters import CHANNEL, FROM, STATE, TO, UNIT

MENU = "service_centre.ledgers"
MOST_PRINTED = 500
TONES = {"handling": "info", "returned": "warn", "publicised": "info", "done": "good"}


def _amount(case: Any) -> str:
    gift = getattr(case, "gift", None)
    return f"{gift.amount:,.2f}" if gift else ""


def _stars(stars: int | None) -> str:
    return _("%(n)d星") % {"n": stars} if stars else ""


def _ledger(code: str) -> Ledger:
    if code not in LEDGERS:
        raise Http404
    return LEDGERS.get(code)


@cache
def spec_of(code: str) -> ListSpec:
    """Return the list of a ledger in its official columns."""
    ledger = LEDGERS.get(code)
    money = (Column("amount", N_("金额（元）"), _amount, numeric=True),)
    return ListSpec(
        code=f"ledger-{code}",
        title=ledger.title,
        purpose=ledger.purpose,
        ability=VIEW,
        rows=lambda request: queries.ledger_rows(actor=actor_of(request), ledger=ledger),
        order=("-opened_at",),
        search=search_cases,
        search_hint=N_("办件编号或末几位、申请人姓名"),
        columns=(
            Column("number", N_("办件编号"), "number", link=Link("cases:detail", "number")),
            Column("opened_on", N_("登记日期"), "opened_on", sort="opened_at"),
            Column("name", N_("姓名"), queries.ledger_name, masked=True),
            Column("union", N_("所属工会"), "union__name"),
            Column("matter", N_("事项"), "title"),
            Column("content", ledger.content, queries.ledger_content, wrap=True, masked=True),
            Column("channel", N_("来源"), "channel"),
            Column("state", N_("办理情况"), "state", tone=TONES),
            Column("closed_on", N_("办结时间"), "closed_at"),
            Column("result", N_("办理结果"), "result", wrap=True),
            *(money if ledger.has_amounts else ()),
            Column("stars", N_("评价"), "stars", text=_stars),
        ),
        filters=(FROM, TO, UNIT, STATE, CHANNEL),
        empty=Empty(
            N_("这个时间段没有记录"), N_("台账由办件自动生成，不用另外登记。"), icon="book"
        ),
    )


@page(VIEW)
@require_http_methods(["GET", "POST"])
def ledger(request: HttpRequest, ledger_code: str = "hardship") -> HttpResponse:
    """List one of the ledgers with its totals."""
    chosen = _ledger(ledger_code)
    spec = spec_of(chosen.code)
    rows, _conditions = narrowed_rows(request, spec)
    return list_page(
        request,
        spec,
        "service_centre/desk/ledger.html",
        menu_code=MENU,
        ledger=chosen,
        tabs=[(one.code, one.title, _address(one), None) for one in queries.ledgers()],
        totals=queries.ledger_totals(rows, today=clock.today()),
        query=request.GET.urlencode(),
    )


def _address(chosen: Ledger) -> str:
    return reverse("service_centre:ledger", args=[chosen.code])


@page(VIEW)
@require_safe
def ledger_print(request: HttpRequest, ledger_code: str) -> HttpResponse:
    """Show a ledger as it is printed on A4 across: the rows of the list, and their totals."""
    chosen = _ledger(ledger_code)
    rows, conditions = narrowed_rows(request, spec_of(chosen.code))
    shown = list(rows.order_by("opened_at", "pk")[: MOST_PRINTED + 1])
    return render_page(
        request,
        "service_centre/desk/ledger_print.html",
        ledger=chosen,
        lines=[_line(case) for case in shown[:MOST_PRINTED]],
        is_cut=len(shown) > MOST_PRINTED,
        most=MOST_PRINTED,
        conditions=conditions,
        totals=queries.ledger_totals(rows, today=clock.today()),
        back=f"{_address(chosen)}?{request.GET.urlencode()}",
    )


def _line(case: Any) -> dict[str, Any]:
    return {
        "case": case,
        "name": queries.ledger_name(case),
        "content": queries.ledger_content(case),
        "amount": _amount(case),
    }
