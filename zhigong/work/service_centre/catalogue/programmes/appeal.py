"""诉求反映: what a worker wants changed where she works."""

from zhigong.engines.cases.contract import AnswerKind, Level, Paper, Programme, Question, Section
from zhigong.work.service_centre.contract import DETAILS, EMPLOYER, PHONE, reply

APPEAL = Programme(
    code="appeal",
    title="诉求反映",
    purpose="反映劳动条件、休息休假、食堂宿舍等身边的诉求，由工会协调解决并回复。",
    version=2,
    category="咨询求助",
    words=("诉求", "反映问题", "加班", "食堂", "宿舍", "休假"),
    icon="message",
    order=40,
    audience="member",
    where="网上、员工诉求中心、12351",
    result="协调处理并回复",
    sections=(
        Section(
            "您的诉求",
            (
                DETAILS,
                Question("wish", "希望怎样解决", AnswerKind.LONG_TEXT, required=False),
            ),
        ),
        Section("联系方式", (PHONE, EMPLOYER)),
    ),
    papers=(Paper("proof", "有关材料", required=False, help="照片、文字材料均可。"),),
    calls_back=20,
    route=(reply(Level.OWN, "工会协调办理", 5),),
)
