"""Unions got a task: their administrators are told, all at once."""

from django.urls import reverse

from zhigong.engines.tasks.events import TasksHandedOut
from zhigong.kernel.text import N_
from zhigong.registry.accounts.queries import administrators_of
from zhigong.registry.messaging.contract import Notice

TASK_ARRIVED = Notice(
    code="task_arrived",
    title=N_("收到任务"),
    text=N_("上级交办了任务“{title}”，请在 {day} 前办结。"),
    event=TasksHandedOut,
    recipients=lambda event: administrators_of(union_ids=event.union_ids, on=event.on),
    values=lambda event: {"title": event.title, "day": f"{event.due_on:%Y-%m-%d}"},
    subject=lambda event: str(event.hand_out_id),
    url=lambda event: reverse("tasks:inbox"),
)
