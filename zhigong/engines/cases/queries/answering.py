"""Which cases nobody has in hand, or nobody answered: 件件有落实、事事有回音."""

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Case as If
from django.db.models import CharField, Exists, OuterRef, Q, Value, When

from zhigong.engines.cases.contract import OPEN_STATES, CaseState, StepState
from zhigong.engines.cases.models import Case, CaseStep
from zhigong.registry.accounts.queries import unions_with_administrator

if TYPE_CHECKING:
    from django.db.models import QuerySet


def unanswered_cases(rows: Any, *, today: date) -> Any:
    """Keep the cases that lack something, annotated with ``lack``.

    ``owner``: open, and it waits nowhere or where nobody works; ``late``: open beyond a limit;
    ``reply``: ended without a word of result. A case returned to its applicant waits for her.

    :param rows: cases the caller may see.
    """
    waiting = CaseStep._base_manager.filter(case_id=OuterRef("pk"), state=StepState.WAITING)
    known = CaseStep._base_manager.filter(case__in=rows.order_by().values("pk"))
    units = set(known.filter(state=StepState.WAITING).values_list("unit_id", flat=True))
    staffed = unions_with_administrator(union_ids=units, on=today)
    is_open = Q(state__in=OPEN_STATES) & ~Q(state=CaseState.RETURNED)
    lack = If(
        When(is_open & ~Exists(waiting.filter(unit_id__in=staffed)), then=Value("owner")),
        When(is_open & Exists(waiting.filter(due_on__lt=today)), then=Value("late")),
        When(~Q(state__in=(*OPEN_STATES, CaseState.WITHDRAWN)) & Q(result=""), then=Value("reply")),
        default=Value(""),
        output_field=CharField(),
    )
    return rows.annotate(lack=lack).exclude(lack="")


def case_of_event(*, case_id: int, code: str) -> Case | None:
    """Return a case of one programme that somebody known made, for what follows an event."""
    rows = Case._base_manager.select_related("union")
    return rows.filter(pk=case_id, programme_code=code, person__isnull=False).first()


def case_numbered(number: str) -> Case | None:
    """Return a case by its number, for a rule that looks at an earlier case; or nothing."""
    text = "".join(number.split()).upper()
    return Case._base_manager.select_related("union").filter(number=text).first()


def handlers_of(case_ids: Collection[int]) -> frozenset[int]:
    """Return the users who decided a step of some cases."""
    rows = CaseStep._base_manager.filter(case_id__in=case_ids, decided_by__isnull=False)
    return frozenset(rows.values_list("decided_by_id", flat=True))


def earlier_cases(case: Case, *, since_year: int | None) -> "QuerySet[Case]":
    """Return the other cases of the same person and programme that came to something or may yet.

    :param since_year: only those opened in that year; None = ever.
    """
    rows = Case._base_manager.filter(
        person_id=case.person_id or 0, programme_code=case.programme_code
    )
    if since_year is not None:
        rows = rows.filter(opened_on__year=since_year)
    gone = (CaseState.REFUSED, CaseState.NOT_ACCEPTED, CaseState.WITHDRAWN, CaseState.ENDED)
    return rows.exclude(pk=case.pk).exclude(state__in=gone)
