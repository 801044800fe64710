"""Reception days: planned and held on the desk, published and booked on the phone."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhigong.base import clock
from zhigong.base.errors import UserError
from zhigong.base.lists import Column, Empty, Filter, Link, ListSpec, list_page
from zhigong.base.pages import actor_of, page, public_page, render_page
from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import attempt
from zhigong.registry.unions.queries import scope_tops
from zhigong.work.reception import operations
from zhigong.work.reception.forms import receiving as forms
from zhigong.work.reception.permissions import MANAGE
from zhigong.work.reception.queries import receiving as queries

MENU = "reception.receptions"
PORTAL_MENU = "reception.open_receptions"
PETITION = "petition"
TONES = {"booked": "info", "received": "good", "missed": "warn", "cancelled": ""}


def _published(is_published: bool) -> str:
    return _("已公布") if is_published else _("未公布")


RECEPTIONS = ListSpec(
    code="reception-days",
    title=N_("接待日"),
    purpose=N_("主席信访接待日：公布安排，会员预约，当面接待，跟踪到答复。"),
    ability=MANAGE,
    rows=lambda request: queries.receptions_for(actor=actor_of(request)),
    order=("-day",),
    columns=(
        Column("host", N_("接待领导"), "host", link=Link("reception:reception", "pk")),
        Column("day", N_("日期"), "day", sort="day"),
        Column("place", N_("地点"), "place"),
        Column("union", N_("工会"), "union__name"),
        Column("published", N_("状态"), "is_published", text=_published),
    ),
    filters=(
        Filter("since", N_("自"), kind="date", apply=lambda rows, v: rows.filter(day__gte=v)),
        Filter("until", N_("至"), kind="date", apply=lambda rows, v: rows.filter(day__lte=v)),
    ),
    search=lambda rows, words: rows.filter(host__icontains=words),
    search_hint=N_("接待领导"),
    empty=Empty(
        N_("还没有安排接待日"),
        N_("安排并公布后，会员可以在手机上预约。"),
        N_("安排接待日"),
        "reception:new_reception",
    ),
    drawer=False,
)


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def receptions(request: HttpRequest) -> HttpResponse:
    """List the reception days in scope."""
    return list_page(request, RECEPTIONS, "reception/desk/receptions.html", menu_code=MENU)


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def new_reception(request: HttpRequest) -> HttpResponse:
    """Plan a reception day."""
    actor = actor_of(request)
    sent = request.POST if request.method == "POST" else None
    tops = scope_tops(actor=actor, ability=MANAGE) if sent is None else []
    initial = {"union": tops[0]} if tops else {}
    form = forms.ReceptionForm(sent, actor=actor, today=clock.today(), initial=initial)
    made = attempt(form, lambda: operations.plan_reception(actor=actor, **form.cleaned_data))
    if made is not None:
        messages.success(request, _("已安排，公布后会员可以预约。"))
        return redirect("reception:reception", made.pk)
    return render_page(request, "reception/desk/new_reception.html", menu_code=MENU, form=form)


@page(MANAGE)
@require_http_methods(["GET", "POST"])
def reception(request: HttpRequest, reception_id: int) -> HttpResponse:
    """Show a reception day; publish it, note who was received and what was said."""
    actor = actor_of(request)
    found = queries.get_reception_for(actor=actor, reception_id=reception_id)
    typed: dict[int, forms.RecordForm] = {}
    if request.method == "POST":
        try:
            if (address := _act(request, found, typed)) is not None:
                return address
        except UserError as error:
            messages.error(request, error.message)
    shown = queries.appointments_of(found, actor=actor)
    for one in shown:
        one["form"] = typed.get(one["row"].pk) or forms.RecordForm(auto_id=f"id_{one['row'].pk}_%s")
        one["tone"] = TONES[one["row"].state]
    answer = render_page(
        request,
        "reception/desk/reception.html",
        menu_code=MENU,
        reception=found,
        appointments=shown,
        may_register=actor.may("cases.register"),
    )
    if typed:
        answer.status_code = 422
    return answer


def _act(request: HttpRequest, found: Any, typed: dict[int, forms.RecordForm]) -> Any:
    """Do what the button says; None when its form came back with something wrong."""
    actor, at = actor_of(request), request.now  # type: ignore[attr-defined]
    action, here = request.POST.get("action", ""), redirect("reception:reception", found.pk)
    if action == "publish":
        operations.publish_reception(actor=actor, reception=found)
        return here
    number = request.POST.get("id", "")
    if not number:  # a button pressed for nobody
        return here
    row_id = int(number) if number.isdecimal() and len(number) < 16 else 0
    row = queries.get_appointment_of(found, row_id)
    if action == "missed":
        operations.note_missed(actor=actor, at=at, appointment=row)
        return here
    if action == "register":
        return _register(request, found, row)
    form = forms.RecordForm(request.POST, auto_id=f"id_{row.pk}_%s")
    if not form.is_valid():
        typed[row.pk] = form
        return None
    operations.receive(actor=actor, at=at, appointment=row, **form.cleaned_data)
    return here


def _register(request: HttpRequest, found: Any, row: Any) -> HttpResponse:
    """Begin the case of somebody received: a petition, with the clocks of its programme."""
    key = operations.begin_reception_case(actor=actor_of(request), appointment=row)
    asked = {
        "programme": PETITION,
        "key": str(key),
        "channel": "reception",
        "person": row.person_id,
        "back": reverse("reception:reception", args=[found.pk]),
    }
    return redirect(f"{reverse('cases:register_form')}?{urlencode(asked)}")


@require_safe
@public_page
def open_receptions(request: HttpRequest) -> HttpResponse:
    """Publish the schedule of reception days, with one's own appointments."""
    actor, now = actor_of(request), request.now  # type: ignore[attr-defined]
    days = [
        {"day": one, "free": len(queries.free_times(one, at=now))}
        for one in queries.published_receptions(on=now.date())
    ]
    own = queries.own_appointments(actor=actor)[:10] if actor.person_id else []
    return render_page(
        request, "reception/portal/receptions.html", menu_code=PORTAL_MENU, days=days, own=own
    )


@page(member=True)
@require_http_methods(["GET", "POST"])
def appoint(request: HttpRequest, open_reception_id: int) -> HttpResponse:
    """Book a time of a reception day."""
    actor, now = actor_of(request), request.now  # type: ignore[attr-defined]
    found = queries.get_published_reception(open_reception_id, on=now.date())
    sent = request.POST if request.method == "POST" else None
    form = forms.AppointmentForm(sent, times=queries.free_times(found, at=now))
    made = attempt(
        form,
        lambda: operations.book_reception(
            actor=actor, at=now, reception=found, **form.cleaned_data
        ),
    )
    if made is not None:
        messages.success(request, _("预约成功，请按时到场。"))
        return redirect("reception:open_receptions")
    return render_page(
        request, "reception/portal/appoint.html", menu_code=PORTAL_MENU, day=found, form=form
    )


@page(member=True)
@require_POST
def give_back(request: HttpRequest, own_appointment_id: int) -> HttpResponse:
    """Give one's appointment back."""
    actor, now = actor_of(request), request.now  # type: ignore[attr-defined]
    row = queries.get_own_appointment(actor=actor, own_appointment_id=own_appointment_id)
    operations.cancel_appointment(actor=actor, at=now, appointment=row)
    messages.success(request, _("已取消预约。"))
    return redirect("reception:open_receptions")
