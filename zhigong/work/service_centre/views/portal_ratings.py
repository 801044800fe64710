"""How people rate the unions' services, for everybody to read."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from zhigong.base import clock
from zhigong.base.pages import public_page, render_page
from zhigong.work.service_centre import queries


@require_safe
@public_page
def ratings(request: HttpRequest) -> HttpResponse:
    """Show the ratings of a union (``?union=code``; the top without one) by programme and union."""
    union = queries.public_union(request.GET.get("union", ""))
    return render_page(
        request,
        "service_centre/portal/ratings.html",
        menu_code="service_centre.ratings",
        union=union,
        is_top=union.parent_id is None,
        found=queries.rated_page(union=union, on=clock.today()),
    )
