"""Petitions on the desk: the statutory clock of each, more time, objections, letters to print."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhigong.base import papers
from zhigong.base.errors import UserError
from zhigong.base.lists import Column, Empty, Filter, Link, ListSpec, list_page
from zhigong.base.pages import actor_of, page, render_page
from zhigong.engines.cases.contract import StepState
from zhigong.engines.cases.queries import get_step_for, search_cases, steps_of
from zhigong.kernel.text import N_
from zhigong.registry.audit.operations import record_reading
from zhigong.work.service_centre import forms, operations, queries
from zhigong.work.service_centre.permissions import EXTEND
from zhigong.work.service_centre.views.desk_filters import FROM, STATE, TO

MENU = "service_centre.petitions"
TONES = {"handling": "info", "returned": "warn", "done": "good", "not_accepted": "bad"}
KINDS = (
    ("petition", N_("信访事项")),
    ("petition_review", N_("复查")),
    ("petition_recheck", N_("复核")),
)


def _extension(case: Any) -> str:
    found = getattr(case, "petition_extension", None)
    if found is None:
        return ""
    if found.decided_at is None:
        return _("待批准")
    return _("延至%(on)s") % {"on": found.until} if found.is_granted else _("未批准")


def _ground(case: Any) -> str:
    found = getattr(case, "petition_ground", None)
    return found.ground.number if found is not None else ""


SPEC = ListSpec(
    code="petitions",
    title=N_("信访事项"),
    purpose=N_("15日内告知是否受理，受理后60日内办结，可延长30日；不服的30日内复查、复核。"),
    ability="cases.view",
    rows=lambda request: queries.petitions_for(actor=actor_of(request)),
    order=("-opened_at",),
    search=search_cases,
    search_hint=N_("办件编号或末几位、申请人姓名"),
    columns=(
        Column("number", N_("办件编号"), "number", link=Link("service_centre:petition", "number")),
        Column("kind", N_("类别"), "title"),
        Column("name", N_("信访人"), "applicant_name"),
        Column("opened_on", N_("收到日期"), "opened_on", sort="opened_at"),
        Column("state", N_("状态"), "state", tone=TONES),
        Column("promised_on", N_("办结期限"), "promised_on", sort="promised_on"),
        Column("extension", N_("延期"), _extension),
        Column("ground", N_("原办件"), _ground),
        Column("union", N_("承办地"), "union__name", shown=False),
    ),
    filters=(Filter("programme_code", N_("类别"), choices=KINDS), FROM, TO, STATE),
    empty=Empty(N_("没有信访事项"), N_("在“登记办件”里选“来信来访登记”。"), icon="letter-case"),
)


@page("cases.view")
@require_http_methods(["GET", "POST"])
def petitions(request: HttpRequest) -> HttpResponse:
    """List the petitions."""
    return list_page(request, SPEC, menu_code=MENU)


@page("cases.view")
@require_safe
def petition(request: HttpRequest, petition_number: str) -> HttpResponse:
    """Show the clock of a petition, and what may be done about it."""
    case = queries.get_petition_for(actor=actor_of(request), number=petition_number)
    return _shown(request, case)


def _shown(
    request: HttpRequest,
    case: Any,
    *,
    extending: Any = None,
    objecting: Any = None,
    refused: UserError | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    step = steps_of(case).filter(state=StepState.WAITING).first()
    extension = getattr(case, "petition_extension", None)
    may_decide = (
        extension is not None
        and extension.decided_at is None
        and step is not None
        and actor.scope(EXTEND).covers(step.unit.ancestors)
        and actor.user_id != extension.asked_by
    )
    is_replying = step is not None and step.code == "reply" and case.programme_code == "petition"
    answer = render_page(
        request,
        "service_centre/desk/petition.html",
        menu_code=MENU,
        case=case,
        tone=TONES.get(case.state, ""),
        clock=queries.clock_of(case),
        step=step,
        letters=queries.letters_of(case),
        extension=extension,
        ground=getattr(case, "petition_ground", None),
        contested_by=queries.contesting(case),
        may_decide=may_decide,
        may_ask=is_replying and extension is None and actor.may("cases.handle"),
        may_object=step is not None
        and actor.may("cases.move")
        and operations.passed_on_by(step) is not None,
        extending=extending or forms.ExtensionForm(),
        objecting=objecting or forms.ObjectionForm(),
        refused=refused,
    )
    if refused is not None:
        answer.status_code = refused.status
    return answer


def _do(
    request: HttpRequest, step: Any, call: Callable[[], Any], words: str, **forms_: Any
) -> HttpResponse:
    try:
        call()
    except UserError as error:
        case = queries.get_petition_for(actor=actor_of(request), number=step.case.number)
        return _shown(request, case, refused=error, **forms_)
    messages.success(request, words)
    return redirect("service_centre:petition", step.case.number)


@page("cases.handle")
@require_POST
def ask_extension(request: HttpRequest, step_id: int) -> HttpResponse:
    """Ask for more time."""
    actor = actor_of(request)
    step = get_step_for(actor=actor, step_id=step_id)
    case = queries.get_petition_for(actor=actor, number=step.case.number)
    form = forms.ExtensionForm(request.POST)
    if not form.is_valid():
        return _shown(request, case, extending=form)
    at = request.now  # type: ignore[attr-defined]
    return _do(
        request,
        step,
        lambda: operations.ask_extension(actor=actor, at=at, step=step, **form.cleaned_data),
        _("延期申请已提交，由本单位负责人批准。"),
        extending=form,
    )


@page(EXTEND)
@require_POST
def decide_extension(request: HttpRequest, step_id: int) -> HttpResponse:
    """Grant or refuse more time."""
    actor = actor_of(request)
    step = get_step_for(actor=actor, step_id=step_id)
    is_granted = request.POST.get("decision") == "grant"
    at = request.now  # type: ignore[attr-defined]
    return _do(
        request,
        step,
        lambda: operations.decide_extension(actor=actor, at=at, step=step, is_granted=is_granted),
        _("已批准延期，请打印延期告知书送达信访人。") if is_granted else _("已决定不予延期。"),
    )


@page("cases.move")
@require_POST
def object_to_transfer(request: HttpRequest, step_id: int) -> HttpResponse:
    """Send what was passed on by mistake back."""
    actor = actor_of(request)
    step = get_step_for(actor=actor, step_id=step_id)
    case = queries.get_petition_for(actor=actor, number=step.case.number)
    form = forms.ObjectionForm(request.POST)
    if not form.is_valid():
        return _shown(request, case, objecting=form)
    at = request.now  # type: ignore[attr-defined]
    return _do(
        request,
        step,
        lambda: operations.object_to_transfer(actor=actor, at=at, step=step, **form.cleaned_data),
        _("已退回转送单位。"),
        objecting=form,
    )


@page("cases.view")
@require_safe
def letter(request: HttpRequest, petition_number: str, letter_code: str) -> HttpResponse:
    """Show a letter to the petitioner, to print, seal and deliver."""
    case = queries.get_petition_for(actor=actor_of(request), number=petition_number)
    found = queries.letter_of(case, letter_code)
    if found is None:
        raise Http404
    return render_page(
        request,
        "service_centre/desk/petition_letter.html",
        case=case,
        code=letter_code,
        letter=queries.worded(case, found),
        files=[("docx", _("下载 Word")), ("pdf", _("下载 PDF"))],
    )


@page("cases.view")
@require_safe
def letter_file(
    request: HttpRequest, petition_number: str, letter_code: str, letter_format: str
) -> HttpResponse:
    """Give a letter as a file."""
    case = queries.get_petition_for(actor=actor_of(request), number=petition_number)
    found = queries.letter_of(case, letter_code)
    if found is None or letter_format not in papers.TYPES:
        raise Http404
    made = queries.worded(case, found)
    content = papers.letter_file(made, letter_format, at=request.now)  # type: ignore[attr-defined, arg-type]
    record_reading(
        actor=actor_of(request),
        target=case,
        fields=("letter",),
        reason=_("下载信访文书"),
        union_id=case.union_id,
    )
    answer = HttpResponse(content, content_type=papers.TYPES[letter_format])
    name = quote(f"{made.title}-{case.number}.{letter_format}")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer
