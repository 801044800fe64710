"""Hall pages of an application: questions by finger, and the way on to one's own telephone."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from zhigong.base.errors import UserError
from zhigong.base.pages import actor_of, render_page
from zhigong.base.terminals import terminal_of
from zhigong.engines.cases import forms, queries
from zhigong.engines.cases.contract import Channel
from zhigong.engines.cases.forms import kiosk as touch
from zhigong.engines.cases.operations import applying as operations
from zhigong.engines.cases.operations.handing import hand_over
from zhigong.engines.cases.queries import applying
from zhigong.engines.cases.queries.applying import Application
from zhigong.engines.cases.queries.handing import was_taken_over
from zhigong.engines.cases.views.kiosk import at_hall
from zhigong.engines.cases.views.portal_ask import ask_address
from zhigong.registry.accounts.contract import AT_KIOSK

TOKEN = "case_handover"  # noqa: S105  the key of a session


def of_visitor(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a page the application of who proved her telephone here; others begin at the home."""

    @wraps(view)
    def serve(request: HttpRequest, programme_code: str, **more: Any) -> HttpResponse:
        if not _is_known(request):
            return redirect("kiosk:home")
        return view(request, _application(request, programme_code), **more)

    return at_hall(serve)


def _is_known(request: HttpRequest) -> bool:
    return actor_of(request).is_known and bool(request.session.get(AT_KIOSK))


def _application(request: HttpRequest, code: str) -> Application:
    """Return the application; raises what ``require_applicant`` raises."""
    hall, actor = terminal_of(request), actor_of(request)
    place = hall.node_id if hall else None
    found = applying.application_for(actor=actor, code=code, place_id=place)
    operations.require_applicant(actor=actor, application=found)
    return found


@at_hall
@require_safe
def apply(request: HttpRequest, programme_code: str) -> HttpResponse:
    """Ask who it is, then lead to the page on which she stopped."""
    if not _is_known(request):
        here = reverse("cases:kiosk_apply", args=[programme_code])
        return redirect(f"{reverse('kiosk:enter')}?{urlencode({'next': here})}")
    application = _application(request, programme_code)
    return _to(application, application.draft.page if application.draft else 1)


def _to(application: Application, number: int) -> HttpResponse:
    if number <= len(application.asked.sections):
        return redirect("cases:kiosk_fill", application.code, max(number, 1))
    return redirect("cases:kiosk_check", application.code)


@of_visitor
@require_http_methods(["GET", "POST"])
def fill(request: HttpRequest, application: Application, page_number: int) -> HttpResponse:
    """Ask the questions of one page; what was tapped is kept before it is looked at."""
    if not 1 <= page_number <= len(application.asked.sections):
        return _to(application, page_number)
    sent = request.POST if request.method == "POST" else None
    form = touch.KioskForm(
        sent,
        programme=application.asked,
        page=page_number - 1,
        known=application.answers,
        initial=application.answers,
    )
    if request.method == "POST":
        go = request.POST.get("go", "next")
        onwards = {"back": -1, "phone": 0}.get(go, int(form.is_valid()))
        _keep(request, application, form, max(page_number + onwards, 1))
        if go == "phone":
            return _hand_over(request, application.code)
        if go == "back" and page_number == 1:
            return redirect("cases:kiosk_programme", application.code)
        if onwards:
            return _to(_application(request, application.code), page_number + onwards)
    return render_page(
        request,
        "cases/kiosk/fill.html",
        form=form,
        number=page_number,
        title=application.page_title(page_number),
        application=application,
        programme=application.declared,
    )


def _keep(
    request: HttpRequest, application: Application, form: forms.ProgrammeForm, number: int
) -> None:
    operations.keep_typed(
        actor=actor_of(request),
        at=request.now,  # type: ignore[attr-defined]
        application=application,
        typed=form.typed(),
        page=number,
    )


