"""What is late or nearly late at a union: its administrators are told once a working day."""

from django.urls import reverse

from zhigong.engines.cases.events import LimitsNear
from zhigong.kernel.text import N_
from zhigong.registry.accounts.queries import administrators_of
from zhigong.registry.messaging.contract import Notice

CASE_LIMITS_NEAR = Notice(
    code="case_limits_near",
    title=N_("办件将超时"),
    text=N_("您的工会有{late}件办件已超时，{soon}件两个工作日内到期，请尽快办理。"),
    event=LimitsNear,
    recipients=lambda event: administrators_of(union_ids=[event.union_id], on=event.on),
    values=lambda event: {"late": str(event.late), "soon": str(event.soon)},
    subject=lambda event: f"{event.union_id}:{event.on}",
    union_id=lambda event: event.union_id,
    url=lambda event: reverse("cases:box", args=["late" if event.late else "soon"]),
)
