"""技能培训补贴: for a certificate gained this year."""

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
from zhigong.registry.people.contract import SKILL_LEVELS
from zhigong.work.service_centre.contract import (
    ACCOUNT,
    COUNTY_DECISION,
    IS_MEMBER_NOW,
    OWN_REVIEW,
    PHONE,
    choices_of,
)

TRAINING_SUBSIDY = Programme(
    code="training_subsidy",
    title="技能培训补贴",
    purpose="会员取得职业技能等级证书，申请培训补贴。",
    version=2,
    category="技能提升",
    words=("培训", "技能", "考证", "证书", "补贴", "学习"),
    icon="school",
    order=140,
    audience="member",
    eligibility=IS_MEMBER_NOW,
    where="网上，或您所在的工会",
    result="培训补贴，转入本人银行卡",
    once_per="year",
    sections=(
        Section(
            "证书信息",
            (
                Question("certificate", "证书名称", example="电工四级"),
                Question("number", "证书编号"),
                Question(
                    "level",
                    "技能等级",
                    AnswerKind.CHOICE,
                    choices=choices_of(SKILL_LEVELS),
                ),
                Question("issued_on", "发证日期", AnswerKind.DATE),
                Question("cost", "本人承担的培训费用", AnswerKind.MONEY, unit="元", most=100_000),
            ),
        ),
        Section("联系和收款", (PHONE, ACCOUNT)),
    ),
    papers=(
        Paper("certificate", "技能等级证书"),
        Paper("invoice", "培训费发票", required=False),
    ),
    route=(
        OWN_REVIEW,
        COUNTY_DECISION,
        Step("deliver", "发放补贴", Level.COUNTY, StepKind.DELIVER, days=10),
    ),
)
