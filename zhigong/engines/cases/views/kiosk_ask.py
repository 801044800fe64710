"""Hall pages of asking about a case: number and telephone, the code, where it stands."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from zhigong.base.errors import UserError
from zhigong.base.pages import render_page
from zhigong.base.terminals import terminal_of
from zhigong.engines.cases.forms.asking import AskCodeForm, AskForm
from zhigong.engines.cases.operations import asking as operations
from zhigong.engines.cases.views import portal_ask as doors
from zhigong.engines.cases.views.kiosk import at_hall
from zhigong.kernel.phone import mask_phone

ASKING = "case_asking"


@at_hall
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the number and the telephone, and send a code, whatever the number."""
    form = AskForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        phone = form.cleaned_data["phone"]
        try:
            code = operations.ask_for_code(
                phone=phone,
                address=doors.address_of(request),
                at=timezone.now(),
                proof=doors.voucher(),
            )
        except UserError as error:
            doors.put(form, error)
        else:
            request.session[ASKING] = doors.sealed(
                number=form.cleaned_data["number"],
                phone=phone,
                demo=code if settings.ZHIGONG.env == "demo" else "",
            )
            return redirect("cases:kiosk_ask_code")
    return render_page(request, "cases/kiosk/ask.html", form=form, region=_region(request))


def _region(request: HttpRequest) -> str:
    hall = terminal_of(request)
    return hall.region if hall else ""


@at_hall
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code; open the case it belongs to."""
    known = doors.unsealed(request.session.get(ASKING))
    if known is None:
        return redirect("cases:kiosk_ask")
    form = AskCodeForm(request.POST if request.method == "POST" else None)
    refused: UserError | None = None
    if form.is_valid():
        try:
            case = operations.open_own_case(
                number=known["number"],
                phone=known["phone"],
                code=form.cleaned_data["code"],
                at=timezone.now(),
                region=_region(request),
            )
        except UserError as error:
            if error.field == "code":
                doors.put(form, error)
            else:
                refused = error
        else:
            request.session.pop(ASKING, None)
            doors.open_door(request, case)
            return redirect("cases:kiosk_asked")
    answer = render_page(
        request,
        "cases/kiosk/ask_code.html",
        form=form,
        refused=refused,
        sent_to=mask_phone(known["phone"]),
        demo_code=known["demo"],
    )
    answer.status_code = refused.status if refused else answer.status_code
    return answer


@at_hall
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Show where the case stands; no name, no answer, no opinion: others stand in the hall."""
    case = doors.case_of(request)
    if case is None:
        return redirect("cases:kiosk_ask")
    shown: dict[str, Any] = doors.standing_of(case)
    shown["course"] = [{**one, "text": "", "who": one.get("who", "")} for one in shown["course"]]
    return render_page(
        request, "cases/kiosk/asked.html", address=doors.ask_address(request, case.number), **shown
    )
