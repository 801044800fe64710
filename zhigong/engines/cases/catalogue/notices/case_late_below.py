"""What is late below a union: its administrators are told once a working day (超时提醒)."""

from django.urls import reverse

from zhigong.engines.cases.events import LateBelow
from zhigong.kernel.text import N_
from zhigong.registry.accounts.queries import administrators_of
from zhigong.registry.messaging.contract import Notice

CASE_LATE_BELOW = Notice(
    code="case_late_below",
    title=N_("下级办件超时"),
    text=N_("下级工会有{late}件办件已超时，可以督办或提级办理。"),
    event=LateBelow,
    recipients=lambda event: administrators_of(union_ids=[event.union_id], on=event.on),
    values=lambda event: {"late": str(event.late)},
    subject=lambda event: f"{event.union_id}:{event.on}",
    union_id=lambda event: event.union_id,
    url=lambda event: reverse("cases:box", args=["below"]),
)
