"""The case on the desk: what was applied for, what happened, and what the reader may do now."""

from typing import TYPE_CHECKING, Any

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhigong.base.errors import UserError
from zhigong.base.pages import actor_of, page, render_page
from zhigong.engines.cases import forms, operations, queries
from zhigong.engines.cases.contract import (
    AUTHORISATION,
    CASE_PANELS,
    SEALED,
    Decision,
    StepKind,
    StepState,
)
from zhigong.engines.cases.operations.revealing import OPENS
from zhigong.engines.cases.queries.agency import agent_words
from zhigong.engines.cases.queries.eligibility import answers_in, verdict_of_case
from zhigong.engines.cases.views.desk import STATE_TONES
from zhigong.kernel.text import N_
from zhigong.registry.unions.queries import scope_tops

if TYPE_CHECKING:
    from zhigong.engines.cases.models import Case, CaseStep, Objection

DECISION_TITLES = {
    Decision.PASS: N_("通过"),
    Decision.RETURN: N_("退回补正"),
    Decision.REFUSE: N_("不予批准"),
    Decision.NOT_ACCEPT: N_("不予受理"),
}
# A step that delivers or answers is not approved but done.
PASS_TITLES = {StepKind.DELIVER: N_("已办理"), StepKind.REPLY: N_("答复并办结")}
PHRASES = (
    N_("同意。"),
    N_("情况属实，同意上报。"),
    N_("材料齐全，符合条件。"),
    N_("材料不全，请补正。"),
)
RELAYS: dict[str, tuple[str, str, type[django_forms.Form]]] = {
    "transfer": (N_("转办"), "arrows-exchange", forms.Transfer),
    "dispatch": (N_("下派"), "arrow-down", forms.Relay),
    "escalate": (N_("提级办理"), "arrow-up", forms.Escalate),
    "refuse": (N_("退回转办"), "arrow-back-up", forms.SendBack),
}
SUPERVISE = "supervise"
PICTURES = ("jpeg", "png", "webp")

Filled = dict[tuple[str, int], django_forms.Form]


@page("cases.view")
@require_safe
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """Show a case and what may be done about it."""
    actor = actor_of(request)
    try:
        case = queries.get_case_for(actor=actor, number=number)
    except ObjectDoesNotExist:
        if page_elsewhere := queries.led_page_for(actor=actor, number=number):
            return redirect(page_elsewhere)
        raise
    return case_page(request, case)


def case_page(
    request: HttpRequest,
    case: "Case",
    *,
    filled: Filled | None = None,
    refused: UserError | None = None,
) -> HttpResponse:
    """Return the page of a case.

    :param filled: forms that came back with something wrong, by what they do and the id of their
        step or objection; they are shown again with all that was typed.
    """
    actor, filled = actor_of(request), filled or {}
    programme, steps = queries.programme_of_case(case), list(queries.steps_of(case))
    answers = queries.answers_of(case)
    response = render_page(
        request,
        "cases/desk/detail.html",
        menu_code="cases.all",
        case=case,
        tone=STATE_TONES.get(case.state, ""),
        facts=_facts(case),
        sections=queries.sections_of(programme, answers),
        consents=queries.consents_of(answers),
        papers=papers_of_case(request, case, programme),
        timeline=queries.timeline_of(case, programme, queries.history_of(case), steps),
        boxes=[_step_box(request, case, step, filled) for step in _shown(steps, filled)],
        objections=[_objection(request, one, filled) for one in queries.objections_of(case)],
        others=queries.other_open_cases(actor=actor, case=case),
        similar=_similar(request, case),
        verdict=answers_in(programme, verdict_of_case(case, programme)),
        ratings=queries.earlier_ratings_of(case),
        call_backs=queries.call_backs_of(case),
        may_call_back=actor.may("cases.call_back"),
        phrases=[_(phrase) for phrase in PHRASES],
        refused=refused,
        may_open_person=actor.may("people.view") and not case.is_confidential,
        may_reveal=actor.scope(OPENS).covers(case.union.ancestors),
        may_correct=_may_correct(request, case),
        led_page=queries.led_page(case),
        panels=_panels(request, case),
    )
    if filled:
        response.status_code = 422 if refused is None else refused.status
    return response


def _similar(request: HttpRequest, case: "Case") -> Any:
    """Return the cases of the same person that may be about the same matter."""
    return queries.similar_cases(
        actor=actor_of(request),
        person_id=case.person_id,
        code=case.programme_code,
        on=case.opened_on,
        but=case.pk,
    )


def _panels(request: HttpRequest, case: "Case") -> list[str]:
    """Return what other apps show beside the case, rendered."""
    actor, shown = actor_of(request), list[str]()
    for panel in CASE_PANELS.entries():
        context = panel.context(actor, case) if actor.may(panel.ability) else None
        if context is not None:
            shown.append(render_to_string(panel.template, context, request=request))
    return shown


def _shown(steps: "list[CaseStep]", filled: Filled) -> "list[CaseStep]":
    """Return the steps with a box: those that wait, and one just lost to somebody faster."""
    typed = {number for verb, number in filled if verb != "settle"}
    return [s for s in steps if s.state == StepState.WAITING or s.pk in typed]


