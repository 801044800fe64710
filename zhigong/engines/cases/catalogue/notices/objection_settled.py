"""What somebody said against a publicised case (公示异议) was answered."""

from django.urls import reverse

from zhigong.engines.cases.events import ObjectionSettled
from zhigong.engines.cases.queries.telling import tail_of
from zhigong.kernel.text import N_
from zhigong.registry.accounts.queries import accounts_of_person
from zhigong.registry.messaging.contract import Notice


def _recipients(event: ObjectionSettled) -> list[int]:
    return [] if event.person_id is None else accounts_of_person(person_id=event.person_id)


OBJECTION_SETTLED = Notice(
    code="objection_settled",
    title=N_("公示异议已有答复"),
    text=N_("您对公示事项（编号尾号{tail}）提出的异议已有答复，请登录后查看。"),
    channels=("sms", "wechat"),
    event=ObjectionSettled,
    recipients=_recipients,
    values=lambda event: {"tail": tail_of(event.number)},
    subject=lambda event: str(event.objection_id),
    union_id=lambda event: event.union_id,
    url=lambda event: reverse("cases:publicity"),
)
