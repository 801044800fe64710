"""Tasks of a union are late or nearly so: its administrators are told once a working day."""

from django.urls import reverse

from zhigong.engines.tasks.events import TasksNearLimit
from zhigong.kernel.text import N_
from zhigong.registry.accounts.queries import administrators_of
from zhigong.registry.messaging.contract import Notice

TASK_LIMITS_NEAR = Notice(
    code="task_limits_near",
    title=N_("任务将逾期"),
    text=N_("您的工会有{late}项任务已逾期，{soon}项两个工作日内到期，请尽快办理。"),
    event=TasksNearLimit,
    recipients=lambda event: administrators_of(union_ids=[event.union_id], on=event.on),
    values=lambda event: {"late": str(event.late), "soon": str(event.soon)},
    subject=lambda event: f"{event.union_id}:{event.on}",
    union_id=lambda event: event.union_id,
    url=lambda event: reverse("tasks:box", args=["late" if event.late else "soon"]),
)
