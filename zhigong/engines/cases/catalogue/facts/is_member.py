"""Whether the applicant is a member of a union now."""

from zhigong.engines.cases.contract import Applicant, ApplicantFact
from zhigong.kernel.predicate import Fact
from zhigong.kernel.text import N_
from zhigong.registry.people.contract import MembershipState


def _is_member(applicant: Applicant) -> bool:
    held = applicant.membership
    if held is None or held.state == MembershipState.PENDING:
        return False
    return held.ends_before is None or held.ends_before > applicant.on


IS_MEMBER = ApplicantFact(
    code="is_member",
    fact=Fact("is_member", "", N_("是工会会员"), bool),
    value=_is_member,
    order=5,
)
