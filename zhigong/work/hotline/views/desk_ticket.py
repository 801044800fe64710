"""The ticket on the desk: its chain, what may be done next and why not, and the doing of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhigong.base import clock
from zhigong.base.errors import UserError
from zhigong.base.pages import actor_of, page, render_page
from zhigong.engines.cases import queries as cases
from zhigong.kernel.phone import mask_phone
from zhigong.kernel.text import N_
from zhigong.work.hotline import forms, operations, queries
from zhigong.work.hotline.permissions import VIEW
from zhigong.work.hotline.views.desk_lists import MENU, tone_of

Given = Mapping[str, Any]
Filled = dict[str, django_forms.Form]


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing done with a ticket: its button, its form, its operation.

    :param values: what of the form the operation takes; preset all of it.
    """

    title: str
    icon: str
    form: type[django_forms.Form]
    run: Callable[..., Any]
    done: str
    values: Callable[[HttpRequest, Given], dict[str, Any]] = lambda request, given: dict(given)


class NoSuchTicket(UserError):
    """There is no ticket of that number, or it is not the reader's to see."""

    code = "no_such_ticket"
    text = "没有找到这个编号的工单，请核对。"


def _into(request: HttpRequest, given: Given) -> dict[str, Any]:
    number = "".join(given["into"].split()).upper()
    try:
        return {"into": queries.get_ticket_for(actor=actor_of(request), number=number)}
    except ObjectDoesNotExist:
        raise NoSuchTicket(field="into") from None


def _yes(name: str, request: HttpRequest, given: Given) -> dict[str, Any]:
    return {**given, name: given[name] == "yes"}


DEEDS: dict[str, Deed] = {
    "dispatch": Deed(
        N_("派单"), "send", forms.Dispatch, operations.dispatch_ticket, N_("已派单。")
    ),
    "keep": Deed(
        N_("本级办理"),
        "user-check",
        forms.Keep,
        operations.keep_ticket,
        N_("已转为本级办理，请先联系职工。"),
    ),
    "grade": Deed(
        N_("调整难易程度"),
        "adjustments-horizontal",
        forms.Difficult,
        operations.grade_ticket,
        N_("已调整，期限随之改变。"),
    ),
    "merge": Deed(N_("并单"), "link", forms.Merge, operations.merge_ticket, N_("已并单。"), _into),
    "sign": Deed(N_("签收"), "check", forms.Nothing, operations.sign_ticket, N_("已签收。")),
    "turn_back": Deed(
        N_("退单"), "arrow-back-up", forms.Back, operations.turn_back_ticket, N_("已退单。")
    ),
    "try": Deed(
        N_("登记联系情况"),
        "phone",
        forms.ContactTry,
        operations.record_try,
        N_("已登记联系情况。"),
    ),
    "raise": Deed(N_("提级办理"), "arrow-up", forms.Back, operations.raise_ticket, N_("已提级。")),
    "feed_back": Deed(
        N_("反馈办理结果"),
        "message",
        forms.Answer,
        operations.feed_back,
        N_("已反馈，等待回访。"),
    ),
    "extend": Deed(
        N_("申请延期"),
        "calendar-time",
        forms.Extend,
        operations.ask_extension,
        N_("已提交延期申请，等待派单工会审批。"),
    ),
    "call_back": Deed(
        N_("登记回访"), "headset", forms.CallBack, operations.call_back, N_("已登记回访。")
    ),
    "check": Deed(
        N_("质检"),
        "clipboard-check",
        forms.Check,
        operations.check_ticket,
        N_("已完成质检。"),
        partial(_yes, "is_passed"),
    ),
    "urge": Deed(N_("来电催办"), "bell", forms.Nothing, operations.urge_ticket, N_("已登记催办。")),
    "name_accused": Deed(
        N_("登记涉及单位工会"),
        "building",
        forms.Accused,
        operations.name_accused,
        N_("已登记。"),
    ),
    "decide_accused": Deed(
        N_("决定可派被反映单位工会"),
        "gavel",
        forms.Permit,
        operations.decide_accused,
        N_("已记录决定。"),
    ),
}
CLEAR = {"name": N_("来电人"), "phone": N_("联系电话"), "text": N_("诉求原文")}


@page(VIEW)
@require_safe
def ticket(request: HttpRequest, number: str) -> HttpResponse:
    """Show a ticket."""
    return ticket_page(request, queries.get_ticket_for(actor=actor_of(request), number=number))


