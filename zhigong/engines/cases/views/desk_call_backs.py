"""Call-backs (回访) on the desk: the queue by what it holds, and the page on which one is made."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhigong.base import clock
from zhigong.base.errors import UserError
from zhigong.base.lists import Column, Empty, Filter, Link, ListSpec, list_page
from zhigong.base.pages import actor_of, page, render_page
from zhigong.engines.cases import forms, operations, queries
from zhigong.engines.cases.contract import (
    AnswerKind,
    CallBackResult,
    CallBackWhy,
    CaseState,
)
from zhigong.engines.cases.views.desk import applicant
from zhigong.kernel.text import N_

if TYPE_CHECKING:
    from zhigong.engines.cases.models import CallBack

MENU = "cases.call_backs"
BOXES = {
    "due": N_("待回访"),
    "below": N_("下级待回访"),
    "mine": N_("我的回访"),
    "all": N_("全部"),
}
RESULT_TONES = {"satisfied": "good", "unsatisfied": "bad", "unreachable": "warn"}


def _rows(box: Any) -> Callable[[HttpRequest], Any]:
    return lambda request: queries.call_backs_for(
        actor=actor_of(request), box=box, today=clock.today()
    )


def _result(result: str) -> str:
    return str(CallBackResult(result).label) if result else _("待回访")


def _search(rows: Any, words: str) -> Any:
    return queries.search_cases(rows, words, prefix="case__")


def _programmes(request: HttpRequest) -> list[tuple[str, str]]:
    return [(one.code, one.title) for one in queries.list_programmes()]


_COLUMNS = (
    Column("number", N_("办件编号"), "case__number", link=Link("cases:call_back", "pk")),
    Column("matter", N_("事项"), "case__title"),
    Column(
        "applicant",
        N_("申请人"),
        ("case__applicant_name", "case__is_confidential", "case__number"),
        text=applicant,
    ),
    Column("why", N_("缘由"), "why"),
    Column("due", N_("回访期限"), "due_on", sort="due_on"),
    Column("tries", N_("未接通次数"), "tries", numeric=True),
    Column("result", N_("结果"), "result", text=_result, tone=RESULT_TONES),
    Column("unit", N_("回访工会"), "unit__name"),
    Column("by", N_("回访人"), "made_by__name", shown=False),
    Column("made_at", N_("回访时间"), "made_at", sort="made_at", shown=False),
)
_EMPTY = {
    "due": Empty(
        N_("没有待回访的办件"),
        N_("办结的办件按比例抽取回访；评价不满意的全部回访。"),
        icon="phone",
    ),
    "below": Empty(N_("下级没有待回访的办件"), icon="hierarchy-2"),
    "mine": Empty(N_("您还没有做过回访"), icon="phone"),
    "all": Empty(N_("还没有回访"), icon="phone"),
}


def _spec(box: str) -> ListSpec:
    return ListSpec(
        code=f"call-backs-{box}",
        title=N_("回访"),
        purpose=N_("由没有经办的同事打电话问办得怎么样；不满意的可以退回重新办理一次。"),
        ability="cases.call_back",
        rows=_rows(box),
        order=("-tried_at",) if box == "mine" else ("due_on",),
        search=_search,
        search_hint=N_("办件编号或末几位、申请人姓名"),
        columns=_COLUMNS,
        filters=(
            Filter("why", N_("缘由"), choices=CallBackWhy.choices),
            Filter("result", N_("结果"), choices=CallBackResult.choices),
            Filter(
                "programme",
                N_("事项"),
                choices=_programmes,
                apply=lambda rows, value: rows.filter(case__programme_code=value),
            ),
        ),
        empty=_EMPTY[box],
    )


LISTS = {box: _spec(box) for box in BOXES}


@page("cases.call_back")
@require_http_methods(["GET", "POST"])
def list_call_backs(request: HttpRequest, box: str = "due") -> HttpResponse:
    """List the call-backs of one box."""
    if box not in LISTS:
        raise Http404
    actor, today = actor_of(request), clock.today()
    counts = {
        code: queries.call_backs_for(actor=actor, box=code, today=today).count()
        for code in ("due", "below")
    }
    tabs = [(code, _(title), _box_url(code), counts.get(code)) for code, title in BOXES.items()]
    template = "cases/desk/call_backs.html"
    return list_page(request, LISTS[box], template, tabs=tabs, box=box, menu_code=MENU)


def _box_url(box: str) -> str:
    known = {} if box == "due" else {"box": box}
    return reverse("cases:call_back_box" if known else "cases:call_backs", kwargs=known)


@page("cases.call_back")
@require_http_methods(["GET", "POST"])
def call_back(request: HttpRequest, call_back_id: int) -> HttpResponse:
    """Show whom to call about what, and take down what the call came to."""
    actor = actor_of(request)
    found = queries.get_call_back_for(actor=actor, call_back_id=call_back_id)
    if request.method != "POST":
        return _show(request, found, _form(found))
    form = _form(found, request.POST)
    if not form.is_valid():
        return _show(request, found, form, status=422)
    given = form.cleaned_data
    try:
        made = operations.record_call(
            actor=actor,
            at=request.now,  # type: ignore[attr-defined]
            call_back=found,
            result=CallBackResult(given["result"]),
            words=given["words"],
            reopens=given.get("reopens", False),
        )
    except UserError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        found = queries.get_call_back_for(actor=actor, call_back_id=call_back_id)
        return _show(request, found, form, status=error.status)
    messages.success(request, _("已记录回访。") if made.result else _("已记录，下次再打。"))
    return redirect("cases:call_backs")


def _form(found: "CallBack", sent: Any = None) -> forms.CallForm:
    may_reopen = found.case.state == CaseState.DONE and not found.case.reopened_times
    return forms.CallForm(sent, may_reopen=may_reopen, tries=found.tries)


def _show(
    request: HttpRequest, found: "CallBack", form: forms.CallForm, *, status: int = 200
) -> HttpResponse:
    actor, case = actor_of(request), found.case
    refusal = operations.why_no_call(found, case, actor=actor)
    programme = queries.programme_of_case(case)
    sections = queries.sections_of(programme, queries.answers_of(case))
    response = render_page(
        request,
        "cases/desk/call_back.html",
        menu_code=MENU,
        call_back=found,
        case=case,
        form=form if refusal is None or form.is_bound else None,
        why_not=refusal.message if refusal else "",
        tone=RESULT_TONES.get(found.result, ""),
        facts=_facts(found),
        phones={"answers": _phones(programme, sections)},
        may_reveal=actor.scope(operations.OPENS).covers(case.union.ancestors),
        may_open_person=actor.may("people.view") and not case.is_confidential,
        ratings=queries.earlier_ratings_of(case),
    )
    response.status_code = status
    return response


def _phones(programme: Any, sections: Any) -> list[Any]:
    """Return the telephones among the answers, masked."""
    codes = {q.code for q in programme.questions if q.kind is AnswerKind.PHONE}
    return [one for section in sections for one in section.answers if one.code in codes]


def _facts(found: "CallBack") -> list[tuple[str, Any]]:
    case = found.case
    name = applicant(case.applicant_name, case.is_confidential, case.number)
    stars = _("%(n)d星 %(note)s") % {"n": case.stars or 0, "note": case.rating_note}
    lines: list[tuple[str, Any]] = [
        (_("申请人"), name),
        (_("联系电话"), queries.contact_of(case)),
        (_("事项"), case.title),
        (_("办理结果"), case.result or case.get_state_display()),
        (_("申请人评价"), stars if case.stars else ""),
        (_("回访缘由"), found.get_why_display()),
        (_("回访期限"), f"{found.due_on:%Y-%m-%d}"),
        (_("未接通次数"), found.tries or ""),
    ]
    return [(label, value) for label, value in lines if value]
