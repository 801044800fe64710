"""What the lists and the case page of the desk read besides the case itself."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Case as If
from django.db.models import CharField, Exists, OuterRef, Subquery, Value, When

from zhigong.base.actor import Actor
from zhigong.base.counting import count_together
from zhigong.base.fields import reveal
from zhigong.engines.cases.contract import OPEN_STATES, Programme, StepState
from zhigong.engines.cases.models import Case, CasePaper, CaseStep, LoosePaper, Objection
from zhigong.engines.cases.queries.cases import Inbox, cases_for, inbox_for, own_cases, soon_until
from zhigong.engines.cases.queries.programmes import home_of
from zhigong.registry.documents.queries import get_document_for, kind_of
from zhigong.registry.unions.queries import scope_tops, unions_for

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhigong.registry.documents.models import Document
    from zhigong.registry.unions.models import Union

# A second application within so many days is looked at before it is decided.
SIMILAR_DAYS = 90
MOST_RELATED = 10


def inbox_counts(*, actor: Actor, today: date) -> dict[str, int]:
    """Return how many steps wait, are late soon, are late and are supervised; one statement.

    Those under supervision are counted here and below.
    """
    boxes: tuple[Inbox, ...] = ("todo", "soon", "late", "supervised")
    rows = {box: inbox_for(actor=actor, box=box, today=today) for box in boxes}
    return count_together({box: one.select_related(None) for box, one in rows.items()})


def with_light(rows: Any, *, today: date) -> Any:
    """Annotate steps with ``light``: ``late``, ``soon`` or ``fine``, by their limit."""
    return rows.annotate(light=_light("due_on", today))


def with_whereabouts(rows: Any, *, today: date) -> Any:
    """Annotate cases with the step they wait in: ``step``, its ``unit``, ``due`` and ``light``."""
    waiting = CaseStep._base_manager.filter(case_id=OuterRef("pk"), state=StepState.WAITING)
    waiting = waiting.order_by("due_on", "id")
    return rows.annotate(
        step=Subquery(waiting.values("title")[:1]),
        unit=Subquery(waiting.values("unit__name")[:1]),
        due=Subquery(waiting.values("due_on")[:1]),
        light=Subquery(waiting.annotate(shown=_light("due_on", today)).values("shown")[:1]),
    )


def _light(field: str, today: date) -> If:
    return If(
        When(**{f"{field}__lt": today, "then": Value("late")}),
        When(**{f"{field}__lte": soon_until(today), "then": Value("soon")}),
        default=Value("fine"),
        output_field=CharField(),
    )


def late_cases(rows: Any, *, today: date) -> Any:
    """Keep the cases of which a step waits beyond its limit."""
    late = CaseStep._base_manager.filter(
        case_id=OuterRef("pk"), state=StepState.WAITING, due_on__lt=today
    )
    return rows.filter(Exists(late), state__in=OPEN_STATES)


def search_cases(rows: Any, words: str, *, prefix: str = "") -> Any:
    """Keep rows by the number of their case, or its end, or by a part of the applicant's name.

    An applicant of a confidential case is not found by name: the list does not say it either.

    :param prefix: lookup from the row to the case, ``case__`` for steps.
    """
    text = "".join(filter(str.isprintable, words)).strip()
    if not text:
        return rows
    if any(letter.isdigit() for letter in text):
        number = text.upper().replace(" ", "")
        way = "" if number.startswith("GH-") and number.count("-") == 3 else "__endswith"
        return rows.filter(**{f"{prefix}number{way}": number})
    return rows.filter(
        **{f"{prefix}applicant_name__contains": text, f"{prefix}is_confidential": False}
    )


def cases_below(rows: Any, *, union_id: int) -> Any:
    """Keep the cases of a union and of everything below it."""
    return rows.filter(union__ancestors__overlap=[union_id])


def chosen_steps(*, actor: Actor, ids: Iterable[int]) -> list[CaseStep]:
    """Return the steps with these ids whose cases the actor sees; one statement for all."""
    rows = CaseStep.objects.trusted("their cases are asked for through their own door")
    seen = cases_for(actor=actor).order_by().values("pk")
    found = rows.filter(pk__in=list(ids), case__in=seen)
    return list(found.select_related("case__union", "unit").order_by("due_on", "id"))


def other_open_cases(*, actor: Actor, case: Case) -> "QuerySet[Case]":
    """Return what else is open of the same person and seen by the actor."""
    rows = cases_for(actor=actor).filter(state__in=OPEN_STATES, person_id=case.person_id or 0)
    return rows.exclude(pk=case.pk).order_by("-opened_at")[:MOST_RELATED]


def similar_cases(
    *, actor: Actor, person_id: int | None, code: str, on: date, but: int | None = None
) -> "QuerySet[Case]":
    """Return the cases of a person under one programme within ``SIMILAR_DAYS`` of a day.

    :param but: a case that is looked at already.
    """
    span = timedelta(days=SIMILAR_DAYS)
    rows = cases_for(actor=actor).filter(
        person_id=person_id or 0,
        programme_code=code,
        opened_on__gte=on - span,
        opened_on__lte=on + span,
    )
    return rows.exclude(pk=but or 0).order_by("-opened_at")[:MOST_RELATED]


def contact_of(case: Case) -> str:
    """Return the telephone an applicant without a record left, in clear; the caller may see it."""
    key, contact = (None if v is None else bytes(v) for v in (case.data_key, case.contact_cipher))
    return reveal(key, contact) or ""


def papers_with_doors(*, actor: Actor, case: Case) -> list[tuple[CasePaper, bool]]:
    """Return the papers of a case the caller holds, and whether the actor may open each.

    She may open those whose kind she may read somewhere: she sees the case, so its papers as well,
    wherever the case came from.
    """
    rows = CasePaper._base_manager.filter(case=case).select_related("document")
    papers = list(rows.order_by("code", "id"))
    own = actor.person_id is not None and case.person_id == actor.person_id
    return [(paper, _opens(actor, paper.document, own)) for paper in papers]


def _opens(actor: Actor, document: "Document", own: bool) -> bool:
    if document.erased_at is not None:
        return False
    hers = actor.user_id is not None and document.uploaded_by_id == actor.user_id
    return own or hers or actor.may(kind_of(document.kind).ability)


def opens_through_case(actor: Actor, document: "Document") -> bool:
    """Whether a document belongs to a case the actor sees, or is hers or made by her.

    A union to which a case was handed over reads its papers, though another one keeps them.
    """
    paper = CasePaper._base_manager.filter(document=document).first()
    if paper is None:
        return False
    if own_cases(actor=actor).filter(pk=paper.case_id).exists():
        return True
    if not actor.may(kind_of(document.kind).ability):
        return False
    return cases_for(actor=actor).filter(pk=paper.case_id).exists()


def objections_of(case: Case) -> "QuerySet[Objection]":
    """Return what was said against a case the caller holds, oldest first."""
    rows = Objection._base_manager.filter(case=case).select_related("settled_by")
    return rows.order_by("id")


def get_objection_for(*, actor: Actor, objection_id: int) -> Objection:
    """Return an objection against a case the actor sees.

    :raises Objection.DoesNotExist, Case.DoesNotExist: there is none, or it is not hers to see.
    """
    rows = Objection.objects.trusted("its case is asked for through its own door")
    found: Objection = rows.select_related("case").get(pk=objection_id)
    cases_for(actor=actor).values_list("pk").get(pk=found.case_id)
    return found


def case_sent_with(*, actor: Actor, key: UUID) -> Case | None:
    """Return the case an earlier sending of the same form has opened, if the actor sees it."""
    return cases_for(actor=actor).filter(submission_key=key).first()


def loose_documents(*, actor: Actor, ids: Iterable[UUID]) -> "dict[UUID, Document]":
    """Return the documents the actor handed in herself and that belong to no case yet."""
    found = {}
    for document_id in ids:
        document = _own_document(actor, document_id)
        if document is not None:
            found[document_id] = document
    taken = CasePaper._base_manager.filter(document_id__in=found)
    for document_id in taken.values_list("document_id", flat=True):
        del found[document_id]
    return found


def _own_document(actor: Actor, document_id: UUID) -> "Document | None":
    try:
        document = get_document_for(actor=actor, document_id=document_id)
    except ObjectDoesNotExist:
        return None
    return document if document.uploaded_by_id == actor.user_id else None


def waiting_documents(
    *, actor: Actor, ids: Iterable[UUID], keeper: "Union"
) -> "dict[UUID, Document]":
    """Return the documents that came ahead of a case to be opened, kept by a union, by id.

    A machine has no account that could own them: who may store there may use what waits there.
    """
    if not actor.scope("documents.store").covers(keeper.ancestors):
        return {}
    rows = LoosePaper._base_manager.filter(
        document_id__in=list(ids),
        document__owner_union_id=keeper.pk,
        document__erased_at__isnull=True,
        document__uploaded_by_id=actor.user_id,
    )
    found = {one.document_id: one.document for one in rows.select_related("document")}
    taken = CasePaper._base_manager.filter(document_id__in=found)
    for document_id in taken.values_list("document_id", flat=True):
        del found[document_id]
    return found


def keeper_of_papers(*, actor: Actor, programme: Programme, union: "Union", on: date) -> "Union":
    """Return the union that keeps what is handed in with a case somebody registers.

    Of a confidential case not the applicant's own union: its papers would be read there. Who
    registers below keeps them herself, and the unions above her read them.
    """
    if not programme.is_confidential:
        return union
    home_id = home_of(programme, union, on=on)
    rows = unions_for(actor=actor, ability="documents.store")
    home = rows.filter(pk=home_id).first()
    if home is not None:
        return home
    tops = scope_tops(actor=actor, ability="documents.store")
    return tops[0] if tops else union
