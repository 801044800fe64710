"""Hall pages everybody may read: the services found by initials, and one service."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zhigong.base.errors import UserError
from zhigong.base.pages import public_page, render_page
from zhigong.base.terminals import terminal_of
from zhigong.engines.cases import queries
from zhigong.engines.cases.queries import course
from zhigong.engines.cases.queries.applying import place_union
from zhigong.engines.cases.queries.programmes import UnknownProgramme
from zhigong.engines.cases.views.portal_services import OPEN_TO

LETTERS = 20


def at_hall(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a view a page of a screen that was set up; refusals stay on the screen."""

    @wraps(view)
    def serve(request: HttpRequest, *args: Any, **more: Any) -> HttpResponse:
        if terminal_of(request) is None:
            return redirect("kiosk:setup")
        try:
            return view(request, *args, **more)
        except UserError as refused:
            return refusal(request, refused)

    return never_cache(public_page(serve))


def refusal(request: HttpRequest, refused: UserError) -> HttpResponse:
    """Say on the screen why something was not done."""
    answer = render_page(request, "cases/kiosk/refused.html", why=refused)
    answer.status_code = refused.status
    return answer


@never_cache
@public_page
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """List the services, or those whose initials were typed."""
    letters = request.GET.get("q", "").strip()[:LETTERS]
    union = _place(request)
    found = [p for p in queries.search_programmes(letters, union=union) if p.audience != "staff"]
    found.sort(key=lambda p: (p.order, p.code))
    return render_page(request, "cases/kiosk/services.html", letters=letters, found=found)


def _place(request: HttpRequest) -> Any:
    """Return the union whose services the screen offers besides those of everywhere."""
    terminal = terminal_of(request)
    return place_union(terminal.node_id) if terminal else None


@never_cache
@public_page
@require_safe
def programme(request: HttpRequest, programme_code: str) -> HttpResponse:
    """Say what a service is, for whom, what to bring and how long it takes."""
    try:
        found = queries.get_programme(programme_code, union=_place(request))
    except UnknownProgramme as closed:
        return refusal(request, closed)
    return render_page(
        request,
        "cases/kiosk/programme.html",
        programme=found,
        open_to=OPEN_TO[found.audience],
        conditions=course.conditions_of(found),
        days=course.days_in_words(found),
        route=course.route_of(found),
        may_begin=found.audience != "staff",
    )
