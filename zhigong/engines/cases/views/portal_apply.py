"""Portal pages of an application: one section a page, the papers, the check, the sending."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhigong.base.errors import UserError
from zhigong.base.pages import actor_of, page, render_page
from zhigong.engines.cases import forms, queries
from zhigong.engines.cases.contract import AnswerKind
from zhigong.engines.cases.operations import applying as operations
from zhigong.engines.cases.queries import agency, applying
from zhigong.engines.cases.queries.applying import Application, HandedIn
from zhigong.engines.cases.queries.programmes import UnknownProgramme
from zhigong.engines.cases.views.portal_services import closed_page

Step = Callable[..., HttpResponse]
CHANGES = {
    "question_added": _("新增一项需要填写：%s"),
    "question_gone": _("不再需要填写：%s"),
    "paper_added": _("新增一份材料：%s"),
    "paper_gone": _("不再需要材料：%s"),
    "route": _("办理环节或期限有调整%s"),
}


def of_application(view: Step) -> Step:
    """Give a page the actor's application; say so where the service is closed or not for her."""

    @wraps(view)
    def serve(request: HttpRequest, programme_code: str, **more: Any) -> HttpResponse:
        actor = actor_of(request)
        try:
            application = agency.application_for(actor=actor, code=programme_code)
            operations.require_applicant(actor=actor, application=application)
        except UnknownProgramme as closed:
            return closed_page(request, closed)
        except agency.PrincipalMissing:
            return redirect("cases:for_somebody", programme_code.removeprefix(applying.FOR))
        return view(request, application, **more)

    return serve


@page()
@require_safe
@of_application
def apply(request: HttpRequest, application: Application) -> HttpResponse:
    """Lead to the page on which the applicant stopped, with what the link says, or the first."""
    answer = _to(application, application.draft.page if application.draft else 1)
    if request.GET:
        answer["Location"] += f"?{request.GET.urlencode()}"
    return answer


def _to(application: Application, number: int) -> HttpResponse:
    """Lead to a page of an application: its sections from 1, then the papers, then the check."""
    code, sections = application.code, len(application.asked.sections)
    if number <= sections:
        return redirect("cases:fill", code, max(number, 1))
    if number == sections + 1 and application.takes_papers:
        return redirect("cases:papers", code)
    return redirect("cases:check", code)


@page()
@require_http_methods(["GET", "POST"])
@of_application
def fill(request: HttpRequest, application: Application, page_number: int) -> HttpResponse:
    """Ask the questions of one page; what was typed is kept before it is looked at."""
    if not 1 <= page_number <= len(application.asked.sections):
        return _to(application, page_number)
    form = _form(application, page_number, request.POST if request.method == "POST" else None)
    form.initial = {**_linked(request, form), **form.initial}
    if request.method == "POST":
        goes_back = request.POST.get("go") == "back"
        onwards = -1 if goes_back else int(form.is_valid())
        following = page_number + onwards
        _keep(request, application, form, max(following, 1))
        if goes_back and page_number == 1:
            return redirect("cases:programme", application.declared.code)
        if goes_back or form.is_valid():
            fresh = agency.application_for(actor=actor_of(request), code=application.code)
            return _to(fresh, following)
    return render_page(
        request,
        "cases/portal/fill.html",
        form=form,
        number=page_number,
        title=application.page_title(page_number),
        **_common(application),
    )


def _form(application: Application, number: int, sent: Any) -> forms.ProgrammeForm:
    return forms.ProgrammeForm(
        sent,
        programme=application.asked,
        page=number - 1,
        known=application.answers,
        initial=application.answers,
    )


def _linked(request: HttpRequest, form: forms.ProgrammeForm) -> dict[str, str]:
    """Return short answers the link that led here brings; she sees them before she sends them."""
    wanted = {q.code for q in form.questions if q.kind is AnswerKind.TEXT}
    given = {code: request.GET[code] for code in wanted & set(request.GET)}
    return {code: text[: forms.TEXT_LENGTH] for code, text in given.items()}


def _common(application: Application) -> dict[str, Any]:
    return {
        "menu_code": "services",
        "application": application,
        "programme": application.declared,
        "pages": application.pages,
        "changes": _changes(application),
    }


def _changes(application: Application) -> list[str]:
    return [CHANGES[code] % title for code, title in application.changes]


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


@page()
@require_POST
@of_application
def keep(request: HttpRequest, application: Application, page_number: int) -> HttpResponse:
    """Keep what is being typed, without a look at it."""
    if 1 <= page_number <= len(application.asked.sections):
        _keep(request, application, _form(application, page_number, request.POST), page_number)
    return kept(request)


def kept(request: HttpRequest) -> HttpResponse:
    """Say when the draft was saved."""
    moment = f"{request.now:%H:%M}"  # type: ignore[attr-defined]
    return HttpResponse(_("已自动保存 %(at)s") % {"at": moment}, content_type="text/plain")


