"""Addresses under which nobody is known: who asks is forgotten before anything could note it.

Below ``settings.ANONYMOUS_PATHS`` a request has no session, no address and no browser name, so that
neither the page nor whatever runs around it (rights, idle sessions, logs) can keep a trace of it.
"""

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# What a browser may keep: the type size, the language, and the random mark that proves a form came
# from our own page. None of them is stored here.
KEPT_COOKIES = ("zhigong_type", "django_language", "csrftoken")
FORGOTTEN = ("REMOTE_ADDR", "REMOTE_HOST", "REMOTE_USER", "HTTP_USER_AGENT", "HTTP_X_FORWARDED_FOR")


def is_anonymous(path: str) -> bool:
    """Whether nobody is known under this address."""
    return path.startswith(settings.ANONYMOUS_PATHS)


class ForgetWhoAsks:
    """Middleware before sessions: takes everything from the request that could name its sender."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request, as nobody's under an anonymous address."""
        if is_anonymous(request.path_info):
            kept = {k: v for k, v in request.COOKIES.items() if k in KEPT_COOKIES}
            request.COOKIES = kept
            for name in FORGOTTEN:
                request.META[name] = ""
            request.META["HTTP_COOKIE"] = ""
        return self._get_response(request)


class SilentOnAnonymous(logging.Filter):
    """Drop what would note that, and when, somebody asked for an anonymous address.

    Errors of the server itself pass, for they have to be mended; their text holds no content.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record may be written."""
        path = getattr(getattr(record, "request", None), "path_info", "")
        return record.levelno >= logging.ERROR or not (path and is_anonymous(path))
