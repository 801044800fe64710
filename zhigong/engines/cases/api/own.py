"""The API of what an applicant does with her case: withdraw it, urge it, rate it.

A machine does it for her, as the platform she used (小程序、市级平台) knows who she is.
"""

from typing import Any

from django.http import HttpRequest

from zhigong.base import clock
from zhigong.base.api import acting, door
from zhigong.engines.cases import operations, queries
from zhigong.engines.cases.api._router import router
from zhigong.engines.cases.api._shown import case_detail
from zhigong.engines.cases.schemas import CaseDetail, NewRating, NewWithdrawal

REGISTER = "cases.register"


@router.post("/cases/{number}/withdrawal", response=CaseDetail, **door(REGISTER, "撤回在办的办件"))
def withdraw(request: HttpRequest, number: str, asked: NewWithdrawal) -> Any:
    """Take a case back before it has ended; 422 when it has."""
    with acting(request, reason=asked.reason) as actor:
        case = queries.get_case_for(actor=actor, number=number, ability=REGISTER)
        done = operations.withdraw_case(actor=actor, at=clock.now(), case=case, reason=asked.reason)
        return case_detail(done)


@router.post("/cases/{number}/urging", response=CaseDetail, **door(REGISTER, "催办一件办件"))
def urge(request: HttpRequest, number: str) -> Any:
    """Ask the union at which a case waits to hurry; 422 when nothing waits or it was just urged."""
    with acting(request) as actor:
        case = queries.get_case_for(actor=actor, number=number, ability=REGISTER)
        return case_detail(operations.urge_case(actor=actor, at=clock.now(), case=case))


@router.post("/cases/{number}/rating", response=CaseDetail, **door(REGISTER, "评价办结的办件"))
def rate(request: HttpRequest, number: str, asked: NewRating) -> Any:
    """Rate a case that is done, once a round; 422 when it is not to be rated."""
    with acting(request) as actor:
        case = queries.get_case_for(actor=actor, number=number, ability=REGISTER)
        done = operations.rate_case(
            actor=actor,
            at=clock.now(),
            case=case,
            stars=asked.stars,
            text=asked.text,
            conduct=asked.conduct,
        )
        return case_detail(done)
