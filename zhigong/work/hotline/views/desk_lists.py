"""Lists of tickets by stage: what waits for me, to dispatch, to sign … late, closed, merged."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhigong.base import clock
from zhigong.base.lists import Column, Empty, Filter, Link, ListSpec, list_page
from zhigong.base.pages import actor_of, page
from zhigong.kernel.text import N_
from zhigong.work.hotline import queries
from zhigong.work.hotline.contract import Difficulty, Kind, Satisfaction, TicketState
from zhigong.work.hotline.permissions import EXCHANGE, SETTLE, TAKE, VIEW

MENU = "hotline.tickets"
BOXES = {
    "mine": N_("待我办理"),
    "dispatch": N_("待派单"),
    "sign": N_("待签收"),
    "contact": N_("待联系"),
    "handle": N_("办理中"),
    "call_back": N_("待回访"),
    "check": N_("待质检"),
    "late": N_("已超时"),
    "closed": N_("已办结"),
    "merged": N_("已并单"),
    "all": N_("全部"),
}
LIGHTS = {"late": N_("已超时"), "soon": N_("将超时"), "fine": N_("正常")}
LIGHT_TONES = {"late": "bad", "soon": "warn", "fine": "good"}
STATE_TONES = {
    "dispatch": "warn",
    "sign": "warn",
    "contact": "info",
    "handle": "info",
    "call_back": "info",
    "check": "info",
    "closed": "good",
}
_YES_NO = (("yes", N_("是")), ("no", N_("否")))


def tone_of(state: str) -> str:
    """Return the colour of a state."""
    return STATE_TONES.get(state, "")


def _light(light: str | None) -> str:
    return _(LIGHTS[light]) if light in LIGHTS else ""


def _secret(is_secret: bool) -> str:
    return _("保密") if is_secret else ""


def _rows(box: str) -> Callable[[HttpRequest], Any]:
    def rows(request: HttpRequest) -> Any:
        actor, today = actor_of(request), clock.today()
        if box == "mine":
            found = queries.at_my_desk(actor=actor)
        elif box == "late":
            found = queries.late(queries.tickets_for(actor=actor), today=today)
        else:
            found = queries.tickets_for(actor=actor)
            if box != "all":
                found = found.filter(state=box)
        return queries.with_whereabouts(found, today=today)

    return rows


def _from(rows: Any, value: str) -> Any:
    return rows.filter(case__opened_on__gte=parse_date(value))


def _to(rows: Any, value: str) -> Any:
    return rows.filter(case__opened_on__lte=parse_date(value))


def _truth(lookup: str) -> Callable[[Any, str], Any]:
    return lambda rows, value: rows.filter(**{lookup: value == "yes"})


def _redone(rows: Any, value: str) -> Any:
    return rows.filter(redo_times__gt=0) if value == "yes" else rows.filter(redo_times=0)


def _of_unit(rows: Any, value: str) -> Any:
    return rows.filter(unit_id=int(value)) if value.isdecimal() and len(value) < 10 else rows


_COLUMNS = (
    Column("number", N_("工单编号"), "case__number", link=Link("hotline:ticket", "case__number")),
    Column("kind", N_("类型"), "kind"),
    Column("subject", N_("标题"), "subject", wrap=True),
    Column("secret", N_("保密"), "is_secret", text=_secret),
    Column("state", N_("状态"), "state", tone=STATE_TONES),
    Column("step_unit", N_("当前工会"), "step_unit"),
    Column("due_on", N_("办结期限"), "due_on", sort="due_on"),
    Column("light", N_("时限"), "light", text=_light, tone=LIGHT_TONES),
    Column("calls", N_("来电次数"), "calls", numeric=True, shown=False),
    Column("opened_at", N_("登记时间"), "case__opened_at", sort="case__opened_at"),
    Column("step_due", N_("环节期限"), "step_due", shown=False),
    Column("difficulty", N_("难易程度"), "difficulty", shown=False),
    Column("accused", N_("涉及单位"), "accused", shown=False),
    Column("unit", N_("承办工会"), "unit__name", shown=False),
    Column("satisfaction", N_("满意度"), "satisfaction", shown=False),
    Column("redo_times", N_("重办次数"), "redo_times", numeric=True, shown=False),
    Column("external_number", N_("外部工单号"), "external_number", shown=False),
)
_FILTERS = (
    Filter("kind", N_("类型"), choices=Kind.choices),
    Filter("difficulty", N_("难易程度"), choices=Difficulty.choices),
    Filter("secret", N_("保密"), choices=_YES_NO, apply=_truth("is_secret")),
    Filter("from", N_("登记日期起"), kind="date", apply=_from, usual=False),
    Filter("to", N_("登记日期止"), kind="date", apply=_to, usual=False),
    Filter("on_time", N_("按时反馈"), choices=_YES_NO, apply=_truth("is_on_time"), usual=False),
    Filter("satisfaction", N_("满意度"), choices=Satisfaction.choices, usual=False),
    Filter("redone", N_("重办过"), choices=_YES_NO, apply=_redone, usual=False),
    Filter("immediate", N_("即时答复"), choices=_YES_NO, apply=_truth("is_immediate"), usual=False),
    Filter("unit", N_("承办工会编码"), kind="text", apply=_of_unit, usual=False),
)
_EMPTY = {
    "mine": Empty(
        N_("没有等您办理的工单"), N_("派到您工会的工单会出现在这里。"), icon="circle-check"
    ),
    "late": Empty(N_("没有超时的工单"), icon="circle-check"),
}


def _spec(box: str) -> ListSpec:
    return ListSpec(
        code=f"hotline-{box}",
        title=N_("热线工单"),
        purpose=N_("12351 来电和外部热线转来的工单；保密工单不显示来电人。"),
        ability=VIEW,
        rows=_rows(box),
        order=("-case__opened_at",) if box in ("closed", "merged", "all") else ("due_on",),
        search=queries.search_tickets,
        search_hint=N_("工单编号或末几位、外部工单号、标题、涉及单位"),
        columns=_COLUMNS,
        filters=_FILTERS,
        empty=_EMPTY.get(box, Empty(N_("没有这样的工单"), icon="phone")),
        drawer=False,
    )


SPECS = {box: _spec(box) for box in BOXES}


@page(VIEW)
@require_http_methods(["GET", "POST"])
def tickets(request: HttpRequest, stage: str = "mine") -> HttpResponse:
    """List the tickets of one stage."""
    if stage not in SPECS:
        raise Http404
    actor = actor_of(request)
    counts = queries.counts_by_state(actor=actor, today=clock.today())
    shown = {**dict.fromkeys(TicketState.values, 0), **counts, "all": None}
    tabs = [(code, _(title), _url(code), shown.get(code)) for code, title in BOXES.items()]
    return list_page(
        request,
        SPECS[stage],
        "hotline/desk/tickets.html",
        tabs=tabs,
        box=stage,
        menu_code=MENU,
        may_take=actor.may(TAKE),
        may_settle=actor.may(SETTLE),
        may_exchange=actor.may(EXCHANGE),
    )


def _url(box: str) -> str:
    return reverse("hotline:tickets") if box == "mine" else reverse("hotline:stage", args=[box])
