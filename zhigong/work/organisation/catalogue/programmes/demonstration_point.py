"""党建带工建示范点: a union applies to be a demonstration point (ORG-13)."""

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

DEMONSTRATION_POINT = Programme(
    code="demonstration_point",
    title="工会示范点申报",
    purpose="基层工会申报党建带工建示范点、规范化建设示范单位，逐级推荐、公示后命名。",
    version=1,
    category="组织建设",
    words=("示范点", "示范单位", "党建带工建", "规范化建设", "双亮"),
    icon="star",
    order=162,
    audience="staff",
    where="本单位工会",
    result="示范点命名文件",
    sections=(
        Section(
            "申报内容",
            (
                Question(
                    "kind",
                    "申报类别",
                    AnswerKind.CHOICE,
                    choices=(
                        ("party", "党建带工建示范点"),
                        ("standard", "规范化建设示范单位"),
                        ("home", "模范职工之家"),
                    ),
                ),
                Question("members", "会员数", AnswerKind.NUMBER, least=1, unit="人"),
                Question(
                    "deeds",
                    "主要做法和成效",
                    AnswerKind.LONG_TEXT,
                    help="党组织怎样带动工会，职工得到了什么，有哪些可以推广。",
                    least=20,
                ),
                Question("contact", "联系人"),
                Question("phone", "联系电话", AnswerKind.PHONE),
            ),
        ),
    ),
    papers=(Paper("report", "申报材料（盖章）"), Paper("photos", "现场照片", required=False)),
    route=(
        Step("review", "基层工会审核", Level.OWN, days=3),
        Step("street", "乡镇街道工会推荐", Level.STREET, days=10),
        Step("decide", "区县总工会评定", Level.COUNTY, StepKind.DECIDE, "cases.decide", days=20),
        Step("publicity", "公示", Level.COUNTY, StepKind.PUBLICITY, days=5),
        Step("deliver", "命名、授牌", Level.COUNTY, StepKind.DELIVER, days=10),
    ),
    is_rated=False,
)
