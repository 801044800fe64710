"""The duty roster: people, the month as a sheet, one duty with its visitors; who is on duty now."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhigong.base import clock
from zhigong.base.errors import UserError
from zhigong.base.lists import Column, Empty, Filter, Link, ListSpec, list_page
from zhigong.base.pages import actor_of, page, public_page, render_page
from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import attempt
from zhigong.registry.unions.queries import scope_tops
from zhigong.work.reception import operations
from zhigong.work.reception.contract import AdviserKind
from zhigong.work.reception.forms import roster as forms
from zhigong.work.reception.permissions import MANAGE, SERVE, VIEW
from zhigong.work.reception.queries import halls
from zhigong.work.reception.queries import roster as queries

MENU = "reception.roster"


def _in_office(is_active: bool) -> str:
    return _("在任") if is_active else _("已离任")


def _of_office(rows: Any, value: str) -> Any:
    return rows.filter(is_active=value == "yes")


ADVISERS = ListSpec(
    code="reception-advisers",
    title=N_("值班人员"),
    purpose=N_("律师、心理咨询师、劳动关系协调师、志愿者和工会干部，及其资格。"),
    ability=MANAGE,
    rows=lambda request: queries.advisers_for(actor=actor_of(request), ability=MANAGE),
    order=("name",),
    columns=(
        Column("name", N_("姓名"), "name", sort="name", link=Link("reception:adviser", "pk")),
        Column("kind", N_("身份"), "kind"),
        Column("organisation", N_("所在单位"), "organisation"),
        Column("licence", N_("资格证书编号"), "licence"),
        Column("until", N_("资格有效期至"), "qualified_until", sort="qualified_until"),
        Column("union", N_("所属工会"), "union__name"),
        Column("state", N_("状态"), "is_active", text=_in_office),
    ),
    filters=(
        Filter("kind", N_("身份"), AdviserKind.choices),
        Filter("office", N_("状态"), (("yes", N_("在任")), ("no", N_("已离任"))), apply=_of_office),
    ),
    search=lambda rows, words: rows.filter(name__icontains=words),
    search_hint=N_("姓名"),
    empty=Empty(
        N_("还没有值班人员"),
        N_("登记律师、咨询师和志愿者后即可排班。"),
        N_("登记人员"),
        "reception:new_adviser",
    ),
    drawer=False,
)


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def advisers(request: HttpRequest) -> HttpResponse:
    """List the people of the roster."""
    return list_page(request, ADVISERS, "reception/desk/advisers.html", menu_code=MENU)


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def adviser(request: HttpRequest, adviser_id: int | None = None) -> HttpResponse:
    """Put somebody on the roster, or change what is known of her."""
    actor = actor_of(request)
    known: Any = None
    if adviser_id is not None:
        known = queries.get_adviser_for(actor=actor, adviser_id=adviser_id, ability=MANAGE)
    sent = request.POST if request.method == "POST" else None
    tops = scope_tops(actor=actor, ability=MANAGE)
    initial = {"union": tops[0]} if tops else {}
    form = forms.AdviserForm(sent, actor=actor, adviser=known, initial=initial)
    made = attempt(form, lambda: _set(actor, known, dict(form.cleaned_data)))
    if made is not None:
        messages.success(request, _("已保存。"))
        return redirect("reception:advisers")
    return render_page(
        request, "reception/desk/adviser.html", menu_code=MENU, form=form, adviser=known
    )


def _set(actor: Any, known: Any, given: dict[str, Any]) -> Any:
    union = given.pop("union", None) or known.union
    return operations.set_adviser(actor=actor, union=union, adviser=known, **given)


@page(VIEW)
@require_safe
def rosters(request: HttpRequest) -> HttpResponse:
    """Choose the hall whose roster is shown; where there is one alone, it is chosen."""
    rows = list(halls.halls_for(actor=actor_of(request), ability=VIEW).order_by("union_id", "pk"))
    if len(rows) == 1:
        return redirect("reception:roster", rows[0].pk)
    may_manage = actor_of(request).may(MANAGE)
    context: dict[str, Any] = {"menu_code": MENU, "halls": rows, "may_manage": may_manage}
    return render_page(request, "reception/desk/rosters.html", **context)


def _month(request: HttpRequest) -> date:
    try:
        asked = parse_date(f"{request.GET.get('month', '')[:7]}-01")
    except ValueError:
        asked = None
    return asked or clock.today().replace(day=1)


@page(VIEW)
@require_safe
def roster(request: HttpRequest, hall_id: int) -> HttpResponse:
    """Show, and print, the duties of a month in a hall."""
    actor = actor_of(request)
    hall = halls.get_hall_for(actor=actor, hall_id=hall_id, ability=VIEW)
    first = _month(request)
    return render_page(
        request,
        "reception/desk/roster.html",
        menu_code=MENU,
        hall=hall,
        first=first,
        sheet=queries.month_of(hall, first=first, actor=actor),
        may_manage=actor.scope(MANAGE).covers(hall.union.ancestors),
    )


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, hall_id: int) -> HttpResponse:
    """Put somebody on duty on the days of a pattern."""
    actor = actor_of(request)
    hall = halls.get_hall_for(actor=actor, hall_id=hall_id, ability=MANAGE)
    people = queries.advisers_for(actor=actor, ability=MANAGE).filter(is_active=True)
    sent = request.POST if request.method == "POST" else None
    form = forms.PlanForm(sent, advisers=people.order_by("kind", "name"))
    made = attempt(form, lambda: operations.plan_duty(actor=actor, hall=hall, **form.plan()))
    if made is not None:
        messages.success(request, _("已排班%(n)d次。") % {"n": len(made)})
        return redirect("reception:roster", hall_id)
    return render_page(request, "reception/desk/plan.html", menu_code=MENU, form=form, hall=hall)


@page(VIEW)
@require_http_methods(["GET", "POST"])
def duty(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Show a duty: sign in and out, note visitors, offer it to somebody else, answer."""
    actor = actor_of(request)
    found = queries.get_duty_for(actor=actor, duty_id=duty_id)
    people = queries.advisers_for(actor=actor).filter(is_active=True).exclude(pk=found.adviser_id)
    action = request.POST.get("action", "")
    visit = forms.VisitForm(request.POST if action == "visit" else None)
    swap = forms.SwapForm(request.POST if action == "swap" else None, advisers=people)
    consent = forms.AnswerForm(request.POST if action == "agree" else None)
    if request.method == "POST":
        if not actor.scope(SERVE).covers(found.hall.union.ancestors):
            raise PermissionDenied
        try:
            done = _act(request, found, visit=visit, swap=swap, consent=consent)
            if done is not None:
                return done
        except UserError as error:
            messages.error(request, error.message)
    return _duty_page(request, duty_id, {"visit": visit, "swap": swap, "consent": consent})


