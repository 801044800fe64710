"""Log in: members by phone and code, staff by account, password and second factor."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import login as begin_session
from django.contrib.auth import logout as end_session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from zhigong.base import clock
from zhigong.base.crypto import unwrap, wrap
from zhigong.base.errors import UserError
from zhigong.base.pages import actor_of, public_page, render_page
from zhigong.base.requests import address_of
from zhigong.kernel.phone import mask_phone
from zhigong.registry.accounts import forms, operations, queries
from zhigong.registry.accounts.contract import BACKEND, SEEN
from zhigong.registry.accounts.middleware import MUST_CHANGE

if TYPE_CHECKING:
    from zhigong.registry.accounts.models import User

PENDING = "second_factor"  # who proved a password and still owes the second factor
PENDING_SECONDS = 600
QUESTION = "answer"  # to what was asked of a browser that cannot compute
SHARED = "shared_phone"  # a phone that was proved and belongs to several people
RECOVERY = "recovery_codes"
MEMBER_SESSION_SECONDS = 7 * 24 * 3600


def target_of(request: HttpRequest, value: str, *, kind: str) -> str:
    """Return where to go after logging in: the page asked for when it is ours, else the home."""
    if value and url_has_allowed_host_and_scheme(value, allowed_hosts={request.get_host()}):
        return value
    return "/" if kind == "member" else "/desk/"


def demo_code(code: str) -> str:
    """Return a code for the page of the demo, where no message leaves the machine."""
    return code if settings.ZHIGONG.env == "demo" else ""


@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "POST"])
@public_page
def login(request: HttpRequest) -> HttpResponse:
    """Offer both ways in; staff first for those who come from the desk."""
    if actor_of(request).is_known and request.method == "GET":
        kind = actor_of(request).kind
        return redirect(target_of(request, request.GET.get("next", ""), kind=kind))
    wanted = request.GET.get("next", "")
    preset = "staff" if wanted.startswith(("/desk", "/cockpit")) else "member"
    who = request.GET.get("who", preset)
    if who == "staff":
        return _staff(request, wanted)
    return _by_password(request, wanted) if who == "password" else _by_code(request, wanted)


def _show(request: HttpRequest, form: Any, who: str, wanted: str, **more: Any) -> HttpResponse:
    return render_page(request, "accounts/login.html", form=form, who=who, wanted=wanted, **more)


def _by_code(request: HttpRequest, wanted: str) -> HttpResponse:
    sending = request.POST.get("action") == "send"
    form = forms.MemberCodeForm(request.POST or None, sending=sending)
    more: dict[str, Any] = {}
    if form.is_valid():
        phone = form.cleaned_data["phone"]
        try:
            if not sending:
                return _prove_phone(request, phone, form.cleaned_data["code"], wanted)
            proof = _proof(request, form.cleaned_data["answer"])
            more = _send(request, phone, "login", proof=proof)
        except (operations.ProofMissing, operations.AnswerWrong) as error:
            forms.show(form, error)
            more = {"is_asked": True}
            _ask(request, form)
        except UserError as error:
            forms.show(form, error)
    challenge = operations.new_challenge(at=timezone.now())
    return _show(request, form, "member", wanted, challenge=challenge, **more)


def _proof(request: HttpRequest, said: str) -> UUID | None:
    """Return the puzzle the browser solved, or ``None`` when a question was answered instead.

    An answer is looked at first: it was typed because the browser could not compute.
    """
    if said:
        operations.check_answer(said=said, expected=request.session.pop(QUESTION, None))
        return None
    return operations.check_proof(payload=request.POST.get("proof", ""))


def _ask(request: HttpRequest, form: forms.MemberCodeForm) -> None:
    """Ask a new question; its answer waits in the session and is good for one try."""
    question = operations.new_question()
    request.session[QUESTION] = question.answer
    form.ask(question.text)


def _send(
    request: HttpRequest, phone: str, purpose: str, *, proof: UUID | None = None
) -> dict[str, Any]:
    code = operations.issue_code(
        phone=phone, purpose=purpose, address=address_of(request), at=timezone.now(), proof=proof
    )
    return {"sent_to": mask_phone(phone), "demo_code": demo_code(code)}


def _prove_phone(request: HttpRequest, phone: str, code: str, wanted: str) -> HttpResponse:
    operations.prove_phone(phone=phone, purpose="login", code=code, at=timezone.now())
    people = queries.people_with_phone(phone)
    if len(people) > 1:
        request.session[SHARED] = {
            "phone": wrap(phone.encode()).hex(),
            "ids": [person_id for person_id, _name in people],
            "at": timezone.now().timestamp(),
            "next": wanted,
        }
        return redirect("accounts:who")
    found = people[0] if people else (None, "")
    return _enter_member(request, phone=phone, person=found, wanted=wanted)


def _enter_member(
    request: HttpRequest, *, phone: str, person: tuple[int | None, str], wanted: str
) -> HttpResponse:
    person_id, name = person
    user = operations.find_or_open_member(
        phone=phone, person_id=person_id, name=name, at=clock.now()
    )
    if not user.is_active:
        raise operations.AccountClosed
    return enter(request, user, way="sms", wanted=wanted)


@never_cache
@require_http_methods(["GET", "POST"])
@public_page
def who(request: HttpRequest) -> HttpResponse:
    """Ask which of the people with one phone this is."""
    shared = request.session.get(SHARED)
    if not shared or timezone.now().timestamp() - shared["at"] > PENDING_SECONDS:
        return redirect("accounts:login")
    form = forms.IdentityForm(request.POST or None)
    if form.is_valid():
        phone = unwrap(bytes.fromhex(shared["phone"])).decode()
        try:
            person = operations.choose_person(
                phone=phone,
                id_number=form.cleaned_data["id_number"],
                person_ids=shared["ids"],
                at=timezone.now(),
            )
        except UserError as error:
            forms.show(form, error)
        else:
            del request.session[SHARED]
            return _enter_member(request, phone=phone, person=person, wanted=shared["next"])
    return render_page(request, "accounts/who.html", form=form)


def _by_password(request: HttpRequest, wanted: str) -> HttpResponse:
    form = forms.MemberPasswordForm(request.POST or None)
    if form.is_valid():
        try:
            user = operations.check_member_password(**form.cleaned_data, at=timezone.now())
        except UserError as error:
            forms.show(form, error)
        else:
            return enter(request, user, way="password", wanted=wanted)
    return _show(request, form, "password", wanted)


def _staff(request: HttpRequest, wanted: str) -> HttpResponse:
    form = forms.StaffForm(request.POST or None)
    if form.is_valid():
        try:
            user = operations.check_staff_password(**form.cleaned_data, at=timezone.now())
        except UserError as error:
            forms.show(form, error)
        else:
            return _after_password(request, user, wanted)
    return _show(request, form, "staff", wanted)


def _after_password(request: HttpRequest, user: "User", wanted: str) -> HttpResponse:
    way = queries.second_factor_of(user)
    if way == "none":
        return enter(request, user, way="none", wanted=wanted)
    request.session[PENDING] = {
        "user": user.pk,
        "way": way,
        "at": timezone.now().timestamp(),
        "next": wanted,
    }
    return redirect("accounts:enrol" if way == "enrol" else "accounts:second_factor")


def pending_user(request: HttpRequest) -> "User | None":
    """Return who proved a password within the last ten minutes and owes the second factor."""
    pending = request.session.get(PENDING)
    if not pending or timezone.now().timestamp() - pending["at"] > PENDING_SECONDS:
        return None
    return queries.open_user(user_id=pending["user"])


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@public_page
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor."""
    user = pending_user(request)
    if user is None:
        return redirect(reverse("accounts:login") + "?who=staff")
    pending = request.session[PENDING]
    if request.POST.get("action") == "send" and pending["way"] == "sms":
        return _send_second(request, user)
    form = forms.SecondFactorForm(request.POST or None)
    if form.is_valid():
        try:
            way = operations.prove_second_factor(
                user=user,
                way=pending["way"],
                code=form.cleaned_data["code"],
                at=timezone.now(),
            )
        except UserError as error:
            forms.show(form, error)
        else:
            return enter(request, user, way=way, wanted=pending["next"])
    shown = ""
    if pending["way"] == "totp":
        shown = operations.demo_totp(user=user, unix_time=timezone.now().timestamp())
    return render_page(
        request,
        "accounts/second_factor.html",
        form=form,
        way=pending["way"],
        demo_code=shown,
    )