def ticket_page(
    request: HttpRequest,
    ticket: Any,
    *,
    filled: Filled | None = None,
    refused: UserError | None = None,
) -> HttpResponse:
    """Return the page of a ticket.

    :param filled: forms that came back with something wrong, with all that was typed.
    """
    actor, filled, on = actor_of(request), filled or {}, clock.today()
    case = ticket.case
    steps = list(cases.steps_of(case))
    step = next((one for one in steps if one.state == "waiting"), None)
    programme = cases.programme_of_case(case)
    knows = queries.may_know_caller(actor=actor, ticket=ticket)
    offers = queries.offers_of(actor=actor, ticket=ticket, step=step, on=on)
    response = render_page(
        request,
        "hotline/desk/ticket.html",
        menu_code=MENU,
        ticket=ticket,
        case=case,
        tone=tone_of(ticket.state),
        step=step,
        stages=queries.stages_of(ticket, step),
        facts=_facts(ticket),
        caller=_caller(ticket) if knows else None,
        is_late=ticket.is_open and ticket.due_on < on,
        details=cases.answers_of(case).get("details", ""),
        deeds=_deeds(request, ticket, offers, filled),
        refused_deeds=_refused_deeds(offers),
        extensions=_extensions(request, ticket, filled),
        legs=queries.legs_of(ticket),
        joined=queries.joined_to(ticket),
        timeline=_timeline(case, programme, steps),
        refused=refused,
    )
    if filled:
        response.status_code = 422 if refused is None else refused.status
    return response


def _timeline(case: Any, programme: Any, steps: Any) -> list[Any]:
    """Return the history and what waits; what is still to come, the chain above shows."""
    told = cases.timeline_of(case, programme, cases.history_of(case), steps)
    return [one for one in told if one["state"] != "next"]


def _facts(ticket: Any) -> list[tuple[str, Any]]:
    found = [
        (_("诉求类型"), ticket.get_kind_display()),
        (_("难易程度"), ticket.get_difficulty_display()),
        (_("登记时间"), f"{localtime(ticket.case.opened_at):%Y-%m-%d %H:%M}"),
        (_("办结期限"), f"{ticket.due_on:%Y-%m-%d}"),
        (_("受理工会"), ticket.case.union.name),
        (_("承办工会"), ticket.unit.name if ticket.unit else ""),
        (_("涉及单位"), ticket.accused),
        (_("涉及单位工会"), ticket.accused_union.name if ticket.accused_union else ""),
        (_("外部工单号"), ticket.external_number),
        (_("来电次数"), ticket.calls if ticket.calls > 1 else ""),
        (_("重办次数"), ticket.redo_times or ""),
        (_("办理结果"), ticket.answer),
        (_("满意度"), ticket.get_satisfaction_display() if ticket.satisfaction else ""),
    ]
    return [(label, value) for label, value in found if value]


def _caller(ticket: Any) -> dict[str, str]:
    """Return who called as those see it who may open it: of a secret one nothing but stars."""
    name, phone = queries.clear_name(ticket), queries.clear_phone(ticket)
    if ticket.is_secret:
        name = "*" * len(name)
    return {"name": name, "phone": mask_phone(phone), "consent": ticket.get_consent_display()}


def _deeds(request: HttpRequest, ticket: Any, offers: Any, filled: Filled) -> list[dict[str, Any]]:
    """Return what the reader may do now, each with its form, and what she just tried."""
    codes = [offer.code for offer in offers if not offer.why_not and offer.code in DEEDS]
    codes += [code for code in filled if code in DEEDS and code not in codes]
    return [
        {
            "code": code,
            "title": _(DEEDS[code].title),
            "icon": DEEDS[code].icon,
            "form": filled.get(code) or form_for(request, ticket, code),
            "is_open": code in filled or number == 0,
        }
        for number, code in enumerate(codes)
    ]


def _refused_deeds(offers: Any) -> list[tuple[str, str]]:
    """Return what is done in this state, but not by the reader, by the reason why not."""
    reasons: dict[str, list[str]] = {}
    for offer in offers:
        if offer.why_not and offer.code in DEEDS:
            reasons.setdefault(offer.why_not, []).append(_(DEEDS[offer.code].title))
    return [("、".join(titles), why) for why, titles in reasons.items()]