@page()
@require_http_methods(["GET", "POST"])
@of_application
def papers(request: HttpRequest, application: Application) -> HttpResponse:
    """Take in the papers, each file at once; lead on when asked to."""
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        errors = take_papers(request, application)
        go = request.POST.get("go", "")
        number = len(application.asked.sections) + 1
        if not errors and go == "back":
            return _to(application, number - 1) if number > 1 else _first(application)
        if not errors and go == "next":
            errors = _lacking(
                agency.application_for(actor=actor_of(request), code=application.code)
            )
            if not errors:
                return redirect("cases:check", application.code)
        elif not errors:
            return redirect("cases:papers", application.code)
        application = agency.application_for(actor=actor_of(request), code=application.code)
    shown = applying.with_errors(application.papers, errors)
    answer = render_page(request, "cases/portal/papers.html", papers=shown, **_common(application))
    answer.status_code = 422 if errors else 200
    return answer


def _first(application: Application) -> HttpResponse:
    return redirect("cases:programme", application.declared.code)


def _lacking(application: Application) -> dict[str, list[str]]:
    return {
        paper.code: [_("请上传这份材料；暂时没有的，可以先退出，草稿会保留。")]
        for paper in application.lacking
    }


def take_papers(request: HttpRequest, application: Application) -> dict[str, list[str]]:
    """Store what was sent for each paper, take one back if asked; return what was wrong."""
    actor, at = actor_of(request), request.now  # type: ignore[attr-defined]
    if (unwanted := request.POST.get("remove", "")) and (found := _uuid(unwanted)):
        operations.take_back(actor=actor, at=at, application=application, document_id=found)
    errors: dict[str, list[str]] = {}
    for paper in application.papers:
        for file in request.FILES.getlist(f"paper-{paper.paper.code}"):
            if wrong := _hand_in(request, application, paper, file):
                errors.setdefault(paper.paper.code, []).append(wrong)
    return errors


def _hand_in(request: HttpRequest, application: Application, paper: HandedIn, file: Any) -> str:
    """Store one file; return what was wrong with it, naming it."""
    try:
        operations.hand_in(
            actor=actor_of(request),
            at=request.now,  # type: ignore[attr-defined]
            application=application,
            paper=paper,
            file=file,
        )
    except UserError as error:
        return f"{file.name}：{error.message}"
    return ""


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@page()
@require_http_methods(["GET", "POST"])
@of_application
def check(request: HttpRequest, application: Application) -> HttpResponse:
    """Show everything once more; send it when it is promised to be true."""
    if (sent := _sent_before(request)) is not None:
        return sent
    whole = forms.ProgrammeForm(
        forms.as_typed(application.asked, application.answers),
        programme=application.asked,
        known=application.answers,
    )
    key = application.draft.pk if application.draft else uuid4()
    promise = forms.Promise(
        request.POST if request.method == "POST" else None, initial={"key": key}
    )
    wrong = _wrong_pages(application, whole)
    refused = ""
    if request.method == "POST" and promise.is_valid() and not wrong:
        try:
            return _send(request, application, whole, promise.cleaned_data["key"])
        except UserError as error:
            refused = error.message
    answer = render_page(
        request,
        "cases/portal/check.html",
        promise=promise,
        wrong=wrong,
        refused=refused,
        sections=_filled(application),
        papers=application.papers,
        **_common(application),
    )
    answer.status_code = 422 if request.method == "POST" else 200
    return answer


def _sent_before(request: HttpRequest) -> HttpResponse | None:
    """Lead to the case when this very form was sent already: a double click, a lost answer."""
    key = _uuid(request.POST.get("key", ""))
    case = applying.case_of_key(actor=actor_of(request), key=key) if key else None
    return None if case is None else redirect("cases:sent", case.number)


def _wrong_pages(application: Application, whole: forms.ProgrammeForm) -> list[dict[str, Any]]:
    """Return the pages on which something is to be mended, with how to get there."""
    names = set(whole.errors)
    found = []
    for number, section in enumerate(application.asked.sections, start=1):
        alone = _form(application, number, forms.as_typed(application.asked, application.answers))
        if names & set(alone.fields) and not alone.is_valid():
            titles = "、".join(
                str(alone.fields[n].label) for n in alone.errors if n in alone.fields
            )
            found.append({"number": number, "title": section.title, "what": titles})
    if lacking := application.lacking:
        titles = "、".join(paper.title for paper in lacking)
        found.append({"number": 0, "title": _("材料"), "what": titles})
    return found


def _filled(application: Application) -> list[tuple[int, Any]]:
    """Return the answers by section, with the number of the page each is changed on."""
    shown = queries.sections_of(application.asked, application.answers, is_own=True)
    numbers = {s.title: n for n, s in enumerate(application.asked.sections, start=1)}
    return [(numbers[section.title], section) for section in shown]


def _send(
    request: HttpRequest, application: Application, whole: forms.ProgrammeForm, key: UUID
) -> HttpResponse:
    case = operations.send_application(
        actor=actor_of(request),
        at=request.now,  # type: ignore[attr-defined]
        application=application,
        answers=whole.answers(),
        key=key,
    )
    return redirect("cases:sent", case.number)


@page()
@require_POST
def discard(request: HttpRequest, programme_code: str) -> HttpResponse:
    """Throw the actor's own draft away."""
    actor = actor_of(request)
    draft = applying.draft_of(actor=actor, code=programme_code)
    if draft is not None:
        operations.throw_away(actor=actor, at=request.now, draft=draft)  # type: ignore[attr-defined]
        messages.success(request, _("草稿已删除。"))
    return redirect("cases:mine" if actor.person_id else "cases:services")
