"""A case is done; its applicant may say how it was (好差评)."""

from zhigong.engines.cases.catalogue.notices import _applicant as applicant
from zhigong.engines.cases.contract import CaseState
from zhigong.engines.cases.events import CaseMoved
from zhigong.kernel.text import N_
from zhigong.registry.messaging.contract import Notice

CASE_DONE = Notice(
    code="case_done",
    title=N_("事项已办结"),
    text=N_("您提交的事项（编号尾号{tail}）已办结，请登录后在“我的办件”查看结果，并可作出评价。"),
    channels=("sms", "wechat"),
    event=CaseMoved,
    recipients=applicant.in_state(CaseState.DONE),
    values=applicant.values,
    subject=applicant.subject,
    url=applicant.url,
)
