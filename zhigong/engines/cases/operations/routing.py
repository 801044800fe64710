"""Send a case along its route: the next step is laid before its union, or the case ends.

Called by the operations, which hold the case locked.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from zhigong.base import gathering
from zhigong.base.actor import Actor
from zhigong.base.events import publish
from zhigong.base.fields import conceal
from zhigong.base.holidays import calendar_of
from zhigong.base.operations import act
from zhigong.engines.cases.contract import OPEN_STATES, CaseState, Place, Step, StepKind, StepState
from zhigong.engines.cases.events import CaseMoved, CasesArrived
from zhigong.engines.cases.models import Case, CaseEntry, CaseStep, Draft
from zhigong.engines.cases.operations.calling import ask_by_share
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
    entry = CaseEntry(
        case=case,
        at=at,
        verb=verb,
        step_title=step.title if step else "",
        unit_id=step.unit_id if step else None,
        user_id=actor.user_id,
        note=text[:1_000],
        is_public=is_public,
    )
    gathering.create([entry])
    act().on(case, node_id=step.unit_id if step else case.union_id, number=case.number, verb=verb)


def tell(case: Case, *, on: date, waiting: Sequence[CaseStep] | None = None) -> None:
    """Publish where a case is now; once at the end of an operation.

    :param waiting: the steps it waits in, when the caller has just laid them.
    """
    if waiting is None:
        rows = CaseStep._base_manager.filter(case=case, state=StepState.WAITING)
        waiting = list(rows.order_by("id"))
    first = waiting[0] if waiting else None
    units = tuple(step.unit_id for step in waiting)
    many = _many.get()
    moved = CaseMoved(
        case_id=case.pk,
        number=case.number,
        title=case.title,
        state=str(case.state),
        step=first.code if first else "",
        person_id=case.person_id,
        handler_union_id=units[0] if units else None,
        union_ids=frozenset((case.union_id, *units[:1])),
        effective_on=on,
        programme=case.programme_code,
        place=first.place if first else 0,
        waits_at=units,
        due_on=min((step.due_on for step in waiting), default=None),
        reopened_times=case.reopened_times,
        is_one_of_many=many is not None,
    )
    if many is not None:
        many.moved.append(moved)
    if many is None or not many.is_told_last:
        publish(moved)


@dataclass(slots=True)
class Many:
    """What cases decided at once share.

    :attr lines: the line upwards of each case's union, by its id.
    :attr steps: the steps, each with its case, read and locked together; each is used once.
    :attr is_told_last: listeners are told when all are decided and written; until then rows wait.
    :attr moved: where the cases went; unions at which they arrive hear of them once, at the end.
    """

    lines: Mapping[int, list[Place]]
    steps: dict[int, CaseStep]
    is_told_last: bool = False
    moved: list[CaseMoved] = field(default_factory=list)


_many: ContextVar[Many | None] = ContextVar("many", default=None)


@contextmanager
def at_once(many: Many) -> Iterator[None]:
    """Decide many cases: unions at which they arrive are told once, of all of them."""
    token = _many.set(many)
    try:
        with gathering.gathered() if many.is_told_last else nullcontext():
            yield
    finally:
        _many.reset(token)
    if many.is_told_last:
        for moved in many.moved:
            publish(moved)
    _tell_of_many(many.moved)


def _tell_of_many(moved: Iterable[CaseMoved]) -> None:
    found: dict[int, list[date]] = {}
    for one in moved:
        if one.state == CaseState.HANDLING and one.due_on is not None:
            for union_id in one.waits_at:
                found.setdefault(union_id, []).append(one.due_on)
    batch = uuid4().hex
    for union_id, days in sorted(found.items()):
        publish(CasesArrived(batch, union_id, count=len(days), due_on=min(days)))


def locked(step: CaseStep) -> tuple[Case, CaseStep]:
    """Return the case of a step, locked, and the step as it is now."""
    many = _many.get()
    known = many.steps.pop(step.pk, None) if many else None
    if known is not None:
        return known.case, known
    gathering.flush()  # the same case may have been decided at another step before
    case = CASE.lock(step.case)
    rows = CaseStep._base_manager.select_related("unit", "case", "decided_by")
    return case, rows.get(pk=step.pk)


def _line(case: Case, on: date) -> list[Place]:
    many = _many.get()
    known = many.lines.get(case.union_id) if many else None
    return known if known is not None else line_of(case.union, on=on)


def advance(
    case: Case,
    *,
    after: str,
    actor: Actor,
    at: datetime,
    place: int = 0,
    line: list[Place] | None = None,
) -> list[CaseStep]:
    """Lay the step after ``after`` before its union; a case without one is done.

    :param place: the step comes at, when the caller knows it.
    :param line: of the case's union upwards, when the caller knows it.
    :returns: what waits now.
    """
    programme = programme_of_case(case)
    line = line or _line(case, at.date())
    stop = next_stop(programme.route, line, after=after)
    if stop is None:
        finish(case, actor=actor, at=at)
        return []
    is_public = stop.step.kind is StepKind.PUBLICITY
    if is_public and case.state != CaseState.PUBLICISED:
        CASE.move(case, "publicise", actor=actor, at=at)
    elif not is_public and case.state == CaseState.PUBLICISED:
        CASE.move(case, "pass_on", actor=actor, at=at)
    if stop.step.kind is StepKind.COUNTERSIGN and stop.step.parts:
        units = dict.fromkeys(union_at(level, line) for level in stop.step.parts)
        return lay(case, [Stop(stop.step, unit) for unit in units], at=at, place=place)
    return lay(case, [stop], at=at, place=place)


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
    calendar = calendar_of(lambda: case.union.region)
    return gathering.create(
        CaseStep(
            case=case,
            place=place,
            code=stop.step.code,
            title=stop.step.title,
            kind=stop.step.kind.value,
            ability=stop.step.ability,
            unit_id=stop.union_id,
            began_at=at,
            due_on=_due_on(stop.step, at.date(), used_days, calendar),
            used_days=used_days,
        )
        for stop in stops
    )


def _due_on(step: Step, day: date, used_days: int, calendar: WorkingCalendar) -> date:
    if used_days and step.unit == "working":
        return calendar.add_working_days(day, max(step.days - used_days, 1))
    return due_on(step, began_on=day, calendar=calendar)


def finish(case: Case, *, actor: Actor, at: datetime, result: str = "") -> None:
    """End a case that went its whole way; what it was for takes effect in the same transaction."""
    programme = programme_of_case(case)
    if programme.on_done is not None:
        programme.on_done(case=case)
    if programme.effect is not None:
        gathering.flush()
        programme.effect(case=case, answers=answers_of(case), actor=actor, at=at)
    changes: dict[str, Any] = {"closed_at": at}
    if result:
        changes["result"] = result
    CASE.move(case, "finish", actor=actor, at=at, changes=changes)
    ask_by_share(case, programme, at=at)


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
