"""Whether the record says that a member comes from the countryside (农民工)."""

from zhigong.engines.cases.contract import Applicant, ApplicantFact
from zhigong.kernel.predicate import Fact
from zhigong.kernel.text import N_


def _migrant(applicant: Applicant) -> bool | None:
    return None if applicant.membership is None else bool(applicant.membership.migrant)


MIGRANT = ApplicantFact(
    code="migrant", fact=Fact("migrant", "", N_("农民工"), bool), value=_migrant, order=50
)
