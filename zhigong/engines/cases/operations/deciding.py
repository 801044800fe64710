"""Do a step: pass it on, return it for correction, refuse it, or say it is not ours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from zhigong.base import gathering
from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.operations import operation
from zhigong.base.workflow import ReasonMissing
from zhigong.engines.cases.contract import SEALED, CaseState, Decision, StepKind, StepState
from zhigong.engines.cases.models import Case, CasePaper, CaseStep
from zhigong.engines.cases.operations.routing import (
    advance,
    cancel_waiting,
    close,
    locked,
    note,
    tell,
)
from zhigong.engines.cases.queries import is_led, may_handle
from zhigong.engines.cases.queries.conflict import conflict_of
from zhigong.engines.cases.workflow import CASE, STEP

if TYPE_CHECKING:
    from zhigong.registry.documents.models import Document


class NotYourStep(UserError):
    """The step lies at another union, or wants an ability the actor lacks."""

    code = "not_your_step"
    text = "这一环节由「{unit}」办理，您可以查看，但不能代为办理。"
    status = 403


class StepDecidedAlready(UserError):
    """Somebody else was faster, or the applicant withdrew."""

    code = "step_decided_already"
    text = "这件办件的「{step}」环节{who}，请刷新页面查看最新情况。"
    status = 409


class ConflictOfInterest(UserError):
    """The handler is close to the applicant, reviewed the case below, or judged it before."""

    code = "conflict_of_interest"
    text = "{why}，按{rule}的要求不能由您办理，请转由同事办理。"


class WorkedElsewhere(UserError):
    """A work app leads the case: its own page has the steps, and rules beyond the engine's."""

    code = "worked_elsewhere"
    text = "「{title}」有专门的办理页面，请打开专门页面办理。"
    status = 409


class NotOfferedHere(UserError):
    """A step of this kind is not ended in this way."""

    code = "decision_not_offered"
    text = "「{step}」环节不能{what}。"


WORDS = {
    Decision.PASS: "办理",
    Decision.RETURN: "退回补正",
    Decision.REFUSE: "不予批准",
    Decision.NOT_ACCEPT: "不予受理",
}
_CONFLICTS = {
    "own": ("这是您本人的办件", "回避"),
    "relative": ("申请人或代办人是您申报的亲属", "回避"),
    "namesake": (
        "申请人或代办人与您申报的亲属同名（不是同一人的，请在“亲属申报”补填证件号码）",
        "回避",
    ),
    "reviewed": ("您已在前面的环节审核过这件办件", "审办分离"),
    "judged": ("您在重新办理之前办理过这件办件", "复核回避"),
    "contested": ("您办理过申请人有异议的原办件", "复核回避"),
}


def decisions_for(step: CaseStep) -> list[Decision]:
    """Return how a waiting step may be ended, by its kind and place."""
    if step.kind == StepKind.PUBLICITY:
        return []
    found = [Decision.PASS]
    if step.kind in (StepKind.REVIEW, StepKind.DECIDE, StepKind.REPLY):
        found.append(Decision.RETURN)
    if step.kind in (StepKind.DECIDE, StepKind.COUNTERSIGN):
        found.append(Decision.REFUSE)
    if step.place == 1:
        found.append(Decision.NOT_ACCEPT)
    return found


class SealedElsewhere(UserError):
    """What is no pass is not closed by a paper."""

    code = "sealed_without_pass"
    text = "签字盖章的审批表只用于通过；退回、不予批准请写明原因。"


class SignedOutOfTime(UserError):
    """Nobody signs before there is a case, nor tomorrow."""

    code = "signed_out_of_time"
    text = "签批日期应在提交日期 {first} 至今天之间。"


@dataclass(frozen=True, slots=True)
class Seal:
    """A scan of the printed form, signed and sealed by hand.

    :attr signed_by: who is named on the paper; ``signed_on`` the day written there.
    """

    document: "Document"
    signed_by: str
    signed_on: date


