"""Desk pages of the composer: the parts of a programme, and its questions, papers and steps."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhigong.base.errors import UserError
from zhigong.base.pages import actor_of, page, render_page
from zhigong.engines.cases.contract import FACTS, Level, Paper, Programme, Question, Step
from zhigong.engines.cases.forms import composing as forms
from zhigong.engines.cases.forms import composing_items as items
from zhigong.engines.cases.operations import composing as operations
from zhigong.engines.cases.queries import composing
from zhigong.engines.cases.queries.composing import COMPOSE
from zhigong.engines.cases.queries.course import limit_of
from zhigong.engines.cases.rules import composing as rules
from zhigong.engines.cases.views.desk_compose import frame_of
from zhigong.registry.documents.operations import store_document

if TYPE_CHECKING:
    from zhigong.engines.cases.models import ComposedProgramme

Change = Callable[[Programme], Programme]
UP, DOWN = -1, 1
TITLE_LENGTH = 60


def _composed(request: HttpRequest, code: str) -> "ComposedProgramme":
    return composing.get_composed_for(actor=actor_of(request), code=code)


def _change(request: HttpRequest, composed: "ComposedProgramme", change: Change) -> None:
    operations.change_programme(
        actor=actor_of(request),
        at=request.now,  # type: ignore[attr-defined]
        composed=composed,
        change=change,
    )


def _is_kept(request: HttpRequest) -> bool:
    """Whether the page saves by itself while somebody types."""
    return request.GET.get("keep") == "1"


def _kept(request: HttpRequest) -> HttpResponse:
    moment = f"{request.now:%H:%M}"  # type: ignore[attr-defined]
    return HttpResponse(_("已自动保存 %(at)s") % {"at": moment}, content_type="text/plain")


def _part(
    request: HttpRequest, composed: "ComposedProgramme", *, form: Any, change: Change, onwards: str
) -> HttpResponse | None:
    """Keep what was typed in a part; ``None`` when it is to be mended first."""
    if _is_kept(request):
        _change(request, composed, change)
        return _kept(request)
    if not form.is_valid():
        return None
    _change(request, composed, change)
    messages.success(request, _("已保存。"))
    return redirect(onwards, composed.code)


@page(COMPOSE)
@require_http_methods(["GET", "POST"])
def texts(request: HttpRequest, composed_code: str) -> HttpResponse:
    """Ask what the service page says."""
    composed = _composed(request, composed_code)
    made = composing.draft_of(composed)
    sent = request.POST if request.method == "POST" else None
    form = forms.TextsForm(sent, initial=forms.TextsForm.typed_of(made), icon=made.icon)
    if sent is not None:
        answer = _part(
            request, composed, form=form, change=form.applied, onwards="cases:compose_form"
        )
        if answer is not None:
            return answer
    return render_page(
        request, "cases/compose/texts.html", **frame_of(composed, "texts"), form=form
    )


@page(COMPOSE)
@require_http_methods(["GET", "POST"])
def terms(request: HttpRequest, composed_code: str) -> HttpResponse:
    """Ask for whom it is, when, how often; list the conditions."""
    composed = _composed(request, composed_code)
    made = composing.draft_of(composed)
    sent = request.POST if request.method == "POST" else None
    if sent is not None and (do := sent.get("do", "")):
        _change(request, composed, _of_terms(do))
        return redirect("cases:compose_terms", composed_code)
    form = forms.TermsForm(sent, initial=forms.TermsForm.typed_of(made))
    if sent is not None:
        answer = _part(
            request, composed, form=form, change=form.applied, onwards="cases:compose_overview"
        )
        if answer is not None:
            return answer
    return render_page(
        request,
        "cases/compose/terms.html",
        **frame_of(composed, "terms"),
        form=form,
        lines=composing.rule_in_words(made),
        joined=made.rule.joined if made.rule else "all",
        facts=[(one.code, _(one.fact.title)) for one in FACTS.entries()],
    )


def _of_terms(do: str) -> Change:
    """Return the change a button of the conditions means."""
    verb, _sign, value = do.partition(":")
    if verb == "join":
        return partial(forms.joined_by, joined=value)
    if verb == "drop":
        return partial(forms.without_line, place=_place(value))
    raise Http404


@page(COMPOSE)
@require_http_methods(["GET", "POST"])
def condition(request: HttpRequest, composed_code: str, fact_code: str) -> HttpResponse:
    """Ask how a fact is compared, and add the condition."""
    composed = _composed(request, composed_code)
    if fact_code not in FACTS:
        raise Http404
    form = forms.ConditionForm(
        request.POST if request.method == "POST" else None, fact_code=fact_code
    )
    if form.is_bound and form.is_valid():
        _change(request, composed, partial(forms.with_line, line=form.line()))
        messages.success(request, _("已添加申请条件。"))
        return redirect("cases:compose_terms", composed_code)
    return render_page(
        request,
        "cases/compose/condition.html",
        **frame_of(composed, "terms"),
        form=form,
        fact=_(FACTS.get(fact_code).fact.title),
    )


@page(COMPOSE)
@require_http_methods(["GET", "POST"])
def questions(request: HttpRequest, composed_code: str) -> HttpResponse:
    """List the pages of the form with their questions; add, move and delete them."""
    composed = _composed(request, composed_code)
    if request.method == "POST":
        return _do(request, composed, "form")
    made = composing.draft_of(composed)
    broken = {
        int(one.fault.item.partition("-")[2])
        for one in composing.to_mend(composed)
        if one.fault.item.startswith("section-")
    }
    sections = [
        (place, section, [(one, _(items.KINDS[one.kind])) for one in section.questions])
        for place, section in enumerate(made.sections)
    ]
    return render_page(
        request,
        "cases/compose/form.html",
        **frame_of(composed, "form"),
        sections=sections,
        broken=broken,
    )


@page(COMPOSE)
@require_http_methods(["GET", "POST"])
def papers(request: HttpRequest, composed_code: str) -> HttpResponse:
    """List the papers; add, move and delete them."""
    composed = _composed(request, composed_code)
    if request.method == "POST":
        return _do(request, composed, "papers")
    made = composing.draft_of(composed)
    return render_page(
        request, "cases/compose/papers.html", **frame_of(composed, "papers"), papers=made.papers
    )


@page(COMPOSE)
@require_http_methods(["GET", "POST"])
def route(request: HttpRequest, composed_code: str) -> HttpResponse:
    """List the steps; add, move and delete them."""
    composed = _composed(request, composed_code)
    if request.method == "POST":
        return _do(request, composed, "route")
    steps = [
        (step, _(items.STEP_KINDS[step.kind]), _(items.LEVELS[step.level]), limit_of(step))
        for step in composing.draft_of(composed).route
    ]
    return render_page(
        request, "cases/compose/route.html", **frame_of(composed, "route"), steps=steps
    )


def _place(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 4 else -1


def _do(request: HttpRequest, composed: "ComposedProgramme", part: str) -> HttpResponse:
    """Do what a button of a list says: ``verb:what``."""
    verb, _sign, what = request.POST.get("do", "").partition(":")
    if verb == "add":
        code = _added(request, composed, part, what)
        return redirect("cases:compose_item", composed.code, part, code)
    change = _CHANGES.get((part, verb))
    if change is None:
        return redirect(f"cases:compose_{part}", composed.code)
    title = request.POST.get("title", "").strip()[:TITLE_LENGTH]
    _change(request, composed, lambda programme: change(programme, what, title))
    return redirect(f"cases:compose_{part}", composed.code)


def _added(request: HttpRequest, composed: "ComposedProgramme", part: str, what: str) -> str:
    letter, add = _ADDITIONS[part]
    return operations.add_item(
        actor=actor_of(request),
        at=request.now,  # type: ignore[attr-defined]
        composed=composed,
        letter=letter,
        add=lambda programme, code: add(programme, code, what),
    )


def _with_new_question(programme: Programme, code: str, what: str) -> Programme:
    place = _place(what)
    if not 0 <= place < len(programme.sections):
        raise Http404
    return rules.with_question(programme, Question(code, ""), place=place)


_ADDITIONS: dict[str, tuple[str, Callable[[Programme, str, str], Programme]]] = {
    "form": ("q", _with_new_question),
    "papers": ("p", lambda made, code, what: rules.with_paper(made, Paper(code, ""))),
    "route": ("s", lambda made, code, what: rules.with_step(made, Step(code, "", Level.COUNTY))),
}
_CHANGES: dict[tuple[str, str], Callable[[Programme, str, str], Programme]] = {
    ("form", "up"): lambda made, code, title: rules.question_shifted(made, code, UP),
    ("form", "down"): lambda made, code, title: rules.question_shifted(made, code, DOWN),
    ("form", "drop"): lambda made, code, title: rules.without_question(made, code),
    ("form", "section"): lambda made, code, title: rules.with_section(made, title),
    ("form", "rename"): lambda made, place, title: rules.with_section(
        made, title, place=_place(place)
    ),
    ("form", "section_up"): lambda made, place, title: rules.section_shifted(
        made, _place(place), UP
    ),
    ("form", "section_down"): lambda made, place, title: rules.section_shifted(
        made, _place(place), DOWN
    ),
    ("form", "section_drop"): lambda made, place, title: rules.without_section(made, _place(place)),
    ("papers", "up"): lambda made, code, title: rules.paper_shifted(made, code, UP),
    ("papers", "down"): lambda made, code, title: rules.paper_shifted(made, code, DOWN),
    ("papers", "drop"): lambda made, code, title: rules.without_paper(made, code),
    ("route", "up"): lambda made, code, title: rules.step_shifted(made, code, UP),
    ("route", "down"): lambda made, code, title: rules.step_shifted(made, code, DOWN),
    ("route", "drop"): lambda made, code, title: rules.without_step(made, code),
}


@page(COMPOSE)
@require_http_methods(["GET", "POST"])
def item(request: HttpRequest, composed_code: str, part_code: str, item_code: str) -> HttpResponse:
    """Ask everything about one question, paper or step."""
    composed = _composed(request, composed_code)
    made = composing.draft_of(composed)
    opened = _ITEMS[part_code](request, made, item_code) if part_code in _ITEMS else None
    if opened is None:
        raise Http404
    form, change = opened
    if form.is_bound:
        answer = _part(
            request, composed, form=form, change=change, onwards=f"cases:compose_{part_code}"
        )
        if answer is not None:
            return answer
    frame = frame_of(composed, part_code)
    frame["part_faults"] = [one for one in frame["part_faults"] if one.fault.item == item_code]
    return render_page(
        request,
        "cases/compose/item.html",
        **frame,
        form=form,
        item_code=item_code,
        part_title=_(composing.PARTS[part_code]),
        paper=getattr(form, "paper", None),
        sample_form=items.SampleForm() if part_code == "papers" else None,
    )


Opened = tuple[Any, Change] | None


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _question_item(request: HttpRequest, made: Programme, code: str) -> Opened:
    found = next((one for one in made.questions if one.code == code), None)
    if found is None:
        return None
    place = rules.section_of(made, code)
    form = items.QuestionForm(_sent(request), programme=made, question=found, place=place)

    def change(programme: Programme) -> Programme:
        question, section = form.applied()
        return rules.with_question(programme, question, place=section)

    return form, change


def _paper_item(request: HttpRequest, made: Programme, code: str) -> Opened:
    found = next((one for one in made.papers if one.code == code), None)
    if found is None:
        return None
    form = items.PaperForm(_sent(request), programme=made, paper=found)
    return form, lambda programme: rules.with_paper(programme, form.applied())


def _step_item(request: HttpRequest, made: Programme, code: str) -> Opened:
    found = next((one for one in made.route if one.code == code), None)
    if found is None:
        return None
    form = items.StepForm(_sent(request), step=found)
    return form, lambda programme: rules.with_step(programme, form.applied())


_ITEMS: dict[str, Callable[[HttpRequest, Programme, str], Opened]] = {
    "form": _question_item,
    "papers": _paper_item,
    "route": _step_item,
}


@page(COMPOSE)
@require_POST
def sample(request: HttpRequest, composed_code: str, item_code: str) -> HttpResponse:
    """Take in, or take away, what shows how a paper should look."""
    composed = _composed(request, composed_code)
    found = next((p for p in composing.draft_of(composed).papers if p.code == item_code), None)
    if found is None:
        raise Http404
    form = items.SampleForm(request.POST, request.FILES)
    name = ""
    if "remove" not in request.POST:
        if not form.is_valid():
            messages.error(request, _("请选择要上传的样张。"))
            return redirect("cases:compose_item", composed_code, "papers", item_code)
        try:
            name = str(_stored(request, composed, form.cleaned_data["file"]).pk)
        except UserError as refused:
            messages.error(request, refused.message)
            return redirect("cases:compose_item", composed_code, "papers", item_code)
    paper = replace(found, sample=name)
    _change(request, composed, lambda programme: rules.with_paper(programme, paper))
    messages.success(request, _("样张已更新。"))
    return redirect("cases:compose_item", composed_code, "papers", item_code)


def _stored(request: HttpRequest, composed: "ComposedProgramme", file: Any) -> Any:
    return store_document(
        actor=actor_of(request),
        at=request.now,  # type: ignore[attr-defined]
        file=file,
        kind="paper",
        title=file.name or "",
        union=composed.union,
    )
