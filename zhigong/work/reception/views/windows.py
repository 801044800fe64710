"""The window on the desk: call, pass over, send on, register, finish; numbers for those present."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhigong.base import clock
from zhigong.base.errors import UserError
from zhigong.base.pages import actor_of, page, render_page
from zhigong.engines.cases.queries import list_programmes
from zhigong.work.reception import operations
from zhigong.work.reception.contract import TicketChannel
from zhigong.work.reception.forms import numbers as forms
from zhigong.work.reception.permissions import SERVE, VIEW
from zhigong.work.reception.queries import halls, numbers

MENU = "reception.windows"
SHOWN_DONE = 8


@page(SERVE)
@require_safe
def windows(request: HttpRequest) -> HttpResponse:
    """Choose the window one works at; it is remembered for the session's next visit."""
    rows = list(halls.windows_for(actor=actor_of(request), ability=SERVE))
    return render_page(
        request,
        "reception/desk/windows.html",
        menu_code=MENU,
        windows=rows,
        last=request.session.get("reception_window"),
        may_manage=actor_of(request).may("reception.manage"),
    )


@page(SERVE)
@require_safe
def window(request: HttpRequest, window_id: int) -> HttpResponse:
    """Show a window: who stands at it, who waits, what can be done."""
    found = halls.get_window_for(actor=actor_of(request), window_id=window_id, ability=SERVE)
    if request.session.get("reception_window") != found.pk:
        request.session["reception_window"] = found.pk
    return _window_page(request, found)


@page(SERVE)
@require_safe
def queue(request: HttpRequest, window_id: int) -> HttpResponse:
    """Show who waits for a window; asked for every few seconds."""
    found = halls.get_window_for(actor=actor_of(request), window_id=window_id, ability=SERVE)
    now = request.now  # type: ignore[attr-defined]
    return render_page(
        request,
        "reception/desk/_queue.html",
        window=found,
        queue=_with_minutes(numbers.queue_of(found, at=now), now),
        bookings=numbers.bookings_of(found.hall, on=now.date()),
    )


def _with_minutes(tickets: Any, at: Any) -> list[tuple[Any, int]]:
    return [(one, max(0, int((at - one.joined_at).total_seconds() // 60))) for one in tickets]


def _window_page(request: HttpRequest, found: Any, status: int = 200) -> HttpResponse:
    actor, now = actor_of(request), request.now  # type: ignore[attr-defined]
    current = numbers.at_window(found)
    done = list(numbers.served_at(found, on=now.date()))
    others = [w for w in halls.windows_of(found.hall) if w.is_open and w.pk != found.pk]
    recent = done[:SHOWN_DONE]
    response = render_page(
        request,
        "reception/desk/window.html",
        menu_code=MENU,
        window=found,
        current=current,
        programmes=_programmes(current),
        queue=_with_minutes(numbers.queue_of(found, at=now), now),
        bookings=numbers.bookings_of(found.hall, on=now.date()),
        done=recent,
        done_count=len(done),
        cases=numbers.cases_of([*([current] if current else []), *recent], actor=actor),
        send_on=forms.SendOnForm(windows=others) if current and others else None,
        may_register=actor.may("cases.register"),
        may_view=actor.may(VIEW),
    )
    response.status_code = status
    return response


def _programmes(current: Any) -> list[Any]:
    """Return what is usually registered for the matter of a number, then everything else."""
    if current is None:
        return []
    usual = set(current.group.programmes)
    return sorted(list_programmes(), key=lambda one: (one.code not in usual, one.order))


@page(SERVE)
@require_POST
def work(request: HttpRequest, window_id: int) -> HttpResponse:
    """Do what a button of the window says."""
    actor = actor_of(request)
    found = halls.get_window_for(actor=actor, window_id=window_id, ability=SERVE)
    known = {"actor": actor, "at": request.now, "window": found}  # type: ignore[attr-defined]
    action = request.POST.get("action", "")
    try:
        if action == "register":
            return _register(request, known)
        _act(request, action, known)
    except UserError as error:
        messages.error(request, error.message)
        return _window_page(request, found, error.status)
    return redirect("reception:window", window_id)


def _act(request: HttpRequest, action: str, known: dict[str, Any]) -> None:
    if action in ("open", "shut"):
        actor, window = known["actor"], known["window"]
        operations.switch_window(actor=actor, window=window, is_open=action == "open")
    elif action == "again":
        operations.call_again(**known)
    elif action == "pass":
        operations.pass_over(**known)
    elif action == "finish":
        operations.finish_number(**known)
    elif action == "send":
        form = forms.SendOnForm(request.POST, windows=list(halls.windows_of(known["window"].hall)))
        if form.is_valid():
            operations.send_on(**known, to=form.cleaned_data["to"])
    else:
        if action == "finish_next":
            operations.finish_number(**known)
        operations.call_next(**known)


def _register(request: HttpRequest, known: dict[str, Any]) -> HttpResponse:
    """Begin a case for whoever stands at the window: the engine's own page takes it from here."""
    programme = request.POST.get("programme", "")
    key = operations.begin_case(**known, programme=programme)
    back = reverse("reception:window", args=[known["window"].pk])
    address = urlencode({"programme": programme, "key": str(key), "back": back})
    return redirect(f"{reverse('cases:register')}?{address}")


@page(SERVE)
@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, window_id: int) -> HttpResponse:
    """Give a number to somebody who is there; say that somebody who booked is there."""
    actor = actor_of(request)
    found = halls.get_window_for(actor=actor, window_id=window_id, ability=SERVE)
    groups = list(halls.groups_of(found.hall))
    is_code = request.POST.get("action") == "check_in"
    sent = request.POST if request.method == "POST" else None
    form = forms.TakeForm(
        None if is_code else sent, hall=found.hall, groups=groups, initial={"key": uuid4()}
    )
    code = forms.PasscodeForm(sent if is_code else None)
    ticket = _checked_in(request, found.hall, code) if is_code else _taken(request, found, form)
    if ticket is not None:
        return redirect("reception:slip", ticket.pk)
    return render_page(
        request,
        "reception/desk/take.html",
        menu_code=MENU,
        window=found,
        form=form,
        code=code,
    )


def _taken(request: HttpRequest, found: Any, form: forms.TakeForm) -> Any:
    if not form.is_valid():
        return None
    try:
        return operations.take_number(
            actor=actor_of(request),
            at=request.now,  # type: ignore[attr-defined]
            hall=found.hall,
            channel=TicketChannel.DESK,
            **form.cleaned_data,
        )
    except UserError as error:
        form.add_error(None, error.message)
        return None


def _checked_in(request: HttpRequest, hall: Any, form: forms.PasscodeForm) -> Any:
    if not form.is_valid():
        return None
    actor, at = actor_of(request), request.now  # type: ignore[attr-defined]
    try:
        booking = operations.booking_with(
            hall=hall, passcode=form.cleaned_data["passcode"], on=clock.today()
        )
        return operations.check_in(actor=actor, at=at, ticket=booking)
    except UserError as error:
        form.add_error("passcode", error.message)
        return None


@page(SERVE)
@require_safe
def slip(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Show, and print on 80 mm paper, the slip of a number."""
    ticket = numbers.get_ticket_for(actor=actor_of(request), ticket_id=ticket_id, ability=SERVE)
    follow = reverse("reception:follow", args=[ticket.token])
    return render_page(
        request,
        "reception/desk/slip.html",
        menu_code=MENU,
        ticket=ticket,
        outlook=numbers.outlook_of(ticket, at=request.now),  # type: ignore[attr-defined]
        follow=request.build_absolute_uri(follow),
    )
