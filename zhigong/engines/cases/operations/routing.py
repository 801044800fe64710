"""Send a case along its route: the next step is laid before its union, or the case ends.

Called by the operations, which hold the case locked.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from zhigong.base.actor import Actor
from zhigong.base.events import publish
from zhigong.base.fields import conceal
from zhigong.base.operations import act
from zhigong.engines.cases.contract import OPEN_STATES, CaseState, Step, StepKind, StepState
from zhigong.engines.cases.events import CaseMoved
from zhigong.engines.cases.models import Case, CaseEntry, CaseStep, Draft
from zhigong.engines.cases.queries import answers_of, line_of, programme_of_case
from zhigong.engines.cases.rules import Stop, due_on, next_stop, union_at
from zhigong.engines.cases.workflow import CASE, STEP
from zhigong.kernel.working_calendar import WorkingCalendar


def sealed(case: "Case | Draft", answers: Mapping[str, Any]) -> bytes | None:
    """Return answers as they are stored, under the key of their own row."""
    text = json.dumps(answers, ensure_ascii=False, default=str)
    return conceal(bytes(case.data_key or b""), text)


def note(
    case: Case,
    verb: str,
    *,
    actor: Actor,
    at: datetime,
    step: CaseStep | None = None,
    text: str = "",
    is_public: bool = True,
) -> None:
    """Write a line of the case's history, and the operation's record."""
    CaseEntry.objects.create(
        case=case,
        at=at,
        verb=verb,
        step_title=step.title if step else "",
        unit_id=step.unit_id if step else None,
        user_id=actor.user_id,
        note=text[:1_000],
        is_public=is_public,
    )
    act().on(case, node_id=step.unit_id if step else case.union_id, number=case.number, verb=verb)


def tell(case: Case, *, on: date) -> None:
    """Publish where a case is now; once at the end of an operation."""
    waiting = (
        CaseStep._base_manager.filter(case=case)
        .filter(state=StepState.WAITING)
        .order_by("id")
        .first()
    )
    unions = {case.union_id, *([waiting.unit_id] if waiting else [])}
    publish(
        CaseMoved(
            case_id=case.pk,
            number=case.number,
            title=case.title,
            state=str(case.state),
            step=waiting.code if waiting else "",
            person_id=case.person_id,
            handler_union_id=waiting.unit_id if waiting else None,
            union_ids=frozenset(unions),
            effective_on=on,
        )
    )


def advance(case: Case, *, after: str, actor: Actor, at: datetime) -> None:
    """Lay the step after ``after`` before its union; a case without one is done."""
    programme = programme_of_case(case)
    line = line_of(case.union, on=at.date())
    stop = next_stop(programme.route, line, after=after)
    if stop is None:
        finish(case, actor=actor, at=at)
        return
    is_public = stop.step.kind is StepKind.PUBLICITY
    if is_public and case.state != CaseState.PUBLICISED:
        CASE.move(case, "publicise", actor=actor, at=at)
    elif not is_public and case.state == CaseState.PUBLICISED:
        CASE.move(case, "pass_on", actor=actor, at=at)
    if stop.step.kind is StepKind.COUNTERSIGN and stop.step.parts:
        units = dict.fromkeys(union_at(level, line) for level in stop.step.parts)
        lay(case, [Stop(stop.step, unit) for unit in units], at=at)
    else:
        lay(case, [stop], at=at)


def lay(
    case: Case, stops: list[Stop], *, at: datetime, used_days: int = 0, place: int = 0
) -> list[CaseStep]:
    """Put steps into the inboxes of their unions, with their limits.

    :param used_days: working days of the limit that were used before a correction.
    :param place: of the step they take over from; 0 = they come next.
    """
    place = (
        place
        or (
            CaseStep._base_manager.filter(case=case)
            .order_by("-place")
            .values_list("place", flat=True)
            .first()
            or 0
        )
        + 1
    )
    return CaseStep._base_manager.bulk_create(
        CaseStep(
            case=case,
            place=place,
            code=stop.step.code,
            title=stop.step.title,
            kind=stop.step.kind.value,
            ability=stop.step.ability,
            unit_id=stop.union_id,
            began_at=at,
            due_on=_due_on(stop.step, at.date(), used_days),
            used_days=used_days,
        )
        for stop in stops
    )


def _due_on(step: Step, day: date, used_days: int) -> date:
    calendar = WorkingCalendar()
    if used_days and step.unit == "working":
        return calendar.add_working_days(day, max(step.days - used_days, 1))
    return due_on(step, began_on=day, calendar=calendar)


def finish(case: Case, *, actor: Actor, at: datetime, result: str = "") -> None:
    """End a case that went its whole way; what it was for takes effect in the same transaction."""
    programme = programme_of_case(case)
    if programme.effect is not None:
        programme.effect(case=case, answers=answers_of(case), actor=actor, at=at)
    changes: dict[str, Any] = {"closed_at": at}
    if result:
        changes["result"] = result
    CASE.move(case, "finish", actor=actor, at=at, changes=changes)


def close(case: Case, move: str, *, actor: Actor, at: datetime, reason: str) -> None:
    """End a case otherwise, with the reason; nothing waits any more."""
    cancel_waiting(case, actor=actor, at=at)
    changes = {"closed_at": at, "result": reason[:1_000]}
    CASE.move(case, move, actor=actor, at=at, reason=reason, changes=changes)


def cancel_waiting(case: Case, *, actor: Actor, at: datetime) -> None:
    """Take what waits out of the inboxes."""
    for step in CaseStep._base_manager.filter(case=case).filter(state=StepState.WAITING):
        STEP.move(step, "cancel", actor=actor, at=at, changes={"decided_at": at})


def is_open(case: Case) -> bool:
    """Whether a case has not ended."""
    return case.state in OPEN_STATES
