"""A case was refused (不予批准)."""

from zhigong.engines.cases.catalogue.notices import _applicant as applicant
from zhigong.engines.cases.contract import CaseState
from zhigong.engines.cases.events import CaseMoved
from zhigong.kernel.text import N_
from zhigong.registry.messaging.contract import Notice

CASE_REFUSED = Notice(
    code="case_refused",
    title=N_("事项未获批准"),
    text=N_("您提交的事项（编号尾号{tail}）未获批准，原因和后续办法请登录后在“我的办件”查看。"),
    channels=("sms", "wechat"),
    event=CaseMoved,
    recipients=applicant.in_state(CaseState.REFUSED),
    values=applicant.values,
    subject=applicant.subject,
    url=applicant.url,
)