def form_for(request: HttpRequest, ticket: Any, code: str, sent: Any = None) -> Any:
    """Return the form of a deed; its fields are told apart from those of other deeds."""
    kind = DEEDS[code].form
    options: dict[str, Any] = {"auto_id": f"id_{code}_%s"}
    if issubclass(kind, forms.Dispatch | forms.Accused):
        options["actor"] = actor_of(request)
    if kind is forms.ContactTry:
        options["is_secret"] = ticket.is_secret
    if kind is forms.Difficult:
        options["initial"] = {"difficulty": ticket.difficulty}
    if kind is forms.Accused:
        options["initial"] = {"union": ticket.accused_union}
    return kind(sent, **options)


def _extensions(request: HttpRequest, ticket: Any, filled: Filled) -> list[dict[str, Any]]:
    actor, found = actor_of(request), []
    for one in queries.extensions_of(ticket):
        may = one.state == "asked" and queries.may_decide(actor=actor, extension=one)
        form = filled.get(f"extension-{one.pk}")
        if may and form is None:
            form = forms.Decided(auto_id=f"id_extension_{one.pk}_%s")
        found.append({"asked": one, "form": form})
    return found


@page(VIEW)
@require_POST
def act(request: HttpRequest, number: str, deed: str) -> HttpResponse:
    """Do one thing with a ticket."""
    actor = actor_of(request)
    found = queries.get_ticket_for(actor=actor, number=number)
    if deed not in DEEDS:
        raise Http404
    form = form_for(request, found, deed, request.POST)
    if not form.is_valid():
        return ticket_page(request, found, filled={deed: form})
    at = request.now  # type: ignore[attr-defined]
    try:
        values = DEEDS[deed].values(request, form.cleaned_data)
        DEEDS[deed].run(actor=actor, at=at, ticket=found, **values)
    except UserError as error:
        return _refused(request, found, key=deed, form=form, error=error)
    messages.success(request, _(DEEDS[deed].done))
    return redirect(_next(request, number))


def _next(request: HttpRequest, number: str) -> str:
    """Return the page of the ticket while the reader still sees it, else her list."""
    try:
        queries.get_ticket_for(actor=actor_of(request), number=number)
    except ObjectDoesNotExist:
        return reverse("hotline:tickets")
    return reverse("hotline:ticket", args=[number])


def _refused(
    request: HttpRequest, ticket: Any, *, key: str, form: Any, error: UserError
) -> HttpResponse:
    """Show the ticket with the refusal beside what was typed, and the refusal's own status."""
    form.add_error(error.field if error.field in form.fields else None, error.message)
    fresh = queries.get_ticket_for(actor=actor_of(request), number=ticket.case.number)
    return ticket_page(request, fresh, filled={key: form}, refused=error)


@page(VIEW)
@require_POST
def decide(request: HttpRequest, extension_id: int) -> HttpResponse:
    """Grant or refuse more days."""
    actor = actor_of(request)
    asked = queries.get_extension_for(actor=actor, extension_id=extension_id)
    form = forms.Decided(request.POST, auto_id=f"id_extension_{asked.pk}_%s")
    key = f"extension-{asked.pk}"
    if not form.is_valid():
        return ticket_page(request, asked.ticket, filled={key: form})
    try:
        operations.decide_extension(
            actor=actor,
            at=request.now,  # type: ignore[attr-defined]
            extension=asked,
            is_granted=form.cleaned_data["is_granted"] == "yes",
            words=form.cleaned_data["words"],
        )
    except UserError as error:
        return _refused(request, asked.ticket, key=key, form=form, error=error)
    messages.success(request, _("已审批延期申请。"))
    return redirect("hotline:ticket", asked.ticket.case.number)


@page(VIEW)
@require_POST
def reveal(request: HttpRequest, number: str, caller_field: str) -> HttpResponse:
    """Show who called, or what she said in full, for a reason that is recorded."""
    actor = actor_of(request)
    found = queries.get_ticket_for(actor=actor, number=number)
    if caller_field not in CLEAR:
        raise Http404
    reason = request.POST.get("reason", "")
    if getattr(request, "htmx", False) and not reason.strip():
        return render(
            request,
            "ui/components/masked.html",
            {
                "value": "****",
                "reveal_url": request.path,
                "label": _("查看明文"),
                "error": _("请写明查看原因，例如“回访联系”。"),
            },
            status=422,
        )
    value = operations.open_caller(actor=actor, ticket=found, field=caller_field, reason=reason)
    return render_page(
        request,
        "hotline/desk/revealed.html",
        "hotline/desk/_revealed.html",
        menu_code=MENU,
        value=value,
        ticket=found,
        title=_(CLEAR[caller_field]),
    )
