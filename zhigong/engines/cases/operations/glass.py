"""Open a confidential case in an emergency (紧急查看): for a reason, for a while, reported."""

from datetime import datetime, timedelta

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.events import publish
from zhigong.base.operations import act, operation
from zhigong.base.workflow import ReasonMissing
from zhigong.engines.cases.events import GlassBroken
from zhigong.engines.cases.models import BrokenGlass, Case, CaseStep
from zhigong.engines.cases.queries.glass import sealed_case
from zhigong.registry.audit.operations import record_reading

OPEN_MINUTES = 30
LEAST_REASON = 10


class ReasonTooShort(UserError):
    """An emergency is described, not hinted at."""

    code = "reason_too_short"
    text = "请写清紧急情况和查看的必要，至少{least}个字。"


class NoSuchSealedCase(UserError):
    """No confidential case with that number lies in the actor's scope."""

    code = "no_such_sealed_case"
    text = "您的范围内没有这个编号的保密办件，请核对编号。"
    status = 404


@operation("cases.break_glass")
def break_glass(*, actor: Actor, at: datetime, number: str, reason: str) -> Case:
    """Open a confidential case for ``OPEN_MINUTES`` to read it, and tell its team and the auditors.

    :raises NoSuchSealedCase, ReasonMissing, ReasonTooShort: as they say.
    :legal: 个人信息保护法 art. 51.
    """
    case = sealed_case(actor=actor, number=number)
    if case is None:
        raise NoSuchSealedCase(field="number")
    reason = reason.strip()
    if not reason:
        raise ReasonMissing(field="reason")
    if len(reason) < LEAST_REASON:
        raise ReasonTooShort(field="reason", least=LEAST_REASON)
    assert actor.user_id is not None  # her abilities belong to an account
    made = BrokenGlass.objects.create(
        case=case,
        user_id=actor.user_id,
        reason=reason[:1_000],
        opened_at=at,
        closes_at=at + timedelta(minutes=OPEN_MINUTES),
    )
    record_reading(
        actor=actor, target=case, fields=("case",), reason=reason, union_id=case.union_id
    )
    act().on(case, node_id=case.union_id, number=case.number)
    steps = CaseStep._base_manager.filter(case=case)
    units = frozenset(steps.values_list("unit_id", flat=True)) | {case.union_id}
    publish(GlassBroken(made.pk, case.number, actor.name, units))
    return case
