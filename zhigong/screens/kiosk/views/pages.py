"""The pages of the hall screen itself."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zhigong.base.navigation import menu_for, panels_for
from zhigong.base.pages import public_page, render_page
from zhigong.base.terminals import terminal_of
from zhigong.screens.kiosk import operations

SWITCHES = ("kiosk_low", "kiosk_contrast", "kiosk_voice", "zhigong_type")
"""What somebody switched on for herself; the next one finds the screen as it is."""


@never_cache
@public_page
def home(request: HttpRequest) -> HttpResponse:
    """Show the tiles."""
    return render_page(
        request,
        "kiosk/home.html",
        groups=menu_for(request, "kiosk"),
        panels=panels_for(request, "kiosk", "main"),
        hall=terminal_of(request),
    )


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
    for name in SWITCHES:
        response.delete_cookie(name)
    return response


@never_cache
@require_POST
@public_page
def beat(request: HttpRequest) -> HttpResponse:
    """Hear that a screen is there; say whether it is one of ours still."""
    hall = terminal_of(request)
    if hall is not None:
        operations.see_kiosk(kiosk_id=hall.pk, at=timezone.now())
    return JsonResponse({"known": hall is not None})
