"""来信来访登记: letters and visits; the receiver marks what is a 信访事项."""

from zhigong.engines.cases.contract import (
    AnswerKind,
    Contest,
    Level,
    Programme,
    Question,
    Section,
    Step,
    StepKind,
)
from zhigong.work.service_centre.contract import DETAILS, EMPLOYER, NAME, PHONE
from zhigong.work.service_centre.operations import check_petition
from zhigong.work.service_centre.rules import (
    PETITION_DONE_DAYS,
    PETITION_TOLD_DAYS,
    REVIEW_ASKED_DAYS,
)

PETITION = Programme(
    code="petition",
    title="来信来访登记",
    purpose="登记职工来信、来访反映的事项，按信访工作条例告知受理情况并答复。",
    version=2,
    category="咨询求助",
    words=("信访", "上访", "写信", "来访"),
    icon="letter-case",
    order=30,
    audience="staff",
    where="服务窗口、来信、接待日",
    result="15日内告知是否受理，受理后60日内办结并书面答复",
    home=Level.COUNTY,
    sections=(
        Section(
            "来信来访内容",
            (
                Question(
                    "people",
                    "来访人数",
                    AnswerKind.NUMBER,
                    least=1,
                    most=9_999,
                    unit="人",
                    help="多人反映同一事项的，推选代表不超过5人。",
                ),
                Question(
                    "nature",
                    "是否属于信访事项",
                    AnswerKind.CHOICE,
                    choices=(
                        ("petition", "属于信访事项"),
                        ("legal", "应当通过仲裁、诉讼解决"),
                        ("accusation", "检举控告"),
                        ("other", "一般诉求"),
                    ),
                ),
                Question(
                    "representatives",
                    "来访代表",
                    AnswerKind.TABLE,
                    required=False,
                    help="来访人数超过5人的必须登记，最多5人。",
                    columns=(Question("name", "姓名"), Question("phone", "联系电话")),
                ),
                Question(
                    "earlier",
                    "原办件编号",
                    required=False,
                    help="以前反映过同一事项的，填写原编号；已经复核终结的不再受理。",
                ),
                DETAILS,
            ),
        ),
        Section("来信来访人", (NAME, PHONE, EMPLOYER)),
    ),
    papers=(),
    route=(
        Step(
            "accept",
            "告知受理情况",
            Level.COUNTY,
            days=PETITION_TOLD_DAYS,
            unit="calendar",
        ),
        Step(
            "reply",
            "办理并书面答复",
            Level.COUNTY,
            StepKind.REPLY,
            days=PETITION_DONE_DAYS,
            unit="calendar",
        ),
    ),
    contested_by=Contest("petition_review", "ground", days=REVIEW_ASKED_DAYS),
    on_open=check_petition,
)
