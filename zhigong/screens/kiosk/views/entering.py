"""Who stands before the screen: set the device up; prove a telephone, digit by digit."""

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import login as begin_session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from zhigong.base import clock
from zhigong.base.crypto import unwrap, wrap
from zhigong.base.errors import UserError
from zhigong.base.pages import public_page, render_page
from zhigong.base.terminals import TERMINAL_COOKIE, terminal_of
from zhigong.kernel.phone import mask_phone
from zhigong.registry.accounts import operations as accounts
from zhigong.registry.accounts import queries as account_queries
from zhigong.registry.accounts.contract import AT_KIOSK, BACKEND, SEEN
from zhigong.screens.kiosk import forms, operations, queries

if TYPE_CHECKING:
    from django import forms as django_forms

YEAR_SECONDS = 365 * 24 * 3600
SESSION_SECONDS = 600
"""The most a visit takes without a word from the page; the page itself ends it far earlier."""

PENDING = "kiosk_pending"
PENDING_SECONDS = 600


@never_cache
@require_http_methods(["GET", "POST"])
@public_page
def setup(request: HttpRequest) -> HttpResponse:
    """Make this browser the screen an officer registered."""
    form = forms.SetupForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        address = str(request.META.get("REMOTE_ADDR", ""))
        code = form.cleaned_data["code"]
        try:
            token = operations.pair_kiosk(at=timezone.now(), code=code, address=address)
        except UserError as error:
            form.add_error("code", error.message)
        else:
            return _with_token(redirect("kiosk:home"), token)
    return render_page(
        request, "kiosk/setup.html", form=form, may_try=_may_try(), hall=terminal_of(request)
    )


def _may_try() -> bool:
    return settings.ZHIGONG.env == "demo" and queries.demo_kiosk() is not None


@never_cache
@require_POST
@public_page
def try_demo(request: HttpRequest) -> HttpResponse:
    """Let a visitor of the demo stand before its screen."""
    return _with_token(redirect("kiosk:home"), operations.try_demo(at=timezone.now()))


def _with_token(response: HttpResponse, token: str) -> HttpResponse:
    response.set_cookie(
        TERMINAL_COOKIE,
        token,
        max_age=YEAR_SECONDS,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Strict",
        path="/kiosk/",
    )
    return response


def _target(request: HttpRequest) -> str:
    """Return the page of the hall somebody was on her way to."""
    wanted = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if is_ours and wanted.startswith("/kiosk/") else "/kiosk/"


def _put(form: "django_forms.Form", error: UserError) -> None:
    form.add_error(error.field if error.field in form.fields else None, error.message)


@never_cache
@require_http_methods(["GET", "POST"])
@public_page
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for the telephone and send a code to it."""
    if terminal_of(request) is None:
        return redirect("kiosk:setup")
    form = forms.PhoneForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        phone = form.cleaned_data["phone"]
        try:
            # The screen itself is the proof of work: it was set up by an officer.
            code = accounts.issue_code(
                phone=phone,
                purpose="login",
                address=str(request.META.get("REMOTE_ADDR", "")),
                at=timezone.now(),
                proof=uuid4(),
            )
        except UserError as error:
            _put(form, error)
        else:
            _remember(request, phone=phone, demo=code if settings.ZHIGONG.env == "demo" else "")
            return redirect(_with_next("kiosk:code", request))
    return render_page(request, "kiosk/enter.html", form=form, wanted=_target(request))


def _with_next(name: str, request: HttpRequest) -> str:
    return f"{reverse(name)}?{urlencode({'next': _target(request)})}"


def _remember(request: HttpRequest, **more: Any) -> None:
    known = {**more, "at": timezone.now().timestamp()}
    known["phone"] = wrap(str(more["phone"]).encode()).hex()
    request.session[PENDING] = known


def _pending(request: HttpRequest) -> tuple[str, dict[str, Any]]:
    """Return the telephone a code was sent to, and what else is known; empty when it is over."""
    known = request.session.get(PENDING)
    if not known or timezone.now().timestamp() - known["at"] > PENDING_SECONDS:
        return "", {}
    return unwrap(bytes.fromhex(known["phone"])).decode(), known


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@public_page
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code; whoever proves the telephone is known from here to the wipe."""
    phone, known = _pending(request)
    if terminal_of(request) is None or not phone:
        return redirect("kiosk:home")
    form = forms.CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return _prove(request, phone, form.cleaned_data["code"])
        except UserError as error:
            _put(form, error)
    return render_page(
        request,
        "kiosk/code.html",
        form=form,
        sent_to=mask_phone(phone),
        demo_code=known.get("demo", ""),
        wanted=_target(request),
    )


def _prove(request: HttpRequest, phone: str, typed: str) -> HttpResponse:
    accounts.prove_phone(phone=phone, purpose="login", code=typed, at=timezone.now())
    people = account_queries.people_with_phone(phone)
    if len(people) > 1:
        _remember(request, phone=phone, ids=[pk for pk, _name in people])
        return redirect(_with_next("kiosk:who", request))
    return _begin(request, phone, people[0] if people else (None, ""))


@never_cache
@require_http_methods(["GET", "POST"])
@public_page
def who(request: HttpRequest) -> HttpResponse:
    """Ask which of the people with one telephone this is."""
    phone, known = _pending(request)
    if terminal_of(request) is None or not known.get("ids"):
        return redirect("kiosk:home")
    form = forms.IdentityForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            person = accounts.choose_person(
                phone=phone,
                id_number=form.cleaned_data["id_number"],
                person_ids=known["ids"],
                at=timezone.now(),
            )
        except UserError as error:
            _put(form, error)
        else:
            return _begin(request, phone, person)
    return render_page(request, "kiosk/who.html", form=form, wanted=_target(request))


def _begin(request: HttpRequest, phone: str, person: tuple[int | None, str]) -> HttpResponse:
    """Begin the session of this visit; it counts on this screen alone."""
    person_id, name = person
    user = accounts.find_or_open_member(phone=phone, person_id=person_id, name=name, at=clock.now())
    if not user.is_active:
        raise accounts.AccountClosed
    wanted, real = _target(request), timezone.now()
    request.session.pop(PENDING, None)
    begin_session(request, user, backend=BACKEND)
    request.session.set_expiry(SESSION_SECONDS)
    request.session[SEEN], request.session[AT_KIOSK] = real.timestamp(), True
    request.session.save()
    hall = terminal_of(request)
    accounts.open_session(
        user=user,
        session_key=request.session.session_key or "",
        address=str(request.META.get("REMOTE_ADDR", "")),
        agent=_("自助终端 %(name)s") % {"name": hall.name if hall else ""},
        way="sms",
        at=real,
        business_now=clock.now(),
        actor=account_queries.actor_of(user=user, on=clock.today()),
    )
    return redirect(wanted)
