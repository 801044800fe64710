"""An applicant asked a union to hurry (催办)."""

from django.urls import reverse

from zhigong.base import clock
from zhigong.engines.cases.events import CaseUrged
from zhigong.engines.cases.queries.telling import tail_of
from zhigong.kernel.text import N_
from zhigong.registry.accounts.queries import administrators_of
from zhigong.registry.messaging.contract import Notice


def _recipients(event: CaseUrged) -> list[int]:
    return administrators_of(union_ids=[event.handler_union_id], on=clock.today())


CASE_URGED = Notice(
    code="case_urged",
    title=N_("申请人催办"),
    text=N_("办件（编号尾号{tail}）的申请人第{times}次催办，请尽快办理。"),
    event=CaseUrged,
    recipients=_recipients,
    values=lambda event: {"tail": tail_of(event.number), "times": str(event.times)},
    subject=lambda event: f"{event.case_id}:{event.times}",
    union_id=lambda event: event.handler_union_id,
    url=lambda event: reverse("cases:inbox"),
)
