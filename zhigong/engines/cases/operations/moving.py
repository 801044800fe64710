"""Lay a step before another union: sideways, up (提级办理) or down (下派); and supervise it."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.holidays import calendar_of
from zhigong.base.operations import operation
from zhigong.base.workflow import ReasonMissing
from zhigong.engines.cases.contract import Level, StepState
from zhigong.engines.cases.models import Case, CaseStep
from zhigong.engines.cases.operations.deciding import (
    NotYourStep,
    StepDecidedAlready,
    WorkedElsewhere,
)
from zhigong.engines.cases.operations.routing import lay, note, tell
from zhigong.engines.cases.queries import (
    handed_over_by,
    is_led,
    line_of,
    may_handle,
    programme_of_case,
)
from zhigong.engines.cases.rules import Stop, union_at
from zhigong.engines.cases.workflow import CASE, STEP

if TYPE_CHECKING:
    from zhigong.registry.unions.models import Union


class SameUnion(UserError):
    """The step lies there already."""

    code = "step_lies_there"
    text = "这件办件已在「{unit}」办理，请选择另一个工会。"


class UnionTakesNothing(UserError):
    """The union has ended."""

    code = "union_has_ended"
    text = "「{unit}」已撤销或合并，请选择承接它的工会。"


class NotBelow(UserError):
    """A case is dispatched to a union below, of the same line."""

    code = "union_not_below"
    text = "「{unit}」不是您的下级工会，下派只能派给下级；给平级或上级请用转办。"


class NothingAbove(UserError):
    """The step lies at the top already."""

    code = "nothing_above"
    text = "「{unit}」没有上级工会，不能再提级。"


class LimitInPast(UserError):
    """A supervised step is given a day to come."""

    code = "limit_in_past"
    text = "督办期限 {on} 已过，请填写今天或以后的日期。"


@operation("cases.transfer_step")
def transfer_step(
    *, actor: Actor, at: datetime, step: CaseStep, to_union: "Union", reason: str
) -> CaseStep:
    """Hand a waiting step to another union, with the reason (转办)."""
    return _relay(step, to_union, actor=actor, at=at, reason=reason, verb="transferred")


@operation("cases.dispatch_down")
def dispatch_down(
    *, actor: Actor, at: datetime, step: CaseStep, to_union: "Union", reason: str
) -> CaseStep:
    """Hand a waiting step to a union below (下派).

    :raises NotBelow: it does not lie below.
    """
    if step.unit_id not in to_union.ancestors[:-1]:
        raise NotBelow(unit=to_union.name)
    return _relay(step, to_union, actor=actor, at=at, reason=reason, verb="dispatched")


@operation("cases.escalate")
def escalate(*, actor: Actor, at: datetime, step: CaseStep, reason: str) -> CaseStep:
    """Hand a waiting step to the federation above (提级办理).

    :raises NothingAbove: it lies at the top.
    """
    line = line_of(step.unit, on=at.date())[:-1]
    if not line:
        raise NothingAbove(unit=step.unit.name)
    above = union_at(Level.COUNTY, line)
    target = type(step.unit)._base_manager.get(pk=above)
    return _relay(step, target, actor=actor, at=at, reason=reason, verb="escalated")


class NotHandedOver(UserError):
    """Nobody handed the step over to this union."""

    code = "step_not_handed_over"
    text = "这一环节不是转来的，不能退回；不属于本单位的请转办。"


@operation("cases.refuse_transfer")
def refuse_transfer(*, actor: Actor, at: datetime, step: CaseStep, reason: str) -> CaseStep:
    """Give a step that was handed over back to the union it came from, with the reason (退回转办).

    :raises NotHandedOver: it came on its route.
    :raises UnionTakesNothing: the union it came from has ended.
    """
    came_from = handed_over_by(step)
    if came_from is None:
        raise NotHandedOver
    return _relay(step, came_from.unit, actor=actor, at=at, reason=reason, verb="sent_back")


def _relay(
    step: CaseStep, to_union: "Union", *, actor: Actor, at: datetime, reason: str, verb: str
) -> CaseStep:
    case = CASE.lock(step.case)
    step = _waiting(step, actor=actor, on=at.date())
    if not reason.strip():
        raise ReasonMissing(field="reason")
    if (
        CaseStep._base_manager.filter(case=case)
        .filter(unit_id=to_union.pk, state=StepState.WAITING)
        .exists()
    ):
        raise SameUnion(unit=to_union.name)
    if to_union.has_ended:
        raise UnionTakesNothing(unit=to_union.name)
    changes = {
        "decided_at": at,
        "decided_by_id": actor.user_id,
        "opinion": reason.strip()[:1_000],
    }
    STEP.move(step, "move", actor=actor, at=at, reason=reason, changes=changes)
    text = f"{to_union.name}：{reason.strip()}"
    note(case, verb, actor=actor, at=at, step=step, text=text)
    declared = programme_of_case(case).step(step.code)
    (laid,) = lay(case, [Stop(declared, to_union.pk)], at=at, place=step.place)
    _carry_over(step, laid, on=at.date())
    tell(case, on=at.date())
    return laid


def _carry_over(step: CaseStep, laid: CaseStep, *, on: date) -> None:
    """Keep the limit and the supervision of a step that changes hands: neither begins anew.

    Who takes it over has the rest of the limit, and the next working day at the least.
    """
    next_day = calendar_of(lambda: laid.unit.region).add_working_days(on, 1)
    laid.due_on = min(laid.due_on, max(step.due_on, next_day))
    laid.used_days = step.used_days
    laid.supervised_by_id, laid.supervised_until = step.supervised_by_id, step.supervised_until
    laid.save(update_fields=["due_on", "used_days", "supervised_by", "supervised_until"])


def _waiting(step: CaseStep, *, actor: Actor, on: date) -> CaseStep:
    """Return the step as it is now, when the actor may do it.

    :raises NotYourStep, StepDecidedAlready, WorkedElsewhere: as they say.
    """
    fresh: CaseStep = CaseStep._base_manager.select_related("unit", "case").get(pk=step.pk)
    if not may_handle(actor=actor, step=fresh, on=on):
        raise NotYourStep(unit=fresh.unit.name)
    if fresh.state != StepState.WAITING:
        raise StepDecidedAlready(step=fresh.title, who="已办理")
    if is_led(fresh.case):
        raise WorkedElsewhere(title=fresh.case.title)
    return fresh


@operation("cases.supervise_step")
def supervise_step(
    *, actor: Actor, at: datetime, step: CaseStep, union: "Union", until: date, reason: str
) -> CaseStep:
    """Put a waiting step below under supervision, with a day by which it is done (督办).

    :param union: the supervising union, of the actor.
    :raises NotYourStep: the actor does not supervise the union at which it waits.
    :raises StepDecidedAlready, LimitInPast: as they say.
    """
    case: Case = CASE.lock(step.case)
    fresh: CaseStep = CaseStep._base_manager.select_related("unit").get(pk=step.pk)
    if not actor.scope("cases.supervise").covers(fresh.unit.ancestors):
        raise NotYourStep(unit=fresh.unit.name)
    if fresh.state != StepState.WAITING:
        raise StepDecidedAlready(step=fresh.title, who="已办理")
    if until < at.date():
        raise LimitInPast(on=f"{until:%Y-%m-%d}", field="until")
    fresh.supervised_by, fresh.supervised_until = union, until
    fresh.save(update_fields=["supervised_by", "supervised_until"])
    text = f"{until:%Y-%m-%d} 前办结。{reason.strip()}"
    note(case, "supervised", actor=actor, at=at, step=fresh, text=text, is_public=False)
    return fresh
