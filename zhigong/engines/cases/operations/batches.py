"""Decide many steps with one opinion, each in a transaction of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.engines.cases.contract import Decision
from zhigong.engines.cases.models import Case, CaseStep
from zhigong.engines.cases.operations.deciding import decide_step


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one step: done, or why not."""

    step: CaseStep
    case: Case
    refused: str = ""


def decide_steps(
    *, actor: Actor, at: datetime, steps: Sequence[CaseStep], decision: Decision, reason: str
) -> list[Outcome]:
    """Decide steps one after the other; one that is refused holds no other up."""
    return [_decided(step, actor=actor, at=at, decision=decision, reason=reason) for step in steps]


def _decided(
    step: CaseStep, *, actor: Actor, at: datetime, decision: Decision, reason: str
) -> Outcome:
    try:
        case = decide_step(actor=actor, at=at, step=step, decision=decision, reason=reason)
    except UserError as refused:
        return Outcome(step, step.case, refused.message)
    return Outcome(step, case)
