"""住院慰问: paid by the grassroots union, once per illness and year."""

from zhigong.engines.cases.contract import AnswerKind, Paper, Programme, Question, Section
from zhigong.work.service_centre.contract import IS_MEMBER_NOW, OWN_DECISION, OWN_DELIVERY, PHONE
from zhigong.work.service_centre.operations import once_a_turn, require_recorded

HOSPITAL_VISIT = Programme(
    code="hospital_visit",
    title="住院慰问",
    purpose="会员因病、因伤住院，基层工会看望慰问。同一病因一年一次。",
    version=2,
    category="关爱服务",
    words=("住院", "生病", "手术", "看望"),
    icon="first-aid-kit",
    order=100,
    audience="member",
    eligibility=IS_MEMBER_NOW,
    where="您所在的基层工会",
    result="慰问金或慰问品，标准按当地基层工会经费收支办法",
    sections=(
        Section(
            "住院情况",
            (
                Question("hospital", "医院名称"),
                Question("admitted_on", "入院日期", AnswerKind.DATE),
                Question("illness", "住院原因", AnswerKind.TEXT, consent="审核住院慰问"),
                PHONE,
            ),
        ),
    ),
    papers=(Paper("proof", "住院证明", help="入院通知或出院小结。"),),
    route=(OWN_DECISION, OWN_DELIVERY),
    on_open=once_a_turn,
    on_done=require_recorded,
)
