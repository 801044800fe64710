"""A colleague was given a task."""

from django.urls import reverse

from zhigong.engines.tasks.events import TaskAssigned
from zhigong.kernel.text import N_
from zhigong.registry.messaging.contract import Notice

TASK_ASSIGNED = Notice(
    code="task_assigned",
    title=N_("任务分到您名下"),
    text=N_("任务“{title}”由您承办，期限 {day}。"),
    event=TaskAssigned,
    recipients=lambda event: [event.user_id],
    values=lambda event: {"title": event.title, "day": f"{event.due_on:%Y-%m-%d}"},
    subject=lambda event: f"{event.task_id}:{event.user_id}",
    union_id=lambda event: event.union_id,
    url=lambda event: reverse("tasks:task", args=[event.task_id]),
)
