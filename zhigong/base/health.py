"""``/healthz`` (the process lives) and ``/readyz`` (it can serve)."""

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse


class Health:
    """Middleware that answers the two probes before anything else runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a probe, or let the request pass."""
        if request.path == "/healthz":
            return JsonResponse({"ok": True})
        if request.path == "/readyz":
            return _ready()
        return self._get_response(request)


def _ready() -> HttpResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM django_migrations")
    except DatabaseError:
        return JsonResponse({"ok": False, "missing": "database"}, status=503)
    return JsonResponse({"ok": True})
