"""Portal pages before an application for somebody else (代办): for whom, and her word."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from zhigong.base.errors import UserError
from zhigong.base.pages import actor_of, page, render_page
from zhigong.base.requests import address_of
from zhigong.engines.cases import forms, queries
from zhigong.engines.cases.contract import AgencyBasis, Programme
from zhigong.engines.cases.operations import agency as operations
from zhigong.engines.cases.operations.applying import NotOffered
from zhigong.engines.cases.queries import agency, applying
from zhigong.engines.cases.queries.programmes import UnknownProgramme
from zhigong.engines.cases.views.portal_services import closed_page

CODE = "consent_code_shown"  # in the session of the demo alone


def _of_programme(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a page its programme; say so where it is closed or not offered to members."""

    @wraps(view)
    def serve(request: HttpRequest, programme_code: str) -> HttpResponse:
        union = applying.union_of(actor_of(request))
        try:
            programme = queries.get_programme(programme_code, union=union)
        except UnknownProgramme as closed:
            return closed_page(request, closed)
        if programme.audience == "staff":
            raise NotOffered(title=programme.title)
        return view(request, programme)

    return serve


@page()
@sensitive_post_parameters("id_number", "phone")
@require_http_methods(["GET", "POST"])
@_of_programme
def for_somebody(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Ask for whom it is, and how she agrees."""
    actor = actor_of(request)
    known = agency.principal_of(actor=actor, code=programme.code)
    sent = request.POST if request.method == "POST" else None
    form = forms.PrincipalForm(
        sent,
        initial=known.as_stored() if known else {"basis": AgencyBasis.CODE},
        wants_number=programme.audience == "member",
    )
    status = 422
    if sent is not None and form.is_valid():
        try:
            return _named(request, programme, agency.Principal(**form.cleaned_data))
        except UserError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
            status = error.status
    return _page(request, "cases/portal/for_somebody.html", programme, form=form, status=status)


def _named(request: HttpRequest, programme: Programme, principal: agency.Principal) -> HttpResponse:
    actor = actor_of(request)
    at = request.now  # type: ignore[attr-defined]
    operations.name_principal(actor=actor, at=at, programme=programme, principal=principal)
    if principal.basis == AgencyBasis.PAPER:
        return redirect("cases:apply", f"{applying.FOR}{programme.code}")
    _send(request, programme)
    return redirect("cases:consent", programme.code)


def _send(request: HttpRequest, programme: Programme) -> None:
    """Send the code; a try too soon is said on the page that asks for it."""
    actor = actor_of(request)
    principal = agency.principal_of(actor=actor, code=programme.code)
    assert principal is not None
    try:
        code = operations.send_consent_code(
            actor=actor, principal=principal, address=address_of(request)
        )
    except UserError as error:
        messages.warning(request, error.message)
        return
    if settings.ZHIGONG.env == "demo":  # no message leaves the machine
        request.session[CODE] = code


@page()
@require_http_methods(["GET", "POST"])
@_of_programme
def consent(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Ask for the code the principal was sent, and lead on to the form."""
    actor = actor_of(request)
    principal = agency.principal_of(actor=actor, code=programme.code)
    if principal is None or principal.basis != AgencyBasis.CODE:
        return redirect("cases:for_somebody", programme.code)
    if request.method == "POST" and request.POST.get("go") == "resend":
        _send(request, programme)
        return redirect("cases:consent", programme.code)
    form = forms.ConsentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        at = request.now  # type: ignore[attr-defined]
        more: dict[str, Any] = {"programme": programme, "principal": principal}
        try:
            operations.take_consent(actor=actor, at=at, code=form.cleaned_data["code"], **more)
        except UserError as error:
            form.add_error("code", error.message)
        else:
            request.session.pop(CODE, None)
            messages.success(request, _("本人已授权，请继续填写。"))
            return redirect("cases:apply", f"{applying.FOR}{programme.code}")
    template = "cases/portal/consent.html"
    return _page(request, template, programme, form=form, status=422, principal=principal)


def _page(
    request: HttpRequest,
    template: str,
    programme: Programme,
    *,
    form: Any,
    status: int,
    **more: Any,
) -> HttpResponse:
    answer = render_page(
        request,
        template,
        menu_code="services",
        programme=programme,
        form=form,
        demo_code=request.session.get(CODE, ""),
        **more,
    )
    answer.status_code = status if form.errors else 200
    return answer
