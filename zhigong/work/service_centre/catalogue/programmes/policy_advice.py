"""政策咨询: a question about a policy, answered in writing."""

from zhigong.engines.cases.contract import AnswerKind, Level, Programme, Question, Section
from zhigong.work.service_centre.contract import DETAILS, PHONE, reply
from zhigong.work.service_centre.rules import HOTLINE_DAYS

POLICY_ADVICE = Programme(
    code="policy_advice",
    title="政策咨询",
    purpose="工资、社保、工伤、休假、女职工保护等政策问题，由工会书面答复。",
    version=1,
    category="咨询求助",
    words=("问政策", "社保", "工伤", "年休假", "产假", "加班费", "公积金"),
    icon="help-circle",
    order=20,
    audience="known",
    where="网上、服务窗口、12351",
    result="书面答复",
    home=Level.COUNTY,
    sections=(
        Section(
            "您想问什么",
            (
                Question(
                    "topic",
                    "问题类别",
                    AnswerKind.CHOICE,
                    choices=(
                        ("labour", "劳动用工"),
                        ("pay", "收入分配"),
                        ("insurance", "劳动保险"),
                        ("welfare", "职工福利"),
                        ("safety", "安全生产和劳动保护"),
                        ("other", "其他"),
                    ),
                ),
                DETAILS,
            ),
        ),
        Section("联系方式", (PHONE,)),
    ),
    papers=(),
    route=(reply(Level.COUNTY, "区县总工会答复", HOTLINE_DAYS["plain"]),),
)
