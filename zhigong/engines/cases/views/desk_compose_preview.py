"""The phone preview of the composer: the portal's own pages, in a frame, storing nothing."""

import re
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhigong.base.pages import actor_of, page, render_page
from zhigong.engines.cases import forms
from zhigong.engines.cases.queries import composing, course, quotas, sections_of
from zhigong.engines.cases.queries.composing import COMPOSE
from zhigong.engines.cases.queries.previewing import PreviewedApplication, previewed
from zhigong.engines.cases.rules.samples import typed_for
from zhigong.engines.cases.views.desk_compose import frame_of
from zhigong.engines.cases.views.portal_sample import sample_file
from zhigong.engines.cases.views.portal_services import OPEN_TO

if TYPE_CHECKING:
    from zhigong.engines.cases.models import ComposedProgramme

View = Callable[..., HttpResponse]
_LINK = re.compile(rb'(<a\b[^>]*?\bhref=")(/[^"]*)(")')


def on_the_phone(view: View) -> View:
    """Make a page one of the frame: framed by the desk alone, its links kept inside."""

    @csp_replace({"frame-ancestors": ["'self'"]})
    @xframe_options_sameorigin
    @page(COMPOSE)
    @wraps(view)
    def serve(request: HttpRequest, composed_code: str, **more: Any) -> HttpResponse:
        composed = composing.get_composed_for(actor=actor_of(request), code=composed_code)
        return _inside(view(request, composed, **more), composed_code)

    return serve


def _inside(answer: HttpResponse, code: str) -> HttpResponse:
    """Lead the links of the portal's pages to their previews, and all others nowhere."""
    root = reverse("cases:compose_phone", args=[code])
    pairs = (
        (reverse("cases:apply", args=[code]), f"{root}go/"),
        (reverse("cases:programme", args=[code]), root),
    )
    for address, instead in pairs:
        answer.content = answer.content.replace(address.encode(), instead.encode())

    def led(found: "re.Match[bytes]") -> bytes:
        is_inside = found[2].startswith(root.encode())
        return found[0] if is_inside else found[1] + b"#content" + found[3]

    answer.content = _LINK.sub(led, answer.content)
    return answer


@page(COMPOSE)
@require_safe
def frame(request: HttpRequest, composed_code: str) -> HttpResponse:
    """Show the pages as a telephone shows them."""
    composed = composing.get_composed_for(actor=actor_of(request), code=composed_code)
    made = composing.draft_of(composed)
    root = reverse("cases:compose_phone", args=[composed_code])
    stops = [("service", _("事项说明"), root)]
    application = previewed(made, composed.union)
    for number, section in enumerate(application.asked.sections, start=1):
        stops.append((str(number), section.title or _("未命名的页"), f"{root}go/{number}/"))
    if made.papers:
        stops.append(("papers", _("材料"), f"{root}go/papers/"))
    stops.append(("check", _("核对并提交"), f"{root}go/check/"))
    shown = {code: url for code, _title, url in stops}
    wanted = request.GET.get("page", "service")
    return render_page(
        request,
        "cases/compose/preview.html",
        **frame_of(composed, "preview"),
        stops=[(code, title, f"?page={code}") for code, title, _url in stops],
        stop=wanted if wanted in shown else "service",
        url=shown.get(wanted, root),
    )


@on_the_phone
@require_safe
def service(request: HttpRequest, composed: "ComposedProgramme") -> HttpResponse:
    """Show the page of the service."""
    made = composing.draft_of(composed)
    return render_page(
        request,
        "cases/portal/programme.html",
        menu_code="services",
        programme=made,
        open_to=OPEN_TO[made.audience],
        conditions=course.conditions_of(made),
        days=course.days_in_words(made),
        route=course.route_of(made),
        season=quotas.season_in_words(made.season) if made.season else "",
        is_preview=True,
    )


@page(COMPOSE)
@require_safe
def sample(request: HttpRequest, composed_code: str, item_code: str) -> HttpResponse:
    """Show the sample of a paper."""
    composed = composing.get_composed_for(actor=actor_of(request), code=composed_code)
    return sample_file(composing.draft_of(composed), item_code)


@on_the_phone
@require_safe
def first(request: HttpRequest, composed: "ComposedProgramme") -> HttpResponse:
    """Lead to the first page of the form."""
    return _to(previewed(composing.draft_of(composed), composed.union), 1)


def _to(application: PreviewedApplication, number: int) -> HttpResponse:
    code, pages = application.declared.code, len(application.asked.sections)
    if number < 1:
        return redirect("cases:compose_phone", code)
    if number <= pages:
        return redirect("cases:compose_phone_fill", code, number)
    if number == pages + 1 and application.takes_papers:
        return redirect("cases:compose_phone_papers", code)
    return redirect("cases:compose_phone_check", code)


def _common(application: PreviewedApplication) -> dict[str, Any]:
    return {
        "menu_code": "services",
        "application": application,
        "programme": application.declared,
        "pages": application.pages,
    }


@on_the_phone
@require_http_methods(["GET", "POST"])
def fill(request: HttpRequest, composed: "ComposedProgramme", page_number: int) -> HttpResponse:
    """Ask the questions of one page; what is typed is looked at and forgotten."""
    application = previewed(composing.draft_of(composed), composed.union)
    if not 1 <= page_number <= len(application.asked.sections):
        return _to(application, page_number)
    form = forms.ProgrammeForm(
        request.POST if request.method == "POST" else None,
        programme=application.asked,
        page=page_number - 1,
    )
    if request.method == "POST":
        if request.POST.get("go") == "back":
            return _to(application, page_number - 1)
        if form.is_valid():
            return _to(application, page_number + 1)
    return render_page(
        request,
        "cases/portal/fill.html",
        form=form,
        number=page_number,
        title=application.page_title(page_number),
        **_common(application),
    )


@on_the_phone
@require_POST
def keep(request: HttpRequest, composed: "ComposedProgramme", page_number: int) -> HttpResponse:
    """Say that a preview keeps nothing."""
    return HttpResponse(_("预览中，填写的内容不保存"), content_type="text/plain")


@on_the_phone
@require_http_methods(["GET", "POST"])
def papers(request: HttpRequest, composed: "ComposedProgramme") -> HttpResponse:
    """Show the page of the papers; files that are sent are not looked at."""
    application = previewed(composing.draft_of(composed), composed.union)
    number = len(application.asked.sections) + 1
    if request.method == "POST" and request.POST.get("go") in ("next", "back"):
        return _to(application, number + (1 if request.POST["go"] == "next" else -1))
    return render_page(
        request, "cases/portal/papers.html", papers=application.papers, **_common(application)
    )


@on_the_phone
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, composed: "ComposedProgramme") -> HttpResponse:
    """Show the check with made-up answers; sending leads back to the service."""
    if request.method == "POST":
        return redirect("cases:compose_phone", composed.code)
    made = composing.draft_of(composed)
    typed = forms.ProgrammeForm(typed_for(made), programme=made)
    answers = typed.answers() if typed.is_valid() else {}
    application = previewed(made, composed.union, answers=answers)
    shown = sections_of(application.asked, application.answers, is_own=True)
    numbers = {s.title: n for n, s in enumerate(application.asked.sections, start=1)}
    return render_page(
        request,
        "cases/portal/check.html",
        promise=forms.Promise(initial={"key": uuid4()}),
        sections=[(numbers[section.title], section) for section in shown],
        papers=application.papers,
        **_common(application),
    )