@operation("cases.decide_step")
def decide_step(
    *,
    actor: Actor,
    at: datetime,
    step: CaseStep,
    decision: Decision,
    reason: str = "",
    missing: Sequence[str] = (),
    seal: Seal | None = None,
) -> Case:
    """End a waiting step; the case goes on, back to its applicant, or to its end.

    Two who decide at once: the case is locked, one wins, the other is told who did.

    :param reason: the opinion; must be given unless the step passes.
    :param missing: titles of what is missing, when it is returned for correction.
    :param seal: a signed and sealed scan of the printed form by which it passes.
    :raises StepDecidedAlready, NotYourStep, ConflictOfInterest, NotOfferedHere, ReasonMissing,
        SealedElsewhere, SignedOutOfTime: as they say.
    """
    case, step = locked(step)
    _require(step, case, decision, actor=actor, at=at)
    if decision is not Decision.PASS and not reason.strip():
        raise ReasonMissing(field="reason")
    if seal is not None:
        _seal(step, case, seal, decision, at=at)
    _record(step, decision, actor=actor, at=at, reason=reason)
    said = reason.strip().rstrip("。；") if missing else reason.strip()
    signed = f"签字盖章扫描件，{seal.signed_by} {seal.signed_on}" if seal else ""
    text = "；".join(filter(None, (said, "、".join(missing), signed)))
    note(case, f"step_{decision.value}", actor=actor, at=at, step=step, text=text)
    waiting: list[CaseStep] | None = []
    if decision is Decision.PASS:
        waiting = _pass_on(case, step, actor=actor, at=at, reason=reason)
    elif decision is Decision.RETURN:
        cancel_waiting(case, actor=actor, at=at)
        CASE.move(case, "return", actor=actor, at=at, reason=text, changes={"result": text})
    else:
        close(case, decision.value, actor=actor, at=at, reason=reason)
    tell(case, on=at.date(), waiting=waiting)
    return case


def _seal(step: CaseStep, case: Case, seal: Seal, decision: Decision, *, at: datetime) -> None:
    """Keep the paper with the case, and on the step it closes; saved with the decision."""
    if decision is not Decision.PASS:
        raise SealedElsewhere(field="sealed")
    if not case.opened_on <= seal.signed_on <= at.date():
        raise SignedOutOfTime(field="signed_on", first=case.opened_on)
    step.sealed_document, step.signed_by = seal.document, seal.signed_by
    step.signed_on = seal.signed_on
    step.save(update_fields=["sealed_document", "signed_by", "signed_on"])
    CasePaper._base_manager.create(case=case, code=SEALED.code, document=seal.document, added_at=at)


def _require(step: CaseStep, case: Case, decision: Decision, *, actor: Actor, at: datetime) -> None:
    if (refused := why_not(step, case, actor=actor, at=at)) is not None:
        raise refused
    if decision not in decisions_for(step):
        raise NotOfferedHere(step=step.title, what=WORDS[decision])


def why_not(step: CaseStep, case: Case, *, actor: Actor, at: datetime) -> UserError | None:
    """Return why an actor may not do a step now, or ``None`` when she may."""
    if not may_handle(actor=actor, step=step, on=at.date()):
        return NotYourStep(unit=step.unit.name)
    if step.state != StepState.WAITING:
        by = step.decided_by
        return StepDecidedAlready(
            step=step.title, who=f"已由{by.name}办理" if by else "已不再需要办理"
        )
    if is_led(case):
        return WorkedElsewhere(title=case.title)
    if why := conflict_of(actor=actor, step=step, case=case):
        text, rule = _CONFLICTS[why]
        return ConflictOfInterest(why=text, rule=rule)
    return None


def _record(step: CaseStep, decision: Decision, *, actor: Actor, at: datetime, reason: str) -> None:
    move = "return" if decision is Decision.RETURN else "pass"
    STEP.move(
        step,
        move,
        actor=actor,
        at=at,
        reason=reason,
        changes={
            "decided_at": at,
            "decided_by_id": actor.user_id,
            "decision": decision.value,
            "opinion": reason.strip()[:1_000],
        },
    )


def _pass_on(
    case: Case, step: CaseStep, *, actor: Actor, at: datetime, reason: str
) -> list[CaseStep] | None:
    """Go on, once everybody who countersigns has agreed; return what was laid, if anything was."""
    if step.kind == StepKind.COUNTERSIGN:
        gathering.flush()
        others = CaseStep._base_manager.filter(case=case, state=StepState.WAITING)
        if others.exists():
            return None
    if step.kind == StepKind.REPLY and reason.strip():
        case.result = reason.strip()[:1_000]
        gathering.save(case, ["result"])
    return advance(case, after=step.code, actor=actor, at=at, place=step.place + 1)


def may_be_ended(case: Case) -> bool:
    """Whether a case is under way at a union, not with its applicant."""
    return case.state == CaseState.HANDLING
