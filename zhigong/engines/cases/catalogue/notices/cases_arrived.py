"""Many cases arrived at a union with one decision: its administrators are told once, of all."""

from django.urls import reverse

from zhigong.base import clock
from zhigong.engines.cases.events import CasesArrived
from zhigong.kernel.text import N_
from zhigong.registry.accounts.queries import administrators_of
from zhigong.registry.messaging.contract import Notice

CASES_ARRIVED = Notice(
    code="cases_arrived",
    title=N_("收到一批待办件"),
    text=N_("有 {count} 件办件等待您的工会办理，最近期限 {day}。"),
    event=CasesArrived,
    recipients=lambda event: administrators_of(
        union_ids=(event.handler_union_id,), on=clock.today()
    ),
    values=lambda event: {"count": str(event.count), "day": f"{event.due_on:%Y-%m-%d}"},
    subject=lambda event: f"{event.batch}:{event.handler_union_id}",
    union_id=lambda event: event.handler_union_id,
    url=lambda event: reverse("cases:inbox"),
)
