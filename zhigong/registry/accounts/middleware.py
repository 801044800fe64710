"""Who asks: the session's user becomes the actor of the request.

At most three statements for somebody who logged in (session, user, rights), none for a visitor.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhigong.base import clock
from zhigong.base.actor import ANONYMOUS, use_actor
from zhigong.base.api import caller_of
from zhigong.registry.accounts import operations, queries, rules
from zhigong.registry.accounts.contract import SEEN
from zhigong.registry.accounts.models import User

STEWARD = "steward_for"
MUST_CHANGE = "must_change_password"
_API = "/api/"
_READING = ("GET", "HEAD", "OPTIONS")
_ALWAYS_OPEN = ("accounts:password", "accounts:logout", "portal:type")


class ActorMiddleware:
    """Set ``request.actor`` and act as it; end idle sessions; lead to a password that is due."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request as whoever asks."""
        request.actor = ANONYMOUS  # type: ignore[attr-defined]
        request.scope_title = ""  # type: ignore[attr-defined]
        if request.path.startswith(_API) and request.headers.get("Authorization"):
            request.actor = caller_of(request) or ANONYMOUS  # type: ignore[attr-defined]
        elif _may_use_session(request) and not self._is_idle(request):
            user = cast(User, request.user)
            chosen = request.session.get(STEWARD)
            standing = queries.standing_of(user=user, on=clock.today(), steward_for=chosen)
            request.actor = standing.actor  # type: ignore[attr-defined]
            request.scope_title = standing.home_name  # type: ignore[attr-defined]
            self._touch(request, user)
            if request.session.get(MUST_CHANGE) and not _is_open(request):
                return redirect("accounts:password")
        with use_actor(request.actor):  # type: ignore[attr-defined]
            return self._get_response(request)

    def _is_idle(self, request: HttpRequest) -> bool:
        """End the session when nothing was asked for too long, and say so."""
        user = cast(User, request.user)
        allowed = timedelta(minutes=settings.ZHIGONG.idle_minutes)
        if user.kind == "member":
            allowed = timedelta(days=rules.MEMBER_IDLE_DAYS)
        seen = request.session.get(SEEN)
        if seen is not None and timezone.now().timestamp() - seen <= allowed.total_seconds():
            return False
        operations.close_session(session_key=request.session.session_key or "", actor=ANONYMOUS)
        logout(request)
        messages.info(request, _("您较长时间没有操作，为保护信息已自动退出，请重新登录。"))
        return True

    def _touch(self, request: HttpRequest, user: User) -> None:
        """Remember the use of the session, once a minute."""
        real = timezone.now()
        if real.timestamp() - request.session[SEEN] < operations.SEEN_EVERY.total_seconds():
            return
        request.session[SEEN] = real.timestamp()
        key = request.session.session_key or ""
        operations.touch(user=user, session_key=key, at=real, business_now=clock.now())


def _may_use_session(request: HttpRequest) -> bool:
    """Whether the cookie counts: machines write with their key alone, for no form proves them."""
    if request.path.startswith(_API) and request.method not in _READING:
        return False
    return bool(request.user.is_authenticated)


def _is_open(request: HttpRequest) -> bool:
    return request.path in {reverse(name) for name in _ALWAYS_OPEN} or request.path.startswith(
        settings.STATIC_URL
    )