def _send_second(request: HttpRequest, user: "User") -> HttpResponse:
    form = forms.SecondFactorForm()
    more: dict[str, Any] = {}
    try:
        more = _send(request, queries.phone_of(user), "second_factor")
    except UserError as error:
        more = {"refusal": error.message}
    template = "accounts/second_factor.html"
    return render_page(request, template, form=form, way="sms", **more)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@public_page
def enrol(request: HttpRequest) -> HttpResponse:
    """Bind an authenticator before the first entry."""
    user = pending_user(request)
    if user is None or queries.has_totp(user):
        return redirect(reverse("accounts:login") + "?who=staff")
    pending = request.session[PENDING]
    if "secret" not in pending:
        pending["secret"] = wrap(operations.new_secret().encode()).hex()
        request.session.modified = True
    secret = unwrap(bytes.fromhex(pending["secret"])).decode()
    form = forms.SecondFactorForm(request.POST or None)
    if form.is_valid():
        now = timezone.now()
        try:
            operations.enrol_totp(
                user=user,
                secret=secret,
                at=clock.now(),
                code=form.cleaned_data["code"],
                unix_time=now.timestamp(),
            )
        except UserError as error:
            forms.show(form, error)
        else:
            codes = operations.make_recovery_codes(user=user)
            response = enter(request, user, way="totp", wanted=pending["next"])
            request.session[RECOVERY] = {"codes": codes, "next": response["Location"]}
            return redirect("accounts:recovery")
    uri = queries.totp_address(user=user, secret=secret)
    return render_page(request, "accounts/enrol.html", form=form, secret=secret, uri=uri)


