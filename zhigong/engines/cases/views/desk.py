"""Desk lists of cases: the inbox (待办件) by what it holds, and all cases in scope (办件查询)."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from zhigong.base import clock
from zhigong.base.lists import BulkAction, Choices, Column, Empty, Filter, Link, ListSpec, list_page
from zhigong.base.navigation import waiting_for
from zhigong.base.pages import actor_of, page
from zhigong.engines.cases import queries
from zhigong.engines.cases.contract import INBOX_NEIGHBOURS, CaseState, Channel
from zhigong.kernel.text import N_
from zhigong.registry.unions.queries import unions_for

LIGHTS = {"late": N_("已超时"), "soon": N_("将超时"), "fine": N_("正常")}
LIGHT_TONES = {"late": "bad", "soon": "warn", "fine": "good"}
STATE_TONES = {
    "handling": "info",
    "returned": "warn",
    "publicised": "info",
    "done": "good",
    "refused": "bad",
    "not_accepted": "bad",
}
BOXES = {
    "todo": N_("待办"),
    "soon": N_("将超时"),
    "late": N_("已超时"),
    "supervised": N_("督办"),
    "below": N_("下级在办"),
    "done": N_("已办"),
}
DONE_WORDS = {
    "pass": N_("通过"),
    "return": N_("退回补正"),
    "refuse": N_("不予批准"),
    "not_accept": N_("不予受理"),
    "": N_("转出"),
}
MOST_CHOICES = 200
SHOWN_DIGITS = 6


def applicant(name: str, is_confidential: bool, number: str) -> str:
    """Return who applied, as lists say it: of a confidential case no name but a number."""
    if is_confidential:
        return _("保密 %(number)s") % {"number": number[-SHOWN_DIGITS:]}
    return name


def light_words(light: str | None) -> str:
    """Return the light of a limit as a word."""
    return _(LIGHTS[light]) if light in LIGHTS else ""


def _decision(decision: str) -> str:
    return _(DONE_WORDS.get(decision, decision))


def _programmes(request: HttpRequest) -> list[tuple[str, str]]:
    found = queries.programmes_within(
        actor=actor_of(request), ability="cases.view", also_closed=True
    )
    return [(one.code, one.title) for one in found]


def _of_step(lookup: str) -> Callable[[Any, str], Any]:
    return lambda rows, value: rows.filter(**{lookup: value})


def _step_rows(box: Any) -> Callable[[HttpRequest], Any]:
    def rows(request: HttpRequest) -> Any:
        today = clock.today()
        found = queries.inbox_for(actor=actor_of(request), box=box, today=today)
        return queries.with_light(found, today=today)

    return rows


def _search_steps(rows: Any, words: str) -> Any:
    return queries.search_cases(rows, words, prefix="case__")


_APPLICANT = ("case__applicant_name", "case__is_confidential", "case__number")
_FIRST = (
    Column("number", N_("办件编号"), "case__number", link=Link("cases:detail", "case__number")),
    Column("matter", N_("事项"), "case__title"),
    Column("applicant", N_("申请人"), _APPLICANT, text=applicant),
    Column("step", N_("环节"), "title"),
    Column("began_at", N_("到达时间"), "began_at", sort="began_at"),
)
_WAITING = (
    *_FIRST,
    Column("due", N_("办理期限"), "due_on", sort="due_on"),
    Column("light", N_("时限"), "light", text=light_words, tone=LIGHT_TONES),
    Column("unit", N_("办理工会"), "unit__name"),
    Column("supervised", N_("督办期限"), "supervised_until", shown=False),
    Column("channel", N_("渠道"), "case__channel", shown=False),
    Column("urged", N_("催办次数"), "case__urged_times", numeric=True, shown=False),
)
_SUPERVISED = tuple(
    Column("supervised", N_("督办期限"), "supervised_until", sort="supervised_until")
    if column.code == "supervised"
    else column
    for column in _WAITING
)
_DONE = (
    *_FIRST,
    Column("decided_at", N_("办理时间"), "decided_at", sort="decided_at"),
    Column("decision", N_("办理结果"), "decision", text=_decision),
    Column("opinion", N_("意见"), "opinion", wrap=True),
    Column("state", N_("办件状态"), "case__state", tone=STATE_TONES),
    Column("unit", N_("办理工会"), "unit__name", shown=False),
)
_FILTERS = (
    Filter("programme", N_("事项"), choices=_programmes, apply=_of_step("case__programme_code")),
    Filter("channel", N_("渠道"), choices=Channel.choices, apply=_of_step("case__channel")),
)
_BULK = (
    BulkAction(
        "agree",
        N_("批量同意"),
        "cases:decide_many",
        ability="cases.handle",
        icon="circle-check",
        field=("decision", "pass"),
    ),
    BulkAction(
        "return",
        N_("批量退回"),
        "cases:decide_many",
        ability="cases.handle",
        icon="arrow-back-up",
        field=("decision", "return"),
    ),
)
_EMPTY = {
    "todo": Empty(N_("没有待办的办件"), N_("职工提交的申请到了您这一环节时，会出现在这里。")),
    "soon": Empty(N_("没有将要超时的办件"), icon="clock"),
    "late": Empty(N_("没有超时的办件"), icon="circle-check"),
    "supervised": Empty(
        N_("没有督办中的办件"), N_("在办件页面可以对下级在办的环节设定督办期限。"), icon="urgent"
    ),
    "below": Empty(N_("下级没有在办的办件"), icon="hierarchy-2"),
    "done": Empty(N_("您还没有办理过办件"), icon="checklist"),
}


def _box_spec(box: str) -> ListSpec:
    columns = {"done": _DONE, "supervised": _SUPERVISED}.get(box, _WAITING)
    return ListSpec(
        code=f"inbox-{box}",
        title=N_("待办件"),
        purpose=N_("一个环节一行，按办理期限排列；绿灯正常，黄灯两个工作日内到期，红灯已超时。"),
        ability="cases.handle",
        rows=_step_rows(box),
        order=("-decided_at",) if box == "done" else ("due_on",),
        search=_search_steps,
        search_hint=N_("办件编号或末几位、申请人姓名"),
        columns=columns,
        filters=_FILTERS,
        bulk=_BULK if box in ("todo", "soon", "late") else (),
        empty=_EMPTY[box],
    )


INBOXES = {box: _box_spec(box) for box in BOXES}


@page("cases.handle")
def inbox(request: HttpRequest, box: str = "todo") -> HttpResponse:
    """List the steps of one box of the inbox."""
    if box not in INBOXES:
        raise Http404
    actor, today = actor_of(request), clock.today()
    counts = queries.inbox_counts(actor=actor, today=today)
    tabs = [(code, _(title), _box_url(code), counts.get(code)) for code, title in BOXES.items()]
    tabs += [
        (one.code, _(one.title), reverse(one.url_name), waiting_for(request, "desk", one.code))
        for one in INBOX_NEIGHBOURS
        if actor.may(one.ability)
    ]
    return list_page(
        request, INBOXES[box], "cases/desk/inbox.html", tabs=tabs, box=box, menu_code="cases.inbox"
    )


def _box_url(box: str) -> str:
    return reverse("cases:inbox") if box == "todo" else reverse("cases:box", args=[box])


def _case_rows(request: HttpRequest) -> Any:
    return queries.with_whereabouts(queries.cases_for(actor=actor_of(request)), today=clock.today())


def _unit_choices(request: HttpRequest) -> Choices:
    """Return the tops of the reader's scope and the unions directly below them."""
    scope = actor_of(request).scope("cases.view")
    rows = unions_for(actor=actor_of(request), ability="cases.view")
    tops = Q(parent=None) if scope.everything else Q(pk__in=scope.node_ids)
    below = Q(parent__parent=None) if scope.everything else Q(parent__in=scope.node_ids)
    found = rows.filter(tops | below).order_by("level", "code")
    return [(str(pk), name) for pk, name in found.values_list("pk", "name")[:MOST_CHOICES]]


