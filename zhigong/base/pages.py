"""What makes a function a page: log in, ability, 404 outside the scope, fragments for htmx."""

import functools
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode

from zhigong.base import clock
from zhigong.base.abilities import ability as known_ability
from zhigong.base.actor import ANONYMOUS, Actor
from zhigong.base.errors import UserError

View = Callable[..., HttpResponse]


def page(ability: str | None = None, *, member: bool = False) -> Callable[[View], View]:
    """Make a view a page for people who logged in.

    Not logged in: the log-in page. Without the ability anywhere: 403. ``DoesNotExist``: 404.
    A ``UserError`` the view let pass becomes a plain page that says what to do.

    :param member: the page is about the member herself; the actor must be a known person.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def serve(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            actor = actor_of(request)
            if not actor.is_known:
                return _to_log_in(request)
            if ability is not None:
                known_ability(ability)
                if not actor.may(ability):
                    raise PermissionDenied
            if member and actor.person_id is None:
                raise PermissionDenied
            return _serve(view, request, args, kwargs)

        serve.page_ability = ability or ("member" if member else "known")  # type: ignore[attr-defined]
        return serve

    return decorate


def public_page(view: View) -> View:
    """Make a view a page for everybody."""

    @functools.wraps(view)
    def serve(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _serve(view, request, args, kwargs)

    serve.page_ability = "public"  # type: ignore[attr-defined]
    return serve


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks; ``ANONYMOUS`` before log-in."""
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    return actor


def _serve(view: View, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse:
    request.now = clock.now()  # type: ignore[attr-defined]
    try:
        return view(request, *args, **kwargs)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    except UserError as error:
        return render(request, "ui/refusal.html", {"error": error}, status=error.status)


def _to_log_in(request: HttpRequest) -> HttpResponse:
    address = reverse("accounts:login") + "?" + urlencode({"next": request.get_full_path()})
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return redirect(address)


def render_page(
    request: HttpRequest, template: str, fragment: str | None = None, **context: Any
) -> HttpResponse:
    """Render a page, or only its fragment when htmx asks for one; 422 when a form is invalid."""
    wants_fragment = fragment is not None and bool(getattr(request, "htmx", False))
    wants_fragment = wants_fragment and not request.headers.get("HX-Boosted")
    forms = [value for value in context.values() if isinstance(value, BaseForm)]
    status = 422 if any(form.is_bound and not form.is_valid() for form in forms) else 200
    chosen = fragment if wants_fragment and fragment is not None else template
    response = render(request, chosen, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Return what every template may use."""
    return {
        "actor": actor_of(request),
        "today": clock.today(),
        "large_type": request.COOKIES.get("zhigong_type") == "large",
        "is_demo": settings.ZHIGONG.env == "demo",
        "owner_name": settings.ZHIGONG.owner_name,
    }
