"""Which cases nobody has in hand, or nobody answered: 件件有落实、事事有回音."""

from datetime import date
from typing import Any

from django.db.models import Case as If
from django.db.models import CharField, Exists, OuterRef, Q, Value, When

from zhigong.engines.cases.contract import OPEN_STATES, CaseState, StepState
from zhigong.engines.cases.models import Case, CaseStep
from zhigong.registry.accounts.queries import unions_with_administrator


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
