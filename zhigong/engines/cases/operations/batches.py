"""Decide many steps with one opinion; each is decided, refused and audited by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.operations import recorded_together
from zhigong.engines.cases.contract import Decision
from zhigong.engines.cases.models import Case, CaseStep
from zhigong.engines.cases.operations.deciding import decide_step
from zhigong.engines.cases.operations.routing import at_once
from zhigong.engines.cases.queries import lines_of


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one step: done, or why not."""

    step: CaseStep
    case: Case
    refused: str = ""


def decide_steps(
    *, actor: Actor, at: datetime, steps: Sequence[CaseStep], decision: Decision, reason: str
) -> list[Outcome]:
    """Decide steps in one transaction; one that is refused holds no other up.

    A union at which several of them arrive is told once.
    """
    lines = lines_of((step.case.union for step in steps), on=at.date())
    found: dict[int, Outcome] = {}
    with recorded_together(), at_once(lines):
        # Always in the order of the cases, or two who decide at once would wait for each other.
        for step in sorted(steps, key=lambda one: (one.case_id, one.pk)):
            found[step.pk] = _decided(step, actor=actor, at=at, decision=decision, reason=reason)
    return [found[step.pk] for step in steps]


def _decided(
    step: CaseStep, *, actor: Actor, at: datetime, decision: Decision, reason: str
) -> Outcome:
    try:
        case = decide_step(actor=actor, at=at, step=step, decision=decision, reason=reason)
    except UserError as refused:
        return Outcome(step, step.case, refused.message)
    return Outcome(step, case)
