"""The seat (接听坐席): one screen for a call, from the telephone number to the ticket."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhigong.base import clock
from zhigong.base.pages import actor_of, page, render_page
from zhigong.registry.people.queries import get_person_for
from zhigong.registry.unions.contract import attempt
from zhigong.work.hotline import forms, operations, queries
from zhigong.work.hotline.permissions import TAKE

MENU = "hotline.seat"


@page(TAKE)
@require_http_methods(["GET", "POST"])
def seat(request: HttpRequest) -> HttpResponse:
    """Take a call: answer it at once, or hand it to who dispatches."""
    actor = actor_of(request)
    sent = request.POST if request.method == "POST" else None
    initial = {"key": uuid4(), "phone": request.GET.get("phone", "")[:20]}
    form = forms.SeatForm(sent, actor=actor, initial=initial)
    made = attempt(form, lambda: _take(request, form.cleaned_data))
    if made is not None:
        words = _("已办结：%(n)s") if made.is_immediate else _("已转派单：%(n)s")
        messages.success(request, words % {"n": made.case.number})
        return redirect("hotline:seat" if made.is_immediate else "hotline:ticket", *_of(made))
    phone = form["phone"].value() or ""
    return render_page(
        request,
        "hotline/desk/seat.html",
        menu_code=MENU,
        form=form,
        union=queries.seat_of(actor=actor),
        caller=queries.caller_of(actor=actor, phone=phone) if phone else None,
        today_count=queries.taken_today(actor=actor, on=clock.today()),
    )


def _of(ticket: Any) -> list[str]:
    return [] if ticket.is_immediate else [ticket.case.number]


def _take(request: HttpRequest, given: dict[str, Any]) -> Any:
    actor = actor_of(request)
    person, article = _person(request, given), _article(request, given)
    call = operations.Call(
        kind=given["kind"],
        subject=given["subject"],
        text=given["text"],
        difficulty=given["difficulty"],
        name=given["name"] or (person.name if person else ""),
        phone=given["phone"],
        person=person,
        accused=given["accused"],
        accused_union=given["accused_union"] or queries.accused_union_of(given["accused"]),
        is_secret=given["is_secret"],
        consent=given["consent"],
        answer=given["answer"],
        article=article,
    )
    union = queries.seat_of(actor=actor)
    assert union is not None  # the page opens to those alone who take calls somewhere
    at = request.now  # type: ignore[attr-defined]
    return operations.take_call(actor=actor, at=at, seat=union, call=call, key=given["key"])


def _person(request: HttpRequest, given: dict[str, Any]) -> Any:
    """Return the person on the card, if the seat may see her."""
    if not given.get("person"):
        return None
    try:
        return get_person_for(actor=actor_of(request), person_id=given["person"])
    except (ObjectDoesNotExist, OverflowError):
        return None


def _article(request: HttpRequest, given: dict[str, Any]) -> Any:
    if not given.get("article") or not given.get("answer"):
        return None
    try:
        return queries.get_article_for(actor=actor_of(request), article_id=given["article"])
    except (ObjectDoesNotExist, OverflowError):
        return None


@page(TAKE)
@require_safe
def caller(request: HttpRequest) -> HttpResponse:
    """Show who has a telephone, and what is open of hers; a fragment of the seat."""
    phone = request.GET.get("phone", "").strip()[:20]
    found = queries.caller_of(actor=actor_of(request), phone=phone) if phone else None
    return render_page(
        request, "hotline/desk/caller.html", "hotline/desk/_caller.html", caller=found, phone=phone
    )


@page(TAKE)
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Show the answers of the knowledge base that fit what is typed; a fragment of the seat."""
    words = (request.GET.get("q") or "").strip()[:100]
    found = queries.best_articles(actor=actor_of(request), words=words)
    return render_page(
        request, "hotline/desk/find.html", "hotline/desk/_found.html", found=found, asked=words
    )
