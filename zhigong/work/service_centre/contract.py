"""What the programmes of the service centre share: questions, papers and steps in one wording."""

from collections.abc import Mapping
from dataclasses import dataclass

from zhigong.base.catalogue import Catalogue
from zhigong.engines.cases.catalogue.facts.age import AGE
from zhigong.engines.cases.catalogue.facts.is_member import IS_MEMBER
from zhigong.engines.cases.catalogue.facts.sex import SEX
from zhigong.engines.cases.contract import (
    AnswerKind,
    Level,
    Paper,
    Question,
    Step,
    StepKind,
)
from zhigong.kernel.predicate import all_of, any_of
from zhigong.work.service_centre.rules import (
    MEN_RETIRE_FROM,
    SPENDING_SOURCE,
    WOMEN_RETIRE_FROM,
)


@dataclass(frozen=True, slots=True)
class Ledger:
    """One of the three ledgers (三本台账): which programmes' cases it is made of.

    :param content: heading of the column that says what it was about.
    :param has_amounts: whether what was given in money is a column.
    """

    code: str
    title: str
    purpose: str
    programmes: tuple[str, ...]
    content: str
    has_amounts: bool = False
    order: int = 100


LEDGERS = Catalogue(kind="ledgers", contract=Ledger)

NAME = Question("name", "姓名", prefill="name")
PHONE = Question(
    "phone", "联系电话", AnswerKind.PHONE, prefill="phone", help="办理过程中用于联系您。"
)
EMPLOYER = Question("employer", "工作单位", prefill="employer", required=False)
ACCOUNT = Question(
    "card",
    "收款银行卡号",
    AnswerKind.BANK_CARD,
    help="须为本人名下的银行卡，补助只转入本人账户。",
    consent="发放补助时使用您的银行卡号",
)
DETAILS = Question(
    "details",
    "具体情况",
    AnswerKind.LONG_TEXT,
    help="说清时间、地点、经过和您的要求。",
    least=10,
)
ID_COPY = Paper(
    "identity",
    "本人居民身份证",
    help="正反两面，可直接用手机拍照，四角完整、字迹清楚。",
    kind="identity_scan",
    most=2,
)

OWN_REVIEW = Step("review", "基层工会审核", Level.OWN, days=3)
STREET_REVIEW = Step("street", "乡镇街道工会复核", Level.STREET, days=3)
COUNTY_DECISION = Step(
    "decide", "区县总工会审批", Level.COUNTY, StepKind.DECIDE, "cases.decide", days=5
)
OWN_DECISION = Step("decide", "基层工会审批", Level.OWN, StepKind.DECIDE, "cases.decide", days=3)
OWN_DELIVERY = Step("deliver", "基层工会慰问发放", Level.OWN, StepKind.DELIVER, days=5)

_MEMBER = IS_MEMBER.fact == True  # noqa: E712  a condition, not a comparison
IS_MEMBER_NOW = _MEMBER.because(SPENDING_SOURCE, "申请时是工会会员", code="is_member")
_OLD_ENOUGH = any_of(
    all_of(SEX.fact == "男", AGE.fact >= MEN_RETIRE_FROM),
    all_of(SEX.fact == "女", AGE.fact >= WOMEN_RETIRE_FROM),
)
MAY_RETIRE = all_of(IS_MEMBER_NOW, _OLD_ENOUGH)


def choices_of(table: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return a code table as the choices of a question."""
    return tuple((code, label) for code, label in table.items() if code)


def reply(level: Level, title: str, days: int) -> Step:
    """Return the step in which a matter is dealt with and answered."""
    return Step("reply", title, level, StepKind.REPLY, days=days)