def _facts(case: "Case") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = [
        (_("申请人"), case.applicant_name),
        (_("代办人"), agent_words(case)),
        (_("所属工会"), case.union.name),
        (_("受理渠道"), case.get_channel_display()),
        (_("联系电话"), queries.contact_of(case)),
        (_("提交时间"), f"{localtime(case.opened_at):%Y-%m-%d %H:%M}"),
        (_("承诺办结日期"), f"{case.promised_on:%Y-%m-%d}"),
    ]
    if case.result:
        found.append((_("办理结果"), case.result))
    if case.stars:
        found.append(
            (_("申请人评价"), _("%(n)d星 %(note)s") % {"n": case.stars, "note": case.rating_note})
        )
    return [(label, value) for label, value in found if value]


def papers_of_case(request: HttpRequest, case: "Case", programme: Any) -> list[dict[str, Any]]:
    """Return the papers of a case with their titles, and what the reader may do with each."""
    titles = {paper.code: paper.title for paper in (*programme.handed_in, AUTHORISATION, SEALED)}
    rows = queries.papers_with_doors(actor=actor_of(request), case=case)
    return [
        {
            "title": titles.get(paper.code) or _("其他材料"),
            "document": paper.document,
            "may_open": may_open,
            "is_picture": paper.document.sniffed_type in PICTURES,
            "is_shown": paper.document.sniffed_type in (*PICTURES, "pdf"),
        }
        for paper, may_open in rows
    ]


def _step_box(
    request: HttpRequest, case: "Case", step: "CaseStep", filled: Filled
) -> dict[str, Any]:
    """Return what may be done with a step: its forms, or why there are none."""
    actor = actor_of(request)
    refusal = operations.why_not(step, case, actor=actor, at=request.now)  # type: ignore[attr-defined]
    typed = filled.get(("decide", step.pk))
    is_mine = refusal is None and step.kind != StepKind.PUBLICITY
    return {
        "step": step,
        "why_not": refusal.message if refusal and typed is None else "",
        "is_publicity": step.kind == StepKind.PUBLICITY,
        "is_reply": step.kind == StepKind.REPLY,
        "decide": typed or (decision_form(step) if is_mine else None),
        "moves": _moves(request, step, filled, may_relay=refusal is None),
    }


def decision_form(step: "CaseStep", sent: Any = None, files: Any = None) -> forms.DecisionForm:
    """Return the form of a decision; where there is one way alone, it is chosen already."""
    choices = decision_choices(step)
    initial = {"decision": choices[0][0]} if len(choices) == 1 else {}
    is_reply = step.kind == StepKind.REPLY
    return forms.DecisionForm(sent, files, choices=choices, initial=initial, is_reply=is_reply)


def decision_choices(step: "CaseStep") -> list[tuple[str, str]]:
    """Return how a step may be ended, in words."""
    found = []
    for decision in operations.decisions_for(step):
        title = DECISION_TITLES[decision]
        if decision is Decision.PASS:
            title = PASS_TITLES.get(StepKind(step.kind), title)
        found.append((decision.value, _(title)))
    return found


def _moves(
    request: HttpRequest, step: "CaseStep", filled: Filled, *, may_relay: bool
) -> list[dict[str, Any]]:
    """Return the forms that hand a step on or supervise it, those the reader may send."""
    actor, found = actor_of(request), []
    waits = step.state == StepState.WAITING and step.kind != StepKind.PUBLICITY
    for code, (title, icon, kind) in RELAYS.items():
        typed = filled.get((code, step.pk))
        if code == "refuse" and not typed and queries.handed_over_by(step) is None:
            continue
        if typed or (waits and may_relay and actor.may("cases.move")):
            form = typed or relay_form(kind, request)
            found.append({"code": code, "title": _(title), "icon": icon, "form": form})
    typed = filled.get((SUPERVISE, step.pk))
    supervises = actor.scope("cases.supervise").covers(step.unit.ancestors)
    if typed or (step.state == StepState.WAITING and supervises):
        form = typed or supervise_form(request)
        found.append({"code": SUPERVISE, "title": _("督办"), "icon": "urgent", "form": form})
    return found


def relay_form(kind: type[django_forms.Form], request: HttpRequest, sent: Any = None) -> Any:
    """Return a form that hands a step on; only some look for a union."""
    if issubclass(kind, forms.Relay):
        return kind(sent, actor=actor_of(request))
    return kind(sent)


def supervise_form(request: HttpRequest, sent: Any = None) -> forms.Supervise:
    """Return the form of a supervision, with the reader's own union in it."""
    actor = actor_of(request)
    tops = scope_tops(actor=actor, ability="cases.supervise") if sent is None else []
    initial = {"union": tops[0]} if tops else {}
    return forms.Supervise(sent, actor=actor, initial=initial)


def _objection(request: HttpRequest, said: "Objection", filled: Filled) -> dict[str, Any]:
    typed = filled.get(("settle", said.pk))
    may_settle = said.settled_at is None and actor_of(request).may("cases.handle")
    form = typed or (forms.Settle(auto_id=f"id_{said.pk}_%s") if may_settle else None)
    return {"said": said, "form": form}


