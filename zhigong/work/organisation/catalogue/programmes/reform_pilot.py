"""基层工会改革试点、创新项目: a union applies for a pilot or an innovation project (ORG-15)."""

from zhigong.engines.cases.contract import (
    AnswerKind,
    Level,
    Paper,
    Programme,
    Question,
    Section,
    Step,
    StepKind,
)

REFORM_PILOT = Programme(
    code="reform_pilot",
    title="改革试点、创新项目申报",
    purpose="基层工会申报改革试点单位或工会工作创新项目，评审后立项，到期报告成果。",
    version=1,
    category="组织建设",
    words=("改革试点", "试点单位", "创新项目", "立项"),
    icon="flag",
    order=163,
    audience="staff",
    where="本单位工会",
    result="立项通知和验收结论",
    sections=(
        Section(
            "项目",
            (
                Question("title", "项目名称"),
                Question(
                    "kind",
                    "类别",
                    AnswerKind.CHOICE,
                    choices=(("pilot", "改革试点"), ("innovation", "创新项目")),
                ),
                Question("plan", "要解决的问题和办法", AnswerKind.LONG_TEXT, least=20),
                Question("until", "计划完成日期", AnswerKind.DATE),
                Question("head", "负责人"),
                Question("phone", "联系电话", AnswerKind.PHONE),
            ),
        ),
    ),
    papers=(Paper("plan", "实施方案"),),
    route=(
        Step("review", "基层工会审核", Level.OWN, days=3),
        Step("street", "乡镇街道工会推荐", Level.STREET, days=10),
        Step(
            "decide", "区县总工会评审立项", Level.COUNTY, StepKind.DECIDE, "cases.decide", days=20
        ),
        Step("report", "报告成果、验收", Level.OWN, StepKind.REPLY, days=120),
    ),
    is_rated=False,
)
