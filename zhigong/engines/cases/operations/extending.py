"""Give a waiting step more time, with the reason told to the applicant (延期)."""

from datetime import date, datetime

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.operations import operation
from zhigong.base.workflow import ReasonMissing
from zhigong.engines.cases.contract import StepState
from zhigong.engines.cases.models import Case, CaseStep
from zhigong.engines.cases.operations.deciding import StepDecidedAlready
from zhigong.engines.cases.operations.routing import note
from zhigong.engines.cases.workflow import CASE


class NotLater(UserError):
    """The new limit is not after the old one."""

    code = "limit_not_later"
    text = "新的期限须晚于原期限（{on}）。"


@operation("cases.extend_step")
def extend_step(
    *, actor: Actor, at: datetime, step: CaseStep, until: date, reason: str
) -> CaseStep:
    """Move the limit of a waiting step; who may grant that is asked by the caller.

    :raises StepDecidedAlready, NotLater, ReasonMissing: as they say.
    """
    case: Case = CASE.lock(step.case)
    fresh: CaseStep = CaseStep._base_manager.select_related("unit").get(pk=step.pk)
    if fresh.state != StepState.WAITING:
        raise StepDecidedAlready(step=fresh.title, who="已办理")
    if until <= fresh.due_on:
        raise NotLater(on=f"{fresh.due_on:%Y-%m-%d}", field="until")
    if not reason.strip():
        raise ReasonMissing(field="reason")
    fresh.due_on = until
    fresh.save(update_fields=["due_on"])
    case.promised_on = max(case.promised_on, until)
    case.save(update_fields=["promised_on"])
    text = f"延期至 {until:%Y-%m-%d}。{reason.strip()}"
    note(case, "extended", actor=actor, at=at, step=fresh, text=text)
    return fresh
