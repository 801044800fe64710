"""What both programmes of the hotline share: the questions a call answers, and the chain."""

from zhigong.engines.cases.contract import (
    AnswerKind,
    Level,
    Question,
    Section,
    Step,
    StepKind,
)
from zhigong.work.hotline.contract import Kind
from zhigong.work.hotline.permissions import CALL_BACK, CHECK, DISPATCH, HANDLE

SECTIONS = (
    Section(
        "来电内容",
        (
            Question(
                "kind",
                "诉求类型",
                AnswerKind.CHOICE,
                choices=tuple((one.value, str(one.label)) for one in Kind),
            ),
            Question("subject", "标题"),
            Question("accused", "涉及单位", required=False),
            Question("details", "诉求内容", AnswerKind.LONG_TEXT),
        ),
    ),
)
# The seat dispatches; where the steps between lie, the ticket's chain says.
ROUTE = (
    Step("dispatch", "派单", Level.COUNTY, ability=DISPATCH, days=1, merges=False),
    Step("sign", "签收", Level.COUNTY, ability=HANDLE, days=1, merges=False),
    Step("contact", "联系职工", Level.COUNTY, ability=HANDLE, days=1, merges=False),
    Step("handle", "办理并反馈", Level.COUNTY, StepKind.REPLY, HANDLE, days=5),
    Step("call_back", "回访", Level.COUNTY, ability=CALL_BACK, days=3, merges=False),
    Step("check", "质检", Level.COUNTY, ability=CHECK, days=3, merges=False),
)
