"""退休欢送: a farewell and a keepsake."""

from zhigong.engines.cases.contract import AnswerKind, Paper, Programme, Question, Section
from zhigong.work.service_centre.contract import MAY_RETIRE, OWN_DECISION, OWN_DELIVERY, PHONE
from zhigong.work.service_centre.operations import once_a_turn, require_recorded

RETIREMENT_FAREWELL = Programme(
    code="retirement_farewell",
    title="退休欢送",
    purpose="会员退休离岗，基层工会举办欢送座谈并赠送纪念品。",
    version=2,
    category="关爱服务",
    words=("退休", "离岗", "欢送"),
    icon="gift",
    order=130,
    audience="member",
    eligibility=MAY_RETIRE,
    where="您所在的基层工会",
    result="退休纪念品和欢送座谈，标准按当地基层工会经费收支办法",
    once_per="open",
    sections=(
        Section(
            "退休信息",
            (
                Question("retired_on", "退休日期", AnswerKind.DATE),
                PHONE,
            ),
        ),
    ),
    papers=(Paper("proof", "退休证或退休审批表", required=False),),
    route=(OWN_DECISION, OWN_DELIVERY),
    on_open=once_a_turn,
    on_done=require_recorded,
)
