"""What a screen does with its visitor: the hall forgets, and an error page stays on its screen."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from zhigong.registry.accounts.contract import AT_KIOSK

KIOSK_SECONDS = 60 + 15
"""A minute without a touch, and the warning: the page itself counts the same (``kiosk.js``)."""

NOTE_EVERY_SECONDS = 10
"""A session is written at most this often only to note that its owner is still there."""

SEEN = "kiosk_seen_at"
QUIET = "X-Kiosk-Quiet"
"""Said by the page when it asks by itself: nobody touched anything, so nobody is there."""

LAYOUTS = (
    ("/desk/", "ui/layouts/desk.html"),
    ("/cockpit/", "ui/layouts/cockpit.html"),
    ("/kiosk/", "ui/layouts/kiosk.html"),
    ("/", "ui/layouts/portal.html"),
)
PUBLIC = ("/kiosk/", "/")


class SessionRules:
    """Middleware behind the one that sets ``request.actor``.

    Staff sessions end by the rule of ``accounts``; here only the hall's, which is far shorter. The
    server does not rely on the page's own count: a request after the time finds nobody logged in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request, unless the hall has to forget somebody first."""
        if request.session.get(AT_KIOSK) and not request.path.startswith("/kiosk/"):
            logout(request)  # what was proved in the hall counts nowhere else
            return redirect(request.get_full_path() if request.method == "GET" else "kiosk:home")
        if request.path.startswith("/kiosk/") and request.user.is_authenticated:
            if _is_over(request):
                logout(request)
                return redirect("kiosk:home")
            if request.headers.get(QUIET) is None:
                _note(request)
        _name_error_page(request)
        return self._get_response(request)


def _is_over(request: HttpRequest) -> bool:
    seen = request.session.get(SEEN)
    return seen is not None and _now() - int(seen) > KIOSK_SECONDS


def _note(request: HttpRequest) -> None:
    if _now() - int(request.session.get(SEEN, 0)) >= NOTE_EVERY_SECONDS:
        request.session[SEEN] = _now()


def _now() -> int:
    return int(timezone.now().timestamp())


def _name_error_page(request: HttpRequest) -> None:
    """Say which layout an error page of this address takes; visitors of staff screens get none."""
    prefix, layout = next(pair for pair in LAYOUTS if request.path.startswith(pair[0]))
    marked: Any = request
    if prefix in PUBLIC or request.user.is_authenticated:
        marked.error_layout = layout
        marked.error_home = prefix
