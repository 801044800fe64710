"""The hall: take a number by touch, say that one who booked is there, and the board of calls."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from zhigong.base.errors import UserError
from zhigong.base.pages import actor_of, public_page, render_page
from zhigong.work.reception import operations
from zhigong.work.reception.contract import TicketChannel
from zhigong.work.reception.forms import numbers as forms
from zhigong.work.reception.queries import halls, numbers

MENU = "reception.take"


@never_cache
@require_safe
@public_page
def kiosk(request: HttpRequest) -> HttpResponse:
    """Choose the hall; where there is one alone, it is chosen."""
    rows = list(halls.public_halls())
    if len(rows) == 1:
        return redirect("reception:kiosk_hall", rows[0].pk)
    now = request.now  # type: ignore[attr-defined]
    opening = halls.opening_of(rows, since=now.date())
    shown = [(hall, opening.is_open(hall, now)) for hall in rows]
    return render_page(request, "reception/kiosk/halls.html", menu_code=MENU, halls=shown)


@never_cache
@require_http_methods(["GET", "POST"])
@public_page
def kiosk_hall(request: HttpRequest, open_hall_id: int) -> HttpResponse:
    """Show what a hall serves; ask who comes first; give the number."""
    hall = halls.get_public_hall(open_hall_id)
    now = request.now  # type: ignore[attr-defined]
    groups = list(halls.groups_of(hall))
    sent = request.POST if request.method == "POST" else None
    form = forms.TakeForm(sent, hall=hall, groups=groups)
    refused = None
    if form.is_valid():
        try:
            ticket = operations.take_number(
                actor=actor_of(request),
                at=now,
                hall=hall,
                channel=TicketChannel.KIOSK,
                **form.cleaned_data,
            )
        except UserError as error:
            refused = error
        else:
            return redirect("reception:kiosk_number", ticket.token)
    return _kiosk_page(request, hall, refused)


def _kiosk_page(request: HttpRequest, hall: Any, refused: UserError | None) -> HttpResponse:
    now = request.now  # type: ignore[attr-defined]
    opening = halls.opening_of([hall], since=now.date())
    queue = numbers.groups_with_queue(hall, on=now.date())
    chosen = next((one for one in queue if one["group"].prefix == request.GET.get("group")), None)
    priorities = forms.TakeForm(hall=hall, groups=[]).fields["priority"]
    answer = render_page(
        request,
        "reception/kiosk/hall.html",
        menu_code=MENU,
        hall=hall,
        queue=queue,
        chosen=chosen,
        priorities=list(priorities.choices)[1:],  # type: ignore[attr-defined]
        is_open=opening.is_open(hall, now),
        spans=opening.spans(hall, now.date()),
        week=halls.week_of(hall),
        key=uuid4(),
        refused=refused,
    )
    if refused is not None:
        answer.status_code = refused.status
    return answer


@never_cache
@require_safe
@public_page
def kiosk_number(request: HttpRequest, token: str) -> HttpResponse:
    """Show the number just taken, huge, with the slip to print and the code for the phone."""
    ticket = numbers.get_ticket_by_token(token)
    return render_page(
        request,
        "reception/kiosk/number.html",
        menu_code=MENU,
        ticket=ticket,
        outlook=numbers.outlook_of(ticket, at=request.now),  # type: ignore[attr-defined]
        follow=request.build_absolute_uri(reverse("reception:follow", args=[token])),
    )


@never_cache
@require_http_methods(["GET", "POST"])
@public_page
def kiosk_check_in(request: HttpRequest, open_hall_id: int) -> HttpResponse:
    """Take the code of a booking, typed on large digits."""
    hall = halls.get_public_hall(open_hall_id)
    now = request.now  # type: ignore[attr-defined]
    form = forms.PasscodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        code = form.cleaned_data["passcode"]
        try:
            booking = operations.booking_with(hall=hall, passcode=code, on=now.date())
            operations.check_in(actor=actor_of(request), at=now, ticket=booking)
        except UserError as error:
            form.add_error("passcode", error.message)
        else:
            return redirect("reception:kiosk_number", booking.token)
    return render_page(
        request, "reception/kiosk/check_in.html", menu_code=MENU, hall=hall, form=form
    )


@never_cache
@require_safe
@public_page
def board(request: HttpRequest, open_hall_id: int) -> HttpResponse:
    """Show, on the screen of the hall, which number is called to which window."""
    hall = halls.get_public_hall(open_hall_id)
    shown = numbers.board_of(hall, at=request.now)  # type: ignore[attr-defined]
    template, part = "reception/kiosk/board.html", "reception/kiosk/_board.html"
    return render_page(request, template, part, hall=hall, board=shown)
