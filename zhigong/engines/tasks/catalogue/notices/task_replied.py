"""A result was reported: the issuer's administrators are asked to look at it."""

from django.urls import reverse

from zhigong.engines.tasks.events import TaskReplied
from zhigong.kernel.text import N_
from zhigong.registry.accounts.queries import administrators_of
from zhigong.registry.messaging.contract import Notice

TASK_REPLIED = Notice(
    code="task_replied",
    title=N_("任务已反馈"),
    text=N_("{union}反馈了任务“{title}”的结果，请审核。"),
    event=TaskReplied,
    recipients=lambda event: administrators_of(union_ids=[event.issuer_id], on=event.on),
    values=lambda event: {"title": event.title, "union": event.union_name},
    subject=lambda event: f"{event.task_id}:{event.round}",
    union_id=lambda event: event.issuer_id,
    url=lambda event: reverse("tasks:task", args=[event.task_id]),
)
