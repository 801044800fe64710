"""Appeal stations on the portal: the page behind a poster's QR code, and the member's own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from zhigong.base import clock
from zhigong.base.pages import actor_of, page, public_page, render_page
from zhigong.work.service_centre import operations, queries

MENU = "service_centre.station"


@require_safe
@public_page
def station_public(request: HttpRequest, public_station_id: int) -> HttpResponse:
    """Show a station to whoever scanned its poster."""
    found = queries.open_station(station_id=public_station_id, on=clock.today())
    own = queries.own_stations(actor=actor_of(request), on=clock.today())
    return render_page(
        request,
        "service_centre/portal/station.html",
        menu_code=MENU,
        station=found,
        is_own=found.pk in {one.pk for one in own},
        nearest=own[0] if own else None,
    )


@page(member=True)
@require_http_methods(["GET", "POST"])
def own_stations(request: HttpRequest) -> HttpResponse:
    """List the stations of the member's union and above; choosing one begins an appeal there."""
    actor, today = actor_of(request), clock.today()
    found = queries.own_stations(actor=actor, on=today)
    wanted = request.POST.get("station", "")
    chosen = next((one for one in found if str(one.pk) == wanted), None)
    if chosen is not None:
        operations.choose_station(actor=actor, station=chosen, on=today)
        return redirect("cases:apply", operations.APPEAL)
    template = "service_centre/portal/own_stations.html"
    return render_page(request, template, menu_code=MENU, stations=found)
