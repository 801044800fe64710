"""The issuer urges: the administrators of the owners are told, once a day."""

from django.urls import reverse

from zhigong.engines.tasks.events import TasksUrged
from zhigong.kernel.text import N_
from zhigong.registry.accounts.queries import administrators_of
from zhigong.registry.messaging.contract import Notice

TASK_URGED = Notice(
    code="task_urged",
    title=N_("任务催办"),
    text=N_("任务“{title}”正在催办，期限 {day}，请尽快办理并反馈。"),
    event=TasksUrged,
    recipients=lambda event: administrators_of(union_ids=event.union_ids, on=event.on),
    values=lambda event: {"title": event.title, "day": f"{event.due_on:%Y-%m-%d}"},
    subject=lambda event: f"{event.hand_out_id}:{event.on}",
    url=lambda event: reverse("tasks:inbox"),
)
