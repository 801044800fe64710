"""心理咨询预约: confidential; only who answers it sees it."""

from zhigong.engines.cases.contract import AnswerKind, Level, Programme, Question, Section
from zhigong.work.service_centre.contract import PHONE, reply

COUNSELLING = Programme(
    code="counselling",
    title="心理咨询预约",
    purpose="预约心理咨询师，一对一倾听，内容严格保密。",
    version=1,
    category="关爱服务",
    words=("心理", "压力大", "失眠", "情绪", "烦恼", "聊聊"),
    icon="heart",
    order=80,
    audience="member",
    where="心灵驿站，或电话、视频",
    result="确认时间和咨询师",
    home=Level.COUNTY,
    is_confidential=True,
    sections=(
        Section(
            "预约",
            (
                Question("day", "希望的日期", AnswerKind.DATE),
                Question(
                    "way",
                    "咨询方式",
                    AnswerKind.CHOICE,
                    choices=(("room", "到咨询室"), ("phone", "电话"), ("video", "视频")),
                ),
                Question(
                    "about",
                    "想聊的话题",
                    AnswerKind.LONG_TEXT,
                    required=False,
                    consent="安排合适的心理咨询师",
                ),
            ),
        ),
        Section("联系方式", (PHONE,)),
    ),
    papers=(),
    route=(reply(Level.COUNTY, "安排咨询师", 3),),
)
