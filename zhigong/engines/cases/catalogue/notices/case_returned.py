"""A case was returned to its applicant for correction (退回补正)."""

from zhigong.engines.cases.catalogue.notices import _applicant as applicant
from zhigong.engines.cases.contract import CaseState
from zhigong.engines.cases.events import CaseMoved
from zhigong.kernel.text import N_
from zhigong.registry.messaging.contract import Notice

CASE_RETURNED = Notice(
    code="case_returned",
    title=N_("请补正材料"),
    text=N_("您提交的事项（编号尾号{tail}）需要补正，请登录后在“我的办件”查看并补充。"),
    channels=("sms", "wechat"),
    event=CaseMoved,
    recipients=applicant.in_state(CaseState.RETURNED),
    values=applicant.values,
    subject=applicant.subject,
    url=applicant.url,
)
