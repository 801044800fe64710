"""The pages of the leaders' screen itself."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from zhigong.base.navigation import menu_for
from zhigong.base.pages import page, public_page, render_page

YEAR_SECONDS = 365 * 24 * 3600


@page()
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the first page of figures the reader may open."""
    for group in menu_for(request, "cockpit"):
        for shown in group.items:
            return redirect(shown.url)
    return render_page(request, "cockpit/home.html")


@require_POST
@public_page
def wall(request: HttpRequest) -> HttpResponse:
    """Switch between the day page and the wall."""
    address = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}):
        address = reverse("cockpit:home")
    response = HttpResponseRedirect(address)
    on_wall = request.COOKIES.get("zhigong_wall") == "1"
    response.set_cookie("zhigong_wall", "0" if on_wall else "1", YEAR_SECONDS, samesite="Lax")
    return response
