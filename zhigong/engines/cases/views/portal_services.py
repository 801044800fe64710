"""Portal pages everybody may read: the list of services, one service, and what is publicised."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhigong.base import clock
from zhigong.base.errors import UserError
from zhigong.base.pages import actor_of, page, public_page, render_page
from zhigong.engines.cases import forms, operations, queries
from zhigong.engines.cases.queries import applying, course, eligibility, quotas
from zhigong.engines.cases.queries.programmes import UnknownProgramme

PER_PAGE = 20
OPEN_TO = {"member": _("工会会员"), "known": _("职工均可"), "staff": _("由工会登记")}


@public_page
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """List what can be applied for, by category; or what was found."""
    words = request.GET.get("q", "").strip()[:40]
    union = applying.union_of(actor_of(request))
    found = [p for p in queries.search_programmes(words, union=union) if p.audience != "staff"]
    found.sort(key=lambda p: (p.category == "", p.order, p.code))
    return render_page(
        request,
        "cases/portal/services.html",
        "cases/portal/_services.html",
        menu_code="services",
        words=words,
        count=len(found),
        groups=_grouped(found),
    )


def _grouped(programmes: list[Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the programmes under their categories, in the order of the first of each."""
    order = list(dict.fromkeys(p.category for p in programmes))
    ranked = sorted(programmes, key=lambda p: order.index(p.category))
    return [
        (category or _("其他事项"), [_line(p) for p in entries])
        for category, entries in groupby(ranked, key=lambda p: p.category)
    ]


def _line(programme: Any) -> dict[str, Any]:
    return {
        "programme": programme,
        "open_to": OPEN_TO[programme.audience],
        "days": course.days_in_words(programme),
    }


@public_page
@require_safe
def programme(request: HttpRequest, programme_code: str) -> HttpResponse:
    """Say what a service is, for whom, what to bring, how long it takes and where to go."""
    actor = actor_of(request)
    union = applying.union_of(actor)
    try:
        found = queries.get_programme(programme_code, union=union)
    except UnknownProgramme as closed:
        return closed_page(request, closed)
    draft = applying.draft_of(actor=actor, code=found.code) if actor.is_known else None
    verdict = eligibility.own_verdict(actor=actor, programme=found, on=clock.today())
    not_now = applying.why_not_now(programme=found, actor=actor, union=union, on=clock.today())
    return render_page(
        request,
        "cases/portal/programme.html",
        menu_code="services",
        programme=found,
        open_to=OPEN_TO[found.audience],
        conditions=course.conditions_of(found),
        days=course.days_in_words(found),
        route=course.route_of(found),
        season=quotas.season_in_words(found.season) if found.season else "",
        left=quotas.room_in_words(found, on=clock.today()),
        verdict=eligibility.answers_in(found, verdict),
        not_now=not_now or eligibility.refusal_of(found, verdict),
        draft=draft,
        in_the_way=applying.case_in_the_way(
            programme=found, person_id=actor.person_id, on=clock.today()
        ),
    )


def closed_page(request: HttpRequest, closed: UserError) -> HttpResponse:
    """Say that a service is not offered any more, and lead to the list."""
    answer = render_page(request, "cases/portal/closed.html", menu_code="services", why=closed)
    answer.status_code = closed.status
    return answer


@public_page
@require_safe
def publicity(request: HttpRequest) -> HttpResponse:
    """List what is publicised now, names masked; gone when the window is over."""
    rows = course.publicised_cases().filter(due_on__gte=clock.today())
    found = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render_page(
        request,
        "cases/portal/publicity.html",
        menu_code="services",
        found=found,
        entries=[course.publicised(step) for step in found],
        own=course.own_objections(actor_of(request)),
    )


@page(member=True)
@require_http_methods(["GET", "POST"])
def objection(request: HttpRequest, publicised_number: str) -> HttpResponse:
    """Take down what a member has to say against a publicised case."""
    step = course.get_publicised(number=publicised_number, on=clock.today())
    form = forms.ObjectionText(request.POST or None)
    if request.method == "POST" and form.is_valid():
        operations.object_to_case(
            actor=actor_of(request),
            at=request.now,  # type: ignore[attr-defined]
            case=step.case,
            text=form.cleaned_data["text"],
        )
        messages.success(request, _("异议已提交。工会核查后，办件才会继续办理。"))
        return redirect("cases:publicity")
    shown = course.publicised(step)
    return render_page(request, "cases/portal/objection.html", form=form, shown=shown)