def _act(request: HttpRequest, found: Any, *, visit: Any, swap: Any, consent: Any) -> Any:
    """Do what the button says; None when its form came back with something wrong."""
    action = request.POST.get("action", "")
    actor, at = actor_of(request), request.now  # type: ignore[attr-defined]
    known = {"actor": actor, "at": at, "duty": found}
    here = redirect("reception:duty", found.pk)
    if action == "sign":
        operations.sign_duty(**known)
    elif action == "decline":
        operations.answer_swap(**known, agrees=False)
    elif action == "cancel":
        operations.cancel_duty(actor=actor, duty=found)
        return redirect("reception:roster", found.hall_id)
    elif action == "visit" and visit.is_valid():
        operations.note_visit(**known, **visit.cleaned_data)
    elif action == "swap" and swap.is_valid():
        operations.ask_swap(**known, **swap.cleaned_data)
    elif action == "agree" and consent.is_valid():
        operations.answer_swap(**known, agrees=True, **consent.cleaned_data)
    else:
        return None
    return here


def _duty_page(request: HttpRequest, duty_id: int, typed: dict[str, Any]) -> HttpResponse:
    actor = actor_of(request)
    found = queries.get_duty_for(actor=actor, duty_id=duty_id)
    visits = list(queries.visits_of(found))
    return render_page(
        request,
        "reception/desk/duty.html",
        menu_code=MENU,
        duty=found,
        visits=visits,
        received=sum(one.people for one in visits),
        offer=queries.open_swap_of(found),
        swaps=queries.swaps_of(found),
        may_serve=actor.scope(SERVE).covers(found.hall.union.ancestors),
        is_today=found.day == clock.today(),
        **typed,
    )


def _halls_with_duty(request: HttpRequest) -> list[dict[str, Any]]:
    now = request.now  # type: ignore[attr-defined]
    return [
        {
            "hall": hall,
            "now": queries.on_duty(hall, at=now),
            "coming": queries.coming_duties(hall, on=now.date()),
        }
        for hall in halls.public_halls()
    ]


@require_safe
@public_page
def on_duty(request: HttpRequest) -> HttpResponse:
    """Say on the phone who is on duty now, and in the next seven days."""
    return render_page(
        request,
        "reception/portal/on_duty.html",
        menu_code="reception.on_duty",
        halls=_halls_with_duty(request),
    )


@require_safe
@public_page
def kiosk_on_duty(request: HttpRequest) -> HttpResponse:
    """Say in the hall who is on duty now, and in the next seven days."""
    return render_page(
        request,
        "reception/kiosk/on_duty.html",
        menu_code="reception.kiosk_duty",
        halls=_halls_with_duty(request),
    )
