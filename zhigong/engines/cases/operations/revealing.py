"""Open a masked answer in clear: for a reason, and with a record of who read it."""

from zhigong.base.actor import Actor
from zhigong.base.operations import act, operation
from zhigong.base.workflow import ReasonMissing
from zhigong.engines.cases.models import Case
from zhigong.engines.cases.operations.deciding import NotYourStep
from zhigong.engines.cases.queries import answers_of
from zhigong.registry.audit.operations import record_reading

OPENS = "people.open_identity"


@operation("cases.open_answer")
def open_answer(*, actor: Actor, case: Case, code: str, reason: str) -> str:
    """Return one answer in clear, and leave an entry of who read it and why.

    :param case: held through its own door by an actor who sees it.
    :raises ReasonMissing: no reason was given.
    :raises NotYourStep: the actor may not open identities at the union of the case.
    :legal: 个人信息保护法 arts. 51, 54.
    """
    if not reason.strip():
        raise ReasonMissing(field="reason")
    if not actor.scope(OPENS).covers(case.union.ancestors):
        raise NotYourStep(unit=case.union.name)
    record_reading(actor=actor, target=case, fields=(code,), reason=reason, union_id=case.union_id)
    act().unchanged()
    return str(answers_of(case).get(code, ""))
