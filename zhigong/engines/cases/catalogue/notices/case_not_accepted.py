"""A case was not accepted (不予受理)."""

from zhigong.engines.cases.catalogue.notices import _applicant as applicant
from zhigong.engines.cases.contract import CaseState
from zhigong.engines.cases.events import CaseMoved
from zhigong.kernel.text import N_
from zhigong.registry.messaging.contract import Notice

CASE_NOT_ACCEPTED = Notice(
    code="case_not_accepted",
    title=N_("事项不予受理"),
    text=N_("您提交的事项（编号尾号{tail}）不予受理，原因和去处请登录后在“我的办件”查看。"),
    channels=("sms", "wechat"),
    event=CaseMoved,
    recipients=applicant.in_state(CaseState.NOT_ACCEPTED),
    values=applicant.values,
    subject=applicant.subject,
    url=applicant.url,
)
