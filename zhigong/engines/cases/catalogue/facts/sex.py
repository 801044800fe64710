"""The sex of the record; unknown where none is recorded."""

from zhigong.engines.cases.contract import Applicant, ApplicantFact
from zhigong.kernel.predicate import Fact
from zhigong.kernel.text import N_
from zhigong.registry.people.contract import SEXES

TOLD = {code: SEXES[code] for code in ("1", "2")}


def _sex(applicant: Applicant) -> str | None:
    return TOLD.get(applicant.person.sex)


SEX = ApplicantFact(
    code="sex",
    fact=Fact("sex", "", N_("性别"), str),
    value=_sex,
    options=tuple(TOLD.items()),
    order=20,
)
