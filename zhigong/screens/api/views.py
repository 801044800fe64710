"""The reference page of the API."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from zhigong.base.pages import page, render_page
from zhigong.screens.api import queries
from zhigong.screens.api.api import ISSUE


@require_GET  # outermost: below /api/ a browser's log-in counts for reading only
@page(ISSUE)
def reference(request: HttpRequest) -> HttpResponse:
    """Say what the API offers, to who may hand out keys to it."""
    return render_page(
        request,
        "api/reference.html",
        groups=queries.reference(),
        home=request.build_absolute_uri(queries.PREFIX),
    )
