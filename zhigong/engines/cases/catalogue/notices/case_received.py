"""A case arrived, and by when it will be done."""

from zhigong.engines.cases.catalogue.notices import _applicant as applicant
from zhigong.engines.cases.contract import CaseState
from zhigong.engines.cases.events import CaseMoved
from zhigong.engines.cases.queries.telling import promised_day
from zhigong.kernel.text import N_
from zhigong.registry.messaging.contract import Notice


def _recipients(event: CaseMoved) -> list[int]:
    """Return the applicant at the first step: what moves on has not arrived again."""
    return applicant.in_state(CaseState.HANDLING)(event) if event.place == 1 else []


def _values(event: CaseMoved) -> dict[str, str]:
    day = promised_day(event.case_id)
    return {**applicant.values(event), "day": f"{day.month}月{day.day}日"}


CASE_RECEIVED = Notice(
    code="case_received",
    title=N_("事项已收到"),
    text=N_("您提交的事项（编号尾号{tail}）已收到，预计{day}前办结。"),
    channels=("sms", "wechat"),
    event=CaseMoved,
    recipients=_recipients,
    values=_values,
    # Once a case: what moves on to its next step has not arrived again.
    subject=lambda event: f"{event.case_id}:received",
    url=applicant.url,
)