@never_cache
@public_page
def recovery(request: HttpRequest) -> HttpResponse:
    """Show new recovery codes, once."""
    made = request.session.pop(RECOVERY, None)
    if made is None:
        return redirect("accounts:sessions")
    return render_page(request, "accounts/recovery.html", codes=made["codes"], next=made["next"])


def enter(request: HttpRequest, user: "User", *, way: str, wanted: str) -> HttpResponse:
    """Begin the session of somebody who proved who she is, and go where she wanted."""
    for key in (PENDING, SHARED):
        request.session.pop(key, None)
    begin_session(request, user, backend=BACKEND)
    real = timezone.now()
    request.session.set_expiry(MEMBER_SESSION_SECONDS if user.kind == "member" else 0)
    request.session[SEEN] = real.timestamp()
    if queries.must_change_password(user=user, on=clock.today()):
        request.session[MUST_CHANGE] = True
    request.session.save()
    operations.open_session(
        user=user,
        session_key=request.session.session_key or "",
        address=address_of(request),
        agent=request.headers.get("User-Agent", ""),
        way=way,
        at=real,
        business_now=clock.now(),
        actor=queries.actor_of(user=user, on=clock.today()),
    )
    return redirect(target_of(request, wanted, kind=user.kind))


@require_POST
@public_page
def logout(request: HttpRequest) -> HttpResponse:
    """End the session and say so."""
    if actor_of(request).is_known:
        key = request.session.session_key or ""
        operations.close_session(session_key=key, actor=actor_of(request))
    end_session(request)
    return redirect(reverse("accounts:login") + "?out=1")
