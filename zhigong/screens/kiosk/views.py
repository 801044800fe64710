"""The pages of the hall screen itself."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zhigong.base.navigation import menu_for
from zhigong.base.pages import public_page, render_page


@never_cache
@public_page
def home(request: HttpRequest) -> HttpResponse:
    """Show the tiles."""
    return render_page(request, "kiosk/home.html", groups=menu_for(request, "kiosk"))


@never_cache
@public_page
def help_page(request: HttpRequest) -> HttpResponse:
    """Say where a person helps."""
    return render_page(request, "kiosk/help.html")


@never_cache
@public_page
def guide(request: HttpRequest) -> HttpResponse:
    """Say how to go on with one's own phone."""
    address = request.build_absolute_uri("/")
    return render_page(request, "kiosk/guide.html", address=address)


@never_cache
@public_page
def joining(request: HttpRequest) -> HttpResponse:
    """Say how a worker joins a union."""
    return render_page(request, "kiosk/joining.html")


@never_cache
@public_page
def moving(request: HttpRequest) -> HttpResponse:
    """Say what happens to a membership when the work place changes."""
    return render_page(request, "kiosk/moving.html")


@require_POST
@public_page
def wipe(request: HttpRequest) -> HttpResponse:
    """Forget whoever stood here, and begin anew."""
    logout(request)
    request.session.flush()
    response = redirect("kiosk:home")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
