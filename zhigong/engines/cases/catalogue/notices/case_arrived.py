"""A step of a case arrived at a union: its administrators are told, once a place and union."""

from django.urls import reverse

from zhigong.base import clock
from zhigong.engines.cases.contract import CaseState
from zhigong.engines.cases.events import CaseMoved
from zhigong.engines.cases.queries.telling import tail_of
from zhigong.kernel.text import N_
from zhigong.registry.accounts.queries import administrators_of
from zhigong.registry.messaging.contract import Notice


def _recipients(event: CaseMoved) -> list[int]:
    if event.state != CaseState.HANDLING or event.is_one_of_many or not event.waits_at:
        return []
    return administrators_of(union_ids=event.waits_at, on=clock.today())


def _values(event: CaseMoved) -> dict[str, str]:
    return {"tail": tail_of(event.number), "day": f"{event.due_on:%Y-%m-%d}"}


def _subject(event: CaseMoved) -> str:
    """Name the place on the case's way: those who countersign are told once, not after each."""
    return f"{event.case_id}:{event.place}"


CASE_ARRIVED = Notice(
    code="case_arrived",
    title=N_("收到待办件"),
    text=N_("有办件（编号尾号{tail}）等待您的工会办理，期限 {day}。"),
    event=CaseMoved,
    recipients=_recipients,
    values=_values,
    subject=_subject,
    union_id=lambda event: event.handler_union_id,
    url=lambda event: reverse("cases:inbox"),
)
