"""On the phone: halls with their hours and queues, booking a time, following one's number."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhigong.base.pages import actor_of, page, public_page, render_page
from zhigong.registry.unions.contract import attempt
from zhigong.work.reception import operations
from zhigong.work.reception.forms import numbers as forms
from zhigong.work.reception.queries import halls, numbers

MENU = "reception.open_halls"


@require_safe
@public_page
def open_halls(request: HttpRequest) -> HttpResponse:
    """List the halls: open or not, when, how many wait."""
    now = request.now  # type: ignore[attr-defined]
    rows = list(halls.public_halls())
    opening = halls.opening_of(rows, since=now.date())
    shown = [
        {
            "hall": hall,
            "is_open": opening.is_open(hall, now),
            "spans": opening.spans(hall, now.date()),
        }
        for hall in rows
    ]
    actor = actor_of(request)
    own = numbers.own_bookings(actor=actor, on=now.date()) if actor.person_id else []
    return render_page(request, "reception/portal/halls.html", menu_code=MENU, halls=shown, own=own)


@require_safe
@public_page
def open_hall(request: HttpRequest, open_hall_id: int) -> HttpResponse:
    """Show a hall: its hours of the week, what it serves, how many wait."""
    hall = halls.get_public_hall(open_hall_id)
    now = request.now  # type: ignore[attr-defined]
    opening = halls.opening_of([hall], since=now.date())
    return render_page(
        request,
        "reception/portal/hall.html",
        menu_code=MENU,
        hall=hall,
        is_open=opening.is_open(hall, now),
        week=halls.week_of(hall),
        own_days=halls.own_days_of(hall, since=now.date())[:6],
        queue=numbers.groups_with_queue(hall, on=now.date()),
    )


@page(member=True)
@require_http_methods(["GET", "POST"])
def book(request: HttpRequest, open_hall_id: int) -> HttpResponse:
    """Book a time at a hall."""
    hall = halls.get_public_hall(open_hall_id)
    actor, now = actor_of(request), request.now  # type: ignore[attr-defined]
    form = forms.BookForm(
        request.POST if request.method == "POST" else None,
        groups=list(halls.groups_of(hall)),
        days=halls.bookable_days(hall, at=now),
        initial={"group": request.GET.get("group")},
    )
    made = attempt(form, lambda: _booked(actor, now, hall, form))
    if made is not None:
        messages.success(request, _("预约成功。"))
        return redirect("reception:follow", made.token)
    return render_page(request, "reception/portal/book.html", menu_code=MENU, hall=hall, form=form)


def _booked(actor: Any, at: Any, hall: Any, form: forms.BookForm) -> Any:
    given = form.cleaned_data
    return operations.book_number(
        actor=actor, at=at, hall=hall, group=given["group"], slot_at=given["slot"]
    )


@never_cache
@require_safe
@public_page
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """Show a number to whoever holds its slip; the page asks for itself every few seconds."""
    ticket = numbers.get_ticket_by_token(token)
    template, part = "reception/portal/follow.html", "reception/portal/_follow.html"
    return render_page(
        request,
        template,
        part,
        menu_code=MENU,
        ticket=ticket,
        outlook=numbers.outlook_of(ticket, at=request.now),  # type: ignore[attr-defined]
        may_cancel=ticket.state in ("booked", "waiting"),
    )


@never_cache
@require_POST
@public_page
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Give a number back."""
    ticket = numbers.get_ticket_by_token(token)
    now = request.now  # type: ignore[attr-defined]
    operations.cancel_number(actor=actor_of(request), at=now, ticket=ticket)
    messages.success(request, _("已取消，谢谢您告诉我们。"))
    return redirect("reception:follow", token)
