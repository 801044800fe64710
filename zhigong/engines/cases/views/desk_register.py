"""Registering a case for somebody at the window, on the telephone, by letter; and its receipt."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhigong.base.errors import UserError
from zhigong.base.pages import actor_of, page, render_page
from zhigong.engines.cases import forms, operations, queries
from zhigong.engines.cases.contract import STAFF_CHANNELS, CaseState, Channel, Programme
from zhigong.engines.cases.views import desk_letters as letters
from zhigong.engines.cases.views import desk_papers as papers
from zhigong.engines.cases.views.portal_ask import ask_address
from zhigong.registry.people import queries as people

if TYPE_CHECKING:
    from zhigong.engines.cases.models import Case, IncomingLetter
    from zhigong.registry.people.models import Person
    from zhigong.registry.unions.models import Union

MOST_FOUND = 20


@page("cases.register")
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Choose the programme and find the person it is for."""
    asked = request.GET.get("q", "").strip()
    code = request.GET.get("programme", "")
    offered = queries.programmes_within(actor=actor_of(request), ability="cases.register")
    known = {one.code: one for one in offered}
    found = _found(request, asked, code) if asked else []
    return render_page(
        request,
        "cases/desk/register.html",
        menu_code="cases.register",
        groups=_by_category(list(known.values())),
        programme=known.get(code),
        asked=asked,
        people=found,
        is_cut=len(found) == MOST_FOUND,
        advice=people.why_not_found(asked) if asked else "",
        without_person=_form_url(code, **_carried(request)),
        carried=_carried(request),
        letter=letters.letter_of(request),
    )


def _by_category(programmes: list[Programme]) -> list[tuple[str, list[Programme]]]:
    groups: dict[str, list[Programme]] = {}
    for one in programmes:
        groups.setdefault(one.category, []).append(one)
    return list(groups.items())


def _carried(request: HttpRequest) -> dict[str, str]:
    """Return what a page that sent somebody here wants kept until the receipt.

    ``key``, the submission key by which it finds the case; ``channel``; ``back``, its address;
    ``letter``, what is being registered.
    """
    given = {name: request.GET.get(name, "") for name in ("key", "channel", "back")}
    if not url_has_allowed_host_and_scheme(given["back"], allowed_hosts=None):
        del given["back"]
    if given["channel"] not in STAFF_CHANNELS:
        del given["channel"]
    letter = letters.letter_of(request)
    given["letter"] = str(letter.pk) if letter else ""
    return {name: value for name, value in given.items() if value}


def _key(request: HttpRequest) -> UUID:
    """Return the submission key the address carries, or a new one where it is none or is used."""
    try:
        key = UUID(_carried(request).get("key", ""))
    except ValueError:
        return uuid4()
    return uuid4() if queries.case_sent_with(actor=actor_of(request), key=key) else key


def _form_url(code: str, **more: Any) -> str:
    return f"{reverse('cases:register_form')}?{urlencode({'programme': code, **more})}"


def _found(request: HttpRequest, words: str, code: str) -> list[dict[str, Any]]:
    """Return the members in scope who fit the words, masked, each with the way to the form."""
    rows = people.list_memberships_for(actor=actor_of(request)).filter(ends_before__isnull=True)
    found = people.search_memberships(rows, words)[:MOST_FOUND]
    return [
        {
            "name": held.person.name,
            "id_number": people.masked_id(held.person.data_key, held.person.id_cipher),
            "phone": people.masked_phone(held.person.data_key, held.person.phone_cipher),
            "union": held.union.name,
            "state": held.get_state_display(),
            "url": _form_url(code, person=held.person_id, **_carried(request)),
        }
        for held in found
    ]


@dataclass(frozen=True, slots=True)
class _For:
    """What is registered for whom."""

    programme: Programme
    person: "Person | None" = None
    union: "Union | None" = None
    employer: str = ""
    letter: "IncomingLetter | None" = None

    @property
    def prefilled(self) -> dict[str, str]:
        """What the platform knows already; a telephone is masked and not filled in."""
        known = {
            "name": self.person.name if self.person else "",
            "union": self.union.name if self.union else "",
            "employer": self.employer,
        }
        questions = self.programme.questions
        found = {q.code: known[q.prefill] for q in questions if known.get(q.prefill)}
        return {**found, **letters.answers_from(self.letter, self.programme)}


def _asked_for(request: HttpRequest) -> "_For | None":
    """Return what the address says; ``None`` when the programme or the person is not known."""
    try:
        code = request.GET.get("programme", "")
        programme = queries.programme_within(
            code, actor=actor_of(request), ability="cases.register"
        )
        number, letter = request.GET.get("person", ""), letters.letter_of(request)
        if not number:
            return _For(programme, letter=letter)
        person_id = int(number) if number.isdecimal() and len(number) < forms.ID_DIGITS else 0
        person = people.get_person_for(actor=actor_of(request), person_id=person_id)
    except (UserError, ObjectDoesNotExist):
        return None
    held = people.present_membership(person=person)
    if held is None:
        return None
    employer = held.employer.name if held.employer else ""
    return _For(programme, person, held.union, employer, letter)


@page("cases.register")
def register_form(request: HttpRequest) -> HttpResponse:
    """Fill in the form of a programme for somebody, with the papers, and open the case."""
    wanted = _asked_for(request)
    if wanted is None:
        messages.warning(request, _("请先选择事项，再查找办事人。"))
        return redirect("cases:register")
    if request.method == "POST":
        return _take(request, wanted)
    initial = {
        **letters.intake_from(wanted.letter),
        **_carried(request),
        "key": _key(request),
    }
    intake = forms.Intake(
        actor=actor_of(request), has_person=wanted.person is not None, initial=initial
    )
    answers = forms.ProgrammeForm(programme=wanted.programme, initial=wanted.prefilled)
    return _show(
        request,
        wanted,
        intake=intake,
        answers=answers,
        fields=papers.paper_fields(wanted.programme),
    )


