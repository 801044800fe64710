"""Decide many steps with one opinion; each is decided, refused and audited by itself."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.operations import recorded_together
from zhigong.engines.cases.contract import Decision
from zhigong.engines.cases.models import Case, CaseStep
from zhigong.engines.cases.operations.deciding import decide_step, why_not
from zhigong.engines.cases.operations.routing import Many, at_once
from zhigong.engines.cases.queries import lines_of
from zhigong.engines.cases.queries.conflict import read_together


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one step: done, or why not."""

    step: CaseStep
    case: Case
    refused: str = ""


class _OneIsRefused(Exception):
    """What could not be foreseen refused one of many that share one fate."""


@dataclass(frozen=True, slots=True)
class _Order:
    """What is done to each step. Those that share one fate are written together."""

    actor: Actor
    at: datetime
    decision: Decision
    reason: str
    one_fate: bool = True


def decide_steps(
    *, actor: Actor, at: datetime, steps: Sequence[CaseStep], decision: Decision, reason: str
) -> list[Outcome]:
    """Decide steps in one transaction; one that is refused holds no other up.

    A union at which several of them arrive is told once. All share one fate at first, which lets
    their rows be written together; where one is refused after all, each is decided apart.
    """
    order = _Order(actor, at, decision, reason)
    try:
        found = _all_decided(steps, order)
    except _OneIsRefused:
        found = _all_decided(steps, replace(order, one_fate=False))
    return [found[step.pk] for step in steps]


def _all_decided(steps: Sequence[CaseStep], order: _Order) -> dict[int, Outcome]:
    with recorded_together(one_fate=order.one_fate), _read_at_once(steps, order) as known:
        foreseen = {
            step.pk: Outcome(step, step.case, why.message)
            for step in known
            if (why := why_not(step, step.case, actor=order.actor, at=order.at))
        }
        # In the order of the cases, or two who decide at once would wait for each other.
        return {
            step.pk: foreseen.get(step.pk) or _decided(step, order)
            for step in sorted(steps, key=lambda one: (one.case_id, one.pk))
        }


@contextmanager
def _read_at_once(steps: Sequence[CaseStep], order: _Order) -> Iterator[list[CaseStep]]:
    """Lock the cases and read what deciding looks at, in few statements for all.

    A case of which several steps are chosen is read anew for each of them.
    """
    lines = lines_of((step.case.union for step in steps), on=order.at.date())
    times = Counter(step.case_id for step in steps)
    alone = {case_id for case_id, count in times.items() if count == 1}
    locked = Case._base_manager.select_related("person").select_for_update(of=("self",))
    cases = {case.pk: case for case in locked.order_by("pk").filter(pk__any_of=alone)}
    rows = CaseStep._base_manager.select_related("unit", "decided_by")
    known = {}
    for step in rows.filter(pk__any_of={one.pk for one in steps if one.case_id in alone}):
        step.case = cases[step.case_id]
        known[step.pk] = step
    many = Many(lines, dict(known), is_told_last=order.one_fate)
    with at_once(many), read_together(alone, actor=order.actor):
        yield list(known.values())


def _decided(step: CaseStep, order: _Order) -> Outcome:
    try:
        case = decide_step(
            actor=order.actor, at=order.at, step=step, decision=order.decision, reason=order.reason
        )
    except UserError as refused:
        if order.one_fate:
            raise _OneIsRefused from refused
        return Outcome(step, step.case, refused.message)
    return Outcome(step, case)
