"""Completed years of life on the day of the application."""

from zhigong.engines.cases.contract import Applicant, ApplicantFact
from zhigong.kernel.predicate import Fact
from zhigong.kernel.resident_id import age_on
from zhigong.kernel.text import N_


def _age(applicant: Applicant) -> int | None:
    born = applicant.person.birth_on
    return age_on(born, applicant.on) if born else None


AGE = ApplicantFact(code="age", fact=Fact("age", N_("周岁"), N_("年龄"), int), value=_age, order=10)
