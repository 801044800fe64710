"""A plan of reorganisation took effect, or could not: told to who made it."""

from django.urls import reverse

from zhigong.kernel.text import N_
from zhigong.registry.messaging.contract import Notice
from zhigong.work.organisation.events import PlanEnded

PLAN_ENDED = Notice(
    code="plan_ended",
    title=N_("批量调整方案执行结果"),
    text=N_("方案“{title}”{how}。"),
    event=PlanEnded,
    recipients=lambda event: [event.owner_id] if event.owner_id else [],
    values=lambda event: {
        "title": event.title,
        "how": "已按生效日期执行" if event.is_applied else f"没有执行：{event.why}",
    },
    subject=lambda event: f"{event.plan_id}:{event.is_applied}",
    union_id=lambda event: event.union_id,
    url=lambda event: reverse("organisation:plan", args=[event.plan_id]),
)
