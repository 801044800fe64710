"""What kind of union the applicant belongs to."""

from zhigong.engines.cases.contract import Applicant, ApplicantFact
from zhigong.kernel.predicate import Fact
from zhigong.kernel.text import N_

KINDS = (
    ("grassroots", N_("单独基层工会")),
    ("joint", N_("联合基层工会")),
    ("trade_federation", N_("行业性工会联合会")),
    ("area_federation", N_("区域性工会联合会")),
    ("village", N_("村社区工会")),
    ("branch", N_("分会")),
)


def _kind(applicant: Applicant) -> str | None:
    if applicant.membership is None:
        return None
    union = applicant.membership.union
    return str(dict(KINDS).get(union.kind, union.get_kind_display()))


UNION_KIND = ApplicantFact(
    code="union_kind",
    fact=Fact("union_kind", "", N_("所在工会类型"), str),
    value=_kind,
    options=KINDS,
    order=40,
)
