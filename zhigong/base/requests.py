"""The guard of a request: inside one, tables with a scope are read only through a scope."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

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
        """Serve the request with the guard up."""
        with guarded():
            return self._get_response(request)
