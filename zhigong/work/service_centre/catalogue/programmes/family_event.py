"""结婚生育慰问: goods to wish well."""

from zhigong.engines.cases.contract import AnswerKind, Paper, Programme, Question, Section
from zhigong.work.service_centre.contract import IS_MEMBER_NOW, OWN_DECISION, OWN_DELIVERY, PHONE
from zhigong.work.service_centre.operations import once_a_turn, require_recorded

FAMILY_EVENT = Programme(
    code="family_event",
    title="结婚生育慰问",
    purpose="会员结婚、生育，基层工会送上慰问品。",
    version=2,
    category="关爱服务",
    words=("结婚", "生孩子", "生育", "新婚", "宝宝"),
    icon="confetti",
    order=120,
    audience="member",
    eligibility=IS_MEMBER_NOW,
    where="您所在的基层工会",
    result="慰问品，标准按当地基层工会经费收支办法",
    sections=(
        Section(
            "喜事",
            (
                Question(
                    "event",
                    "事项",
                    AnswerKind.CHOICE,
                    choices=(("wedding", "结婚"), ("birth", "生育")),
                ),
                Question("on", "登记或出生日期", AnswerKind.DATE),
                PHONE,
            ),
        ),
    ),
    papers=(Paper("proof", "结婚证或出生医学证明"),),
    route=(OWN_DECISION, OWN_DELIVERY),
    on_open=once_a_turn,
    on_done=require_recorded,
)
