"""投诉举报: confidential; never laid before the union it may be about."""

from zhigong.engines.cases.contract import AnswerKind, Level, Paper, Programme, Question, Section
from zhigong.work.service_centre.contract import DETAILS, PHONE, reply

COMPLAINT = Programme(
    code="complaint",
    title="投诉举报",
    purpose="举报违法用工、拖欠工资、工会工作人员违纪等，信息严格保密。",
    version=2,
    category="咨询求助",
    words=("投诉", "举报", "欠薪", "拖欠工资", "不发工资", "违法"),
    icon="shield-lock",
    order=60,
    audience="known",
    where="网上、12351、服务窗口",
    result="核实处理并回复",
    home=Level.COUNTY,
    is_confidential=True,
    sections=(
        Section(
            "投诉举报内容",
            (
                Question(
                    "matter",
                    "事项类别",
                    AnswerKind.CHOICE,
                    choices=(
                        ("arrears", "拖欠工资"),
                        ("contract", "劳动合同"),
                        ("insurance", "社会保险"),
                        ("safety", "安全生产"),
                        ("officer", "工会工作人员"),
                        ("other", "其他"),
                    ),
                ),
                Question("target", "被反映的单位或个人"),
                Question(
                    "people",
                    "涉及人数",
                    AnswerKind.NUMBER,
                    required=False,
                    least=1,
                    most=99_999,
                    unit="人",
                ),
                DETAILS,
            ),
        ),
        Section(
            "联系方式",
            (
                PHONE,
                Question(
                    "disclose",
                    "是否同意向下级工会提供您的姓名和电话",
                    AnswerKind.YES_NO,
                    help="不同意时，区县以下只看到编号。",
                ),
            ),
        ),
    ),
    papers=(
        Paper("proof", "证据材料", required=False, most=10, help="合同、工资条、聊天记录等。"),
    ),
    calls_back=100,
    route=(reply(Level.COUNTY, "区县总工会办理", 15),),
)
