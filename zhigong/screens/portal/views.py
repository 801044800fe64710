"""The pages of the portal itself: what waits behind each tab, and the type size."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhigong.base.navigation import Group, menu_for
from zhigong.base.pages import public_page, render_page

TABS = "底部"
MINE = "我的"
WORK = "办事"
YEAR_SECONDS = 365 * 24 * 3600
NOON, EVENING = 12, 18
VERSIONED = ("ui/base.css", "ui/portal.css", "people/card.js")


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """Greet, show the card and the services that exist."""
    words = greeting(request.now)  # type: ignore[attr-defined]
    groups = _tiles(request)
    return render_page(request, "portal/home.html", menu_code="home", greeting=words, groups=groups)


@public_page
def services(request: HttpRequest) -> HttpResponse:
    """List what can be done today, applications first; one's own has a tab of its own."""
    groups = [group for group in _services(request) if group.title != MINE]
    groups.sort(key=lambda group: group.title != WORK)
    return render_page(request, "portal/services.html", menu_code="services", groups=groups)


@public_page
def events(request: HttpRequest) -> HttpResponse:
    """Say what is on; nothing yet when no app brings events."""
    return render_page(request, "portal/events.html", menu_code="events")


@public_page
def me(request: HttpRequest) -> HttpResponse:
    """Show what concerns the reader herself."""
    mine = [group for group in menu_for(request, "portal") if group.title == MINE]
    return render_page(request, "portal/me.html", menu_code="me", mine=mine)


@public_page
def joining(request: HttpRequest) -> HttpResponse:
    """Say how a worker joins a union."""
    return render_page(request, "portal/joining.html", menu_code="services")


@public_page
def moving(request: HttpRequest) -> HttpResponse:
    """Say what happens to a membership when the work place changes."""
    return render_page(request, "portal/moving.html", menu_code="services")


@public_page
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how the pages can be used by everybody."""
    return render_page(request, "portal/accessibility.html")


@require_POST
@public_page
def type_size(request: HttpRequest) -> HttpResponse:
    """Remember the type size and go back to the page."""
    response = HttpResponseRedirect(_safe_next(request))
    size = "large" if request.POST.get("type") == "large" else "normal"
    response.set_cookie("zhigong_type", size, max_age=YEAR_SECONDS, samesite="Lax")
    return response


@public_page
def offline(request: HttpRequest) -> HttpResponse:
    """Say that there is no network; kept by the browser beforehand, so with nothing personal."""
    return render_page(request, "portal/offline.html")


@public_page
def offline_worker(request: HttpRequest) -> HttpResponse:
    """Give the script that answers for the portal while there is no network.

    It lies at the root because a browser lets a script answer only for addresses below its own. The
    addresses of the styles stand in it as its version: they change with every release.
    """
    version = "-".join(static(name).rpartition("/")[2] for name in VERSIONED)
    response = render(
        request, "portal/offline.js", {"version": version}, content_type="text/javascript"
    )
    response["Cache-Control"] = "no-cache"
    return response


def greeting(at: datetime) -> str:
    """Return the greeting of the hour."""
    if at.hour < NOON:
        return _("早上好")
    return _("下午好") if at.hour < EVENING else _("晚上好")


def _services(request: HttpRequest) -> list[Group]:
    return [group for group in menu_for(request, "portal") if group.title != TABS]


def _tiles(request: HttpRequest) -> list[Group]:
    """Return the services, after what is one's own and worth a tile: it has a line of hint."""
    groups = _services(request)
    own = [Group(g.title, [s for s in g.items if s.item.hint]) for g in groups if g.title == MINE]
    return [*own, *(g for g in groups if g.title != MINE)]


def _safe_next(request: HttpRequest) -> str:
    address = request.POST.get("next", "/")
    hosts = {request.get_host()}
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts=hosts) else "/"
