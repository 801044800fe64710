"""A reply was sent back for more."""

from django.urls import reverse

from zhigong.engines.tasks.events import TaskReturned
from zhigong.kernel.text import N_
from zhigong.registry.accounts.queries import administrators_of
from zhigong.registry.messaging.contract import Notice

TASK_RETURNED = Notice(
    code="task_returned",
    title=N_("任务退回再办"),
    text=N_("任务“{title}”的反馈已退回，请补充后在 {day} 前重新反馈。"),
    event=TaskReturned,
    recipients=lambda event: administrators_of(union_ids=[event.union_id], on=event.on),
    values=lambda event: {"title": event.title, "day": f"{event.due_on:%Y-%m-%d}"},
    subject=lambda event: f"{event.task_id}:{event.round}",
    union_id=lambda event: event.union_id,
    url=lambda event: reverse("tasks:task", args=[event.task_id]),
)
