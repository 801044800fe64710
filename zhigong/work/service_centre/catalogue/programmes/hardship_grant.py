"""临时性困难补助: once a year, decided by the county, publicised before it is paid."""

from zhigong.engines.cases.contract import (
    AnswerKind,
    Level,
    OnlyIf,
    Paper,
    Programme,
    Question,
    Section,
    Step,
    StepKind,
)
from zhigong.work.service_centre.contract import (
    ACCOUNT,
    COUNTY_DECISION,
    DETAILS,
    ID_COPY,
    OWN_REVIEW,
    PHONE,
    STREET_REVIEW,
)

HARDSHIP_GRANT = Programme(
    code="hardship_grant",
    title="临时性困难补助",
    purpose="因突发疾病、意外、灾害等造成家庭暂时困难的一次性补助。",
    version=2,
    category="困难帮扶",
    words=("困难", "补助", "救助", "没钱", "火灾", "车祸", "大病"),
    icon="heart-handshake",
    order=90,
    audience="member",
    where="网上，或您所在的工会",
    result="一次性补助，转入本人银行卡",
    once_per="year",
    sections=(
        Section(
            "困难情况",
            (
                Question(
                    "cause",
                    "致困原因",
                    AnswerKind.CHOICE,
                    choices=(
                        ("illness", "本人或家人患病"),
                        ("accident", "意外事故"),
                        ("disaster", "自然灾害"),
                        ("other", "其他"),
                    ),
                ),
                Question(
                    "illness",
                    "病情说明",
                    AnswerKind.LONG_TEXT,
                    only_if=OnlyIf("cause", ("illness",)),
                    consent="审核因病致困情况",
                ),
                Question("loss", "自付费用或损失", AnswerKind.MONEY, unit="元", most=10_000_000),
                DETAILS,
            ),
        ),
        Section(
            "家庭情况",
            (
                Question(
                    "family",
                    "共同生活的家庭成员",
                    AnswerKind.TABLE,
                    required=False,
                    columns=(
                        Question("name", "姓名"),
                        Question("relation", "与本人关系"),
                        Question("income", "月收入", AnswerKind.MONEY, required=False),
                    ),
                ),
                Question("income", "本人月收入", AnswerKind.MONEY, unit="元", most=1_000_000),
            ),
        ),
        Section("联系和收款", (PHONE, ACCOUNT)),
    ),
    papers=(
        ID_COPY,
        Paper("proof", "困难情况证明", help="医疗票据、事故证明、受灾证明等。", most=10),
    ),
    calls_back=20,
    route=(
        OWN_REVIEW,
        STREET_REVIEW,
        COUNTY_DECISION,
        Step("publicity", "公示", Level.OWN, StepKind.PUBLICITY, days=5),
        Step("deliver", "发放补助", Level.COUNTY, StepKind.DELIVER, days=10),
    ),
)
