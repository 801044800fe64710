"""The guard of a request: inside one, tables with a scope are read only through a scope."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

_guarded: ContextVar[bool] = ContextVar("guarded_request", default=False)


class UnscopedQuery(RuntimeError):
    """A table with a scope was read in a request without ``within``, ``own`` or ``trusted``."""


def is_guarded() -> bool:
    """Whether a request is being served in this context."""
    return _guarded.get()


@contextmanager
def guarded() -> Iterator[None]:
    """Serve a request: unscoped reads raise."""
    token = _guarded.set(True)
    try:
        yield
    finally:
        _guarded.reset(token)


class RequestGuard:
    """Middleware that guards every view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request; a null character, which no column can hold, is refused with 400."""
        if _has_null(request):
            raise BadRequest("null character")
        with guarded():
            return self._get_response(request)


def _has_null(request: HttpRequest) -> bool:
    """Whether the address or a JSON body holds one; forms refuse it themselves."""
    if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        return True
    return request.content_type == "application/json" and b"\\u0000" in request.body


def address_of(request: HttpRequest) -> str:
    """Return where a request comes from; behind our own proxy, what the proxy says."""
    if settings.ZHIGONG.behind_tls:
        forwarded = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
        if forwarded:
            return forwarded
    return str(request.META.get("REMOTE_ADDR", ""))
