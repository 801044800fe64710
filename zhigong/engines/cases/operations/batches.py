"""Decide many steps with one opinion; each is decided, refused and audited by itself."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.operations import recorded_together
from zhigong.engines.cases.contract import Decision
from zhigong.engines.cases.models import Case, CaseStep
from zhigong.engines.cases.operations.deciding import decide_step
from zhigong.engines.cases.operations.routing import Many, at_once
from zhigong.engines.cases.queries import lines_of
from zhigong.engines.cases.queries.conflict import read_together


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
    found: dict[int, Outcome] = {}
    with recorded_together(), _read_at_once(steps, actor=actor, at=at):
        # Always in the order of the cases, or two who decide at once would wait for each other.
        for step in sorted(steps, key=lambda one: (one.case_id, one.pk)):
            found[step.pk] = _decided(step, actor=actor, at=at, decision=decision, reason=reason)
    return [found[step.pk] for step in steps]


@contextmanager
def _read_at_once(steps: Sequence[CaseStep], *, actor: Actor, at: datetime) -> Iterator[None]:
    """Lock the cases and read what deciding looks at, in few statements for all.

    A case of which several steps are chosen is read anew for each of them.
    """
    lines = lines_of((step.case.union for step in steps), on=at.date())
    times = Counter(step.case_id for step in steps)
    alone = {case_id for case_id, count in times.items() if count == 1}
    locked = Case._base_manager.select_for_update().order_by("pk")
    cases = {case.pk: case for case in locked.filter(pk__any_of=alone)}
    rows = CaseStep._base_manager.select_related("unit", "decided_by")
    known = {}
    for step in rows.filter(pk__any_of={one.pk for one in steps if one.case_id in alone}):
        step.case = cases[step.case_id]
        known[step.pk] = step
    with at_once(Many(lines, known)), read_together(alone, actor=actor):
        yield


def _decided(
    step: CaseStep, *, actor: Actor, at: datetime, decision: Decision, reason: str
) -> Outcome:
    try:
        case = decide_step(actor=actor, at=at, step=step, decision=decision, reason=reason)
    except UserError as refused:
        return Outcome(step, step.case, refused.message)
    return Outcome(step, case)