def _may_correct(request: HttpRequest, case: "Case") -> bool:
    may = actor_of(request).scope("cases.register").covers(case.union.ancestors)
    return case.state == "returned" and may


def _back(request: HttpRequest, number: str, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("cases:detail", number)


def _refused(
    request: HttpRequest, case: "Case", *, key: tuple[str, int], form: Any, error: UserError
) -> HttpResponse:
    """Show the case with the refusal beside what was typed, and the refusal's own status."""
    form.add_error(error.field if error.field in form.fields else None, error.message)
    case.refresh_from_db()
    return case_page(request, case, filled={key: form}, refused=error)


@page("cases.view")
@require_POST
def decide(request: HttpRequest, step_id: int) -> HttpResponse:
    """End a step with a decision and an opinion."""
    actor = actor_of(request)
    step = queries.get_step_for(actor=actor, step_id=step_id)
    form = decision_form(step, request.POST, request.FILES)
    if not form.is_valid():
        return case_page(request, step.case, filled={("decide", step.pk): form})
    given = form.cleaned_data
    try:
        seal = _seal(request, step, given)
        operations.decide_step(
            actor=actor,
            at=request.now,  # type: ignore[attr-defined]
            step=step,
            decision=Decision(given["decision"]),
            reason=given["reason"],
            missing=[one.strip() for one in given.get("missing", "").split("、") if one.strip()],
            seal=seal,
        )
    except UserError as error:
        return _refused(request, step.case, key=("decide", step.pk), form=form, error=error)
    said = dict(decision_choices(step))[given["decision"]]
    return _back(request, step.case.number, _("已办理：%(what)s。") % {"what": said})


def _seal(request: HttpRequest, step: "CaseStep", given: Any) -> operations.Seal | None:
    """Store the sealed scan that came with a decision; none without one."""
    if not given.get("sealed"):
        return None
    document = operations.keep_loose(
        file=given["sealed"],
        kind=SEALED.kind,
        union=step.unit,
        at=request.now,  # type: ignore[attr-defined]
        actor=actor_of(request),
        person_id=step.case.person_id,
    )
    return operations.Seal(document, given["signed_by"], given["signed_on"])


@page("cases.move")
@require_POST
def relay(request: HttpRequest, step_id: int, move: str) -> HttpResponse:
    """Hand a step to another union: sideways, up or down."""
    if move not in RELAYS:
        raise Http404
    step = queries.get_step_for(actor=actor_of(request), step_id=step_id)
    title, _icon, kind = RELAYS[move]
    form = relay_form(kind, request, request.POST)
    if not form.is_valid():
        return case_page(request, step.case, filled={(move, step.pk): form})
    operation: Any = {
        "transfer": operations.transfer_step,
        "dispatch": operations.dispatch_down,
        "escalate": operations.escalate,
        "refuse": operations.refuse_transfer,
    }[move]
    known = {"actor": actor_of(request), "at": request.now, "step": step}  # type: ignore[attr-defined]
    try:
        laid = operation(**known, **form.cleaned_data)
    except UserError as error:
        return _refused(request, step.case, key=(move, step.pk), form=form, error=error)
    words = _("已办理：%(what)s，现由「%(unit)s」办理。")
    return _back(request, step.case.number, words % {"what": _(title), "unit": laid.unit.name})


@page("cases.supervise")
@require_POST
def supervise(request: HttpRequest, step_id: int) -> HttpResponse:
    """Put a step under supervision until a day."""
    actor = actor_of(request)
    step = queries.get_step_for(actor=actor, step_id=step_id)
    form = supervise_form(request, request.POST)
    if not form.is_valid():
        return case_page(request, step.case, filled={(SUPERVISE, step.pk): form})
    try:
        operations.supervise_step(
            actor=actor,
            at=request.now,  # type: ignore[attr-defined]
            step=step,
            **form.cleaned_data,
        )
    except UserError as error:
        return _refused(request, step.case, key=(SUPERVISE, step.pk), form=form, error=error)
    return _back(request, step.case.number, _("已设定督办期限。"))


@page("cases.handle")
@require_POST
def settle(request: HttpRequest, objection_id: int) -> HttpResponse:
    """Answer an objection made during publicity."""
    actor = actor_of(request)
    said = queries.get_objection_for(actor=actor, objection_id=objection_id)
    case = queries.get_case_for(actor=actor, number=said.case.number)
    form = forms.Settle(request.POST, auto_id=f"id_{said.pk}_%s")
    if not form.is_valid():
        return case_page(request, case, filled={("settle", said.pk): form})
    try:
        operations.settle_objection(
            actor=actor,
            at=request.now,  # type: ignore[attr-defined]
            objection=said,
            is_upheld=form.cleaned_data["is_upheld"] == "yes",
            answer=form.cleaned_data["answer"],
        )
    except UserError as error:
        return _refused(request, case, key=("settle", said.pk), form=form, error=error)
    return _back(request, case.number, _("已答复异议。"))
