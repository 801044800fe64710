"""法律咨询: answered by a lawyer of the service centre."""

from zhigong.engines.cases.contract import AnswerKind, Level, Paper, Programme, Question, Section
from zhigong.work.service_centre.contract import DETAILS, EMPLOYER, PHONE, reply

LEGAL_ADVICE = Programme(
    code="legal_advice",
    title="法律咨询",
    purpose="劳动合同、工资、工伤、辞退补偿等法律问题，由值班律师解答。",
    version=2,
    category="维权服务",
    words=("律师", "打官司", "仲裁", "辞退", "赔偿", "劳动合同"),
    icon="gavel",
    order=70,
    audience="known",
    where="网上、服务窗口、值班律师",
    result="律师书面解答",
    home=Level.COUNTY,
    sections=(
        Section(
            "咨询内容",
            (
                DETAILS,
                Question(
                    "since",
                    "事情发生的日期",
                    AnswerKind.DATE,
                    required=False,
                    help="劳动仲裁的时效一般为一年，从知道权利被侵害之日起算。",
                ),
            ),
        ),
        Section("联系方式", (PHONE, EMPLOYER)),
    ),
    papers=(Paper("proof", "有关材料", required=False, help="劳动合同、工资记录、解除通知等。"),),
    calls_back=20,
    route=(reply(Level.COUNTY, "值班律师解答", 3),),
)
