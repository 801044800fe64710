"""Whole months since somebody joined a union."""

from zhigong.engines.cases.contract import Applicant, ApplicantFact
from zhigong.kernel.predicate import Fact
from zhigong.kernel.text import N_

MONTHS = 12


def _months(applicant: Applicant) -> int | None:
    if applicant.membership is None:
        return None
    joined, on = applicant.membership.joined_on, applicant.on
    if joined is None or joined > on:
        return None
    months: int = (on.year - joined.year) * MONTHS + on.month - joined.month
    return months - (on.day < joined.day)


MEMBERSHIP_MONTHS = ApplicantFact(
    code="membership_months",
    fact=Fact("membership_months", N_("个月"), N_("入会时间"), int),
    value=_months,
    order=30,
)