def _show(
    request: HttpRequest,
    wanted: _For,
    *,
    intake: forms.Intake,
    answers: forms.ProgrammeForm,
    fields: list[papers.PaperField],
) -> HttpResponse:
    person = wanted.person
    similar = queries.similar_cases(
        actor=actor_of(request),
        person_id=person.pk if person else None,
        code=wanted.programme.code,
        on=request.now.date(),  # type: ignore[attr-defined]
    )
    response = render_page(
        request,
        "cases/desk/register_form.html",
        menu_code="cases.register",
        programme=wanted.programme,
        person=person,
        union=wanted.union,
        intake=intake,
        answers=answers,
        papers=fields,
        similar=similar if person else [],
        letter=wanted.letter,
        letter_files=letters.kept_files(wanted.letter),
    )
    if any(one.errors for one in fields):
        response.status_code = 422
    return response


def _take(request: HttpRequest, wanted: _For) -> HttpResponse:
    actor = actor_of(request)
    intake = forms.Intake(request.POST, actor=actor, has_person=wanted.person is not None)
    answers = forms.ProgrammeForm(request.POST, programme=wanted.programme)
    is_fine = intake.is_valid()
    key = intake.cleaned_data.get("key")
    if key and (known := queries.case_sent_with(actor=actor, key=key)):
        return redirect("cases:receipt", known.number)
    if request.GET.get("letter") and wanted.letter is None:
        messages.warning(request, _("这封来信已经处理过了，请刷新列表。"))
        return redirect("cases:letters")
    union = wanted.union or intake.cleaned_data.get("union")
    fields = papers.take_papers(
        request,
        wanted.programme,
        keeper=_keeper(request, wanted.programme, union),
        person_id=wanted.person.pk if wanted.person else None,
    )
    is_fine = answers.is_valid() and is_fine and not any(one.errors for one in fields)
    if not is_fine or union is None:
        return _show(request, wanted, intake=intake, answers=answers, fields=fields)
    try:
        case = letters.open_registered(
            letter=wanted.letter,
            actor=actor,
            at=request.now,  # type: ignore[attr-defined]
            programme=wanted.programme,
            union=union,
            answers=answers.answers(),
            channel=Channel(intake.cleaned_data["channel"]),
            person=wanted.person,
            contact=intake.cleaned_data.get("contact", ""),
            papers=papers.handed_in(fields),
            key=key,
        )
    except UserError as error:
        intake.add_error(None, error.message)
        response = _show(request, wanted, intake=intake, answers=answers, fields=fields)
        response.status_code = error.status
        return response
    back = {"back": carried["back"]} if "back" in (carried := _carried(request)) else {}
    address = reverse("cases:receipt", args=[case.number])
    return redirect(f"{address}?{urlencode(back)}" if back else address)


def _keeper(request: HttpRequest, programme: Programme, union: "Union | None") -> "Union | None":
    if union is None:
        return None
    return queries.keeper_of_papers(
        actor=actor_of(request),
        programme=programme,
        union=union,
        on=request.now.date(),  # type: ignore[attr-defined]
    )


@page("cases.view")
@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """Show, and print, what an applicant takes home: number, day and where to ask."""
    actor = actor_of(request)
    case = queries.get_case_for(actor=actor, number=number)
    return render_page(
        request,
        "cases/desk/receipt.html",
        menu_code="cases.register",
        case=case,
        programme=queries.programme_of_case(case),
        papers=queries.papers_of(case),
        may_register=actor.may("cases.register"),
        back=_carried(request).get("back", ""),
        address=ask_address(request, case.number),
    )


@page("cases.register")
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """Mend a returned case for an applicant who brought what was missing."""
    actor = actor_of(request)
    case = queries.get_case_for(actor=actor, number=number, ability="cases.register")
    if case.state != CaseState.RETURNED:
        messages.warning(request, _("这件办件不在待补正状态。"))
        return redirect("cases:detail", number)
    programme = queries.programme_of_case(case)
    stored = queries.answers_of(case)
    answers = forms.CorrectionForm(request.POST or None, programme=programme, stored=stored)
    fields = _corrected_papers(request, case, programme)
    is_fine = answers.is_valid() and not any(one.errors for one in fields)
    if is_fine and _resubmitted(request, case, answers, fields):
        messages.success(request, _("已补正并重新提交。"))
        return redirect("cases:detail", number)
    return render_page(
        request,
        "cases/desk/correct.html",
        menu_code="cases.all",
        case=case,
        answers=answers,
        papers=fields,
    )


def _corrected_papers(
    request: HttpRequest, case: "Case", programme: Programme
) -> list[papers.PaperField]:
    """Return the papers of a returned case: those it has, and what came with the form."""
    fields = papers.paper_fields(programme)
    if request.method == "POST":
        keeper = _keeper(request, programme, case.union)
        fields = papers.take_papers(request, programme, keeper=keeper, person_id=case.person_id)
    given = list(queries.papers_of(case))
    for one in fields:
        one.given = [paper.document for paper in given if paper.code == one.paper.code]
    return fields


def _resubmitted(
    request: HttpRequest,
    case: "Case",
    answers: forms.ProgrammeForm,
    fields: list[papers.PaperField],
) -> bool:
    try:
        operations.resubmit_case(
            actor=actor_of(request),
            at=request.now,  # type: ignore[attr-defined]
            case=case,
            answers=answers.answers(),
            papers=papers.handed_in(fields),
        )
    except UserError as error:
        answers.add_error(None, error.message)
        return False
    return True
