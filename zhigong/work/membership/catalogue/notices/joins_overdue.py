"""Applications to join wait beyond their days; the union and the one above it are told."""

from django.urls import reverse

from zhigong.base import clock
from zhigong.kernel.text import N_
from zhigong.registry.accounts.queries import administrators_of
from zhigong.registry.messaging.contract import Notice
from zhigong.work.membership.events import JoinsOverdue


def _recipients(event: JoinsOverdue) -> list[int]:
    ids = [one for one in (event.union_id, event.superior_id) if one is not None]
    return administrators_of(union_ids=ids, on=clock.today())


JOINS_OVERDUE = Notice(
    code="joins_overdue",
    title=N_("入会申请逾期未办"),
    text=N_("有{count}件入会申请超过3个工作日没有办理，请尽快审批；上级工会现在可以代审批。"),
    event=JoinsOverdue,
    recipients=_recipients,
    values=lambda event: {"count": str(event.count)},
    subject=lambda event: f"{event.union_id}:{event.on}",
    union_id=lambda event: event.union_id,
    url=lambda event: reverse("membership:joins") + "?late=1",
)