def _below(rows: Any, value: str) -> Any:
    return queries.cases_below(rows, union_id=int(value))


def _late(rows: Any, value: str) -> Any:
    return queries.late_cases(rows, today=clock.today())


def _from(rows: Any, value: str) -> Any:
    return rows.filter(opened_on__gte=parse_date(value))


def _to(rows: Any, value: str) -> Any:
    return rows.filter(opened_on__lte=parse_date(value))


CASES = ListSpec(
    code="cases",
    title=N_("办件查询"),
    purpose=N_("范围内的全部办件；保密办件只有承办人员看得到，列表上不显示姓名。"),
    ability="cases.view",
    rows=_case_rows,
    order=("-opened_at",),
    search=queries.search_cases,
    search_hint=N_("办件编号或末几位、申请人姓名"),
    columns=(
        Column("number", N_("办件编号"), "number", link=Link("cases:detail", "number")),
        Column("matter", N_("事项"), "title"),
        Column(
            "applicant",
            N_("申请人"),
            ("applicant_name", "is_confidential", "number"),
            text=applicant,
        ),
        Column("union", N_("所属工会"), "union__name"),
        Column("state", N_("状态"), "state", tone=STATE_TONES),
        Column("step", N_("当前环节"), "step"),
        Column("due", N_("办理期限"), "due"),
        Column("light", N_("时限"), "light", text=light_words, tone=LIGHT_TONES),
        Column("opened_at", N_("提交时间"), "opened_at", sort="opened_at"),
        Column("unit", N_("办理工会"), "unit"),
        Column("channel", N_("渠道"), "channel", shown=False),
        Column("promised_on", N_("承诺办结日期"), "promised_on", sort="promised_on", shown=False),
        Column("closed_at", N_("办结时间"), "closed_at", sort="closed_at", shown=False),
        Column("stars", N_("评价"), "stars", numeric=True, shown=False),
        Column("urged", N_("催办次数"), "urged_times", numeric=True, shown=False),
    ),
    filters=(
        Filter("state", N_("状态"), choices=CaseState.choices),
        Filter("programme", N_("事项"), choices=_programmes, apply=_of_step("programme_code")),
        Filter("unit", N_("所属工会及下级"), choices=_unit_choices, apply=_below),
        Filter("channel", N_("渠道"), choices=Channel.choices, usual=False),
        Filter("from", N_("提交日期起"), kind="date", apply=_from, usual=False),
        Filter("to", N_("提交日期止"), kind="date", apply=_to, usual=False),
        Filter("late", N_("超时"), choices=(("1", N_("只看超时")),), apply=_late, usual=False),
    ),
    empty=Empty(
        N_("还没有办件"),
        N_("职工在手机上申请，或由工会登记后，会出现在这里。"),
        icon="folder",
    ),
)


@page("cases.view")
def list_cases(request: HttpRequest) -> HttpResponse:
    """List the cases in scope."""
    return list_page(
        request,
        CASES,
        "cases/desk/list.html",
        may_register=actor_of(request).may("cases.register"),
    )
