"""A task is under supervision: the owner's administrators are told the day."""

from django.urls import reverse

from zhigong.base import clock
from zhigong.engines.tasks.events import TaskSupervised
from zhigong.kernel.text import N_
from zhigong.registry.accounts.queries import administrators_of
from zhigong.registry.messaging.contract import Notice

TASK_SUPERVISED = Notice(
    code="task_supervised",
    title=N_("任务督办"),
    text=N_("任务“{title}”已被督办，须在 {day} 前办结。"),
    event=TaskSupervised,
    recipients=lambda event: administrators_of(union_ids=[event.union_id], on=clock.today()),
    values=lambda event: {"title": event.title, "day": f"{event.until:%Y-%m-%d}"},
    subject=lambda event: f"{event.task_id}:{event.until}",
    union_id=lambda event: event.union_id,
    url=lambda event: reverse("tasks:task", args=[event.task_id]),
)
