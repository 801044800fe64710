"""Portal pages of what the member sent: where it stands, and what she may do with it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhigong.base import clock
from zhigong.base.errors import UserError
from zhigong.base.pages import actor_of, page, render_page
from zhigong.engines.cases import forms, operations, queries
from zhigong.engines.cases.contract import PROGRAMMES, CaseState
from zhigong.engines.cases.operations import applying as drafts
from zhigong.engines.cases.queries import agency, applying, course
from zhigong.engines.cases.queries.applying import Application
from zhigong.engines.cases.views.portal_apply import kept, take_papers


@page(member=True)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """List the member's cases, and what she has begun and not sent."""
    actor = actor_of(request)
    found = course.listed_own_cases(actor=actor)
    return render_page(
        request,
        "cases/portal/mine.html",
        cases_open=[one for one in found if one.case.is_open],
        cases_ended=[one for one in found if not one.case.is_open],
        drafts=applying.begun_by(actor=actor),
    )


@page(member=True)
@require_safe
def own(request: HttpRequest, own_number: str) -> HttpResponse:
    """Show one case of the member's own."""
    return _shown(request, queries.get_own_case(actor=actor_of(request), number=own_number))


def _shown(request: HttpRequest, case: Any, **given: Any) -> HttpResponse:
    """Show a case with the forms of what may be done; ``given`` are those that were sent."""
    programme = queries.programme_of_case(case)
    may = course.may_do(case, at=request.now)  # type: ignore[attr-defined]
    turned_down = case.state in (CaseState.REFUSED, CaseState.NOT_ACCEPTED)
    shown: dict[str, Any] = {
        "case": case,
        "programme": programme,
        "tone": course.TONES.get(case.state, ""),
        "may": may,
        "course": course.course_of(case, on=clock.today()),
        "sections": queries.sections_of(programme, queries.answers_of(case), is_own=True),
        "papers": queries.papers_of(case),
        "paper_titles": {paper.code: paper.title for paper in programme.handed_in},
        "above": course.union_above(case, on=clock.today()) if turned_down else "",
        "rating": forms.Rating(),
        "reopening": forms.Reopening(),
        "agency": agency.agency_of(case),
        "contesting": _contesting(case, at=request.now),  # type: ignore[attr-defined]
        "ratings": queries.earlier_ratings_of(case),
        "stars": dict(forms.STARS).get(case.stars, ""),
    }
    return render_page(request, "cases/portal/own.html", **{**shown, **given})


def _contesting(case: Any, *, at: datetime) -> dict[str, str] | None:
    """Return by what the answer of a case may still be contested: title, purpose, and where."""
    found = course.contest_of(case, at=at)
    if found is None:
        return None
    programme = PROGRAMMES.get(found.programme)
    address = reverse("cases:apply", args=[programme.code])
    query = urlencode({found.question: case.number})
    return {"title": programme.title, "purpose": programme.purpose, "url": f"{address}?{query}"}


@page()
@require_safe
def sent(request: HttpRequest, own_number: str) -> HttpResponse:
    """Say that the application arrived: its number, the promised day, what comes next."""
    case = applying.sent_case(actor=actor_of(request), number=own_number)
    return render_page(request, "cases/portal/sent.html", menu_code="services", case=case)


@page(member=True)
@require_POST
def withdraw(request: HttpRequest, own_number: str) -> HttpResponse:
    """Take a case back."""
    return _done(request, own_number, operations.withdraw_case, _("办件已撤回。"))


@page(member=True)
@require_POST
def urge(request: HttpRequest, own_number: str) -> HttpResponse:
    """Ask the union to hurry."""
    return _done(request, own_number, operations.urge_case, _("已催办，办理工会会收到提醒。"))


def _done(
    request: HttpRequest, number: str, operation: Callable[..., Any], words: str, **more: Any
) -> HttpResponse:
    """Do something with the member's own case, and show it again with what came of it."""
    actor = actor_of(request)
    case = queries.get_own_case(actor=actor, number=number)
    try:
        operation(actor=actor, at=request.now, case=case, **more)  # type: ignore[attr-defined]
    except UserError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, words)
    return redirect("cases:own", number)


@page(member=True)
@require_POST
def rate(request: HttpRequest, own_number: str) -> HttpResponse:
    """Take down how satisfied she is."""
    form = forms.Rating(request.POST)
    if not form.is_valid():
        case = queries.get_own_case(actor=actor_of(request), number=own_number)
        return _shown(request, case, rating=form)
    more = {
        "stars": form.cleaned_data["stars"],
        "text": form.cleaned_data["text"],
        "conduct": form.conduct(),
    }
    return _done(request, own_number, operations.rate_case, _("谢谢您的评价。"), **more)


@page(member=True)
@require_POST
def reopen(request: HttpRequest, own_number: str) -> HttpResponse:
    """Send a case back into work, once."""
    form = forms.Reopening(request.POST)
    if not form.is_valid():
        case = queries.get_own_case(actor=actor_of(request), number=own_number)
        return _shown(request, case, reopening=form)
    words = _("已重新办理，工会会再次联系您。")
    reason = form.cleaned_data["reason"]
    return _done(request, own_number, operations.reopen_case, words, reason=reason)


@page(member=True)
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, own_number: str) -> HttpResponse:
    """Let her mend what was returned: every question filled in, every paper asked for again."""
    actor = actor_of(request)
    application = applying.correction_for(actor=actor, number=own_number)
    form = _form(application, request.POST if request.method == "POST" else None)
    errors: dict[str, list[str]] = {}
    refused = ""
    if request.method == "POST":
        _keep(request, application, form)
        errors = take_papers(request, application)
        application = applying.correction_for(actor=actor, number=own_number)
        if request.POST.get("go") == "send" and form.is_valid() and not errors:
            try:
                return _send(request, application, form)
            except UserError as error:
                refused = error.message
        elif request.POST.get("go") != "send" and not errors:
            return redirect("cases:mend", own_number)
    answer = render_page(
        request,
        "cases/portal/correct.html",
        form=form,
        application=application,
        case=application.case,
        papers=applying.with_errors(application.papers, errors),
        refused=refused,
    )
    answer.status_code = 422 if request.method == "POST" else 200
    return answer


def _form(application: Application, sent: Any) -> forms.ProgrammeForm:
    return forms.ProgrammeForm(
        sent,
        programme=application.asked,
        known=application.facts,
        initial=application.answers,
    )


def _keep(request: HttpRequest, application: Application, form: forms.ProgrammeForm) -> None:
    drafts.keep_typed(
        actor=actor_of(request),
        at=request.now,  # type: ignore[attr-defined]
        application=application,
        typed=form.typed(),
        page=1,
    )


def _send(
    request: HttpRequest, application: Application, form: forms.ProgrammeForm
) -> HttpResponse:
    case = drafts.send_correction(
        actor=actor_of(request),
        at=request.now,  # type: ignore[attr-defined]
        application=application,
        answers=form.answers(),
    )
    messages.success(request, _("已重新提交，工会会接着办理。"))
    return redirect("cases:own", case.number)


@page(member=True)
@require_POST
def keep_correction(request: HttpRequest, own_number: str) -> HttpResponse:
    """Keep what is being typed while mending."""
    application = applying.correction_for(actor=actor_of(request), number=own_number)
    _keep(request, application, _form(application, request.POST))
    return kept(request)