@of_visitor
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, application: Application) -> HttpResponse:
    """Show everything once more, numbers masked; send it when it is promised to be true."""
    if (known := _sent_before(request)) is not None:
        return redirect("cases:kiosk_sent", known)
    typed = forms.as_typed(application.asked, application.answers)
    whole = forms.ProgrammeForm(typed, programme=application.asked, known=application.answers)
    key = application.draft.pk if application.draft else uuid4()
    sent = request.POST if request.method == "POST" else None
    promise = forms.Promise(sent, initial={"key": key})
    is_whole = whole.is_valid() and not application.lacking
    refused = None
    if sent is not None and is_whole and promise.is_valid():
        try:
            number = _send(request, application, whole, promise.cleaned_data["key"])
        except UserError as error:
            refused = error
        else:
            return redirect("cases:kiosk_sent", number)
    answer = render_page(
        request,
        "cases/kiosk/check.html",
        promise=promise,
        refused=refused,
        application=application,
        programme=application.declared,
        wrong=[str(whole.fields[n].label) for n in whole.errors if n in whole.fields],
        lacking=application.lacking,
        sections=_filled(application),
    )
    answer.status_code = 200 if sent is None else 422
    return answer


def _sent_before(request: HttpRequest) -> str | None:
    """Return the number of the case that this very form has opened: its answer was lost."""
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        return None
    case = applying.case_of_key(actor=actor_of(request), key=key)
    return None if case is None else case.number


def _filled(application: Application) -> list[tuple[int, Any]]:
    shown = queries.sections_of(application.asked, application.answers)
    numbers = {s.title: n for n, s in enumerate(application.asked.sections, start=1)}
    return [(numbers[section.title], section) for section in shown]


def _send(
    request: HttpRequest, application: Application, whole: forms.ProgrammeForm, key: UUID
) -> str:
    case = operations.send_application(
        actor=actor_of(request),
        at=request.now,  # type: ignore[attr-defined]
        application=application,
        answers=whole.answers(),
        key=key,
        channel=Channel.KIOSK,
    )
    return case.number


@at_hall
@require_safe
def sent(request: HttpRequest, own_number: str) -> HttpResponse:
    """Say that the application arrived, and how to follow it."""
    if not _is_known(request):
        return redirect("kiosk:home")
    case = applying.sent_case(actor=actor_of(request), number=own_number)
    return render_page(
        request, "cases/kiosk/sent.html", case=case, address=ask_address(request, case.number)
    )


def _hand_over(request: HttpRequest, code: str) -> HttpResponse:
    """Make a token for the draft, and lead to the page that shows it."""
    draft = applying.draft_of(actor=actor_of(request), code=code)
    if draft is None:  # thrown away elsewhere meanwhile
        return redirect("cases:kiosk_apply", code)
    actor, now = actor_of(request), timezone.now()
    request.session[TOKEN] = {"code": code, "token": hand_over(actor=actor, at=now, draft=draft)}
    return redirect("cases:kiosk_phone", code)


@of_visitor
@require_http_methods(["GET", "POST"])
def phone(request: HttpRequest, application: Application) -> HttpResponse:
    """Show the code that leads on to one's own telephone."""
    if request.method == "POST":
        return _hand_over(request, application.code)
    token = _token(request, application.code)
    if not token:
        return redirect("cases:kiosk_apply", application.code)
    return render_page(
        request,
        "cases/kiosk/phone.html",
        application=application,
        programme=application.declared,
        address=request.build_absolute_uri(reverse("cases:continue", args=[token])),
    )


def _token(request: HttpRequest, code: str) -> str:
    known = request.session.get(TOKEN) or {}
    return str(known.get("token", "")) if known.get("code") == code else ""


@at_hall
@require_safe
def waiting(request: HttpRequest, programme_code: str) -> HttpResponse:
    """Say that the telephone went on, as soon as it did; nothing until then."""
    token = _token(request, programme_code)
    if not _is_known(request) or not token:
        return redirect("kiosk:home")
    if not was_taken_over(actor=actor_of(request), token=token):
        return HttpResponse(status=204)
    return render_page(request, "cases/kiosk/taken.html")
