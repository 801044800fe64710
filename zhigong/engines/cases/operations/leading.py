"""What a work app that leads a programme's cases does with them; see ``Programme.led_by``.

Called by its operations, inside theirs: they record what they did, so nothing here is an operation.
The engine keeps what holds for every case: one inbox, one history, limits, numbers, ends.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING

from zhigong.base.actor import Actor
from zhigong.base.events import publish
from zhigong.engines.cases.contract import CaseState, StepState
from zhigong.engines.cases.events import CaseUrged
from zhigong.engines.cases.models import Case, CaseStep
from zhigong.engines.cases.operations.deciding import NotYourStep, StepDecidedAlready
from zhigong.engines.cases.operations.routing import close, finish, lay, note, tell
from zhigong.engines.cases.queries import may_handle, programme_of_case
from zhigong.engines.cases.rules import Stop
from zhigong.engines.cases.workflow import CASE, STEP

if TYPE_CHECKING:
    from zhigong.registry.unions.models import Union

__all__ = [
    "close_case",
    "defer",
    "finish_case",
    "hand_on",
    "lock",
    "note",
    "promise",
    "require_step",
    "tell",
    "urge",
    "waiting_step",
]


def lock(case: Case) -> Case:
    """Return a case, freshly read and locked until the transaction ends."""
    return CASE.lock(case)


def waiting_step(case: Case) -> CaseStep | None:
    """Return the step a case waits in; a led case waits at one union at a time."""
    rows = CaseStep._base_manager.filter(case=case, state=StepState.WAITING)
    return rows.select_related("unit", "case", "decided_by").order_by("id").first()


def require_step(case: Case, code: str, *, actor: Actor, on: date) -> CaseStep:
    """Return the step a locked case waits in, when it is the one meant and the actor may do it.

    :raises StepDecidedAlready: it waits in another step, or nowhere.
    :raises NotYourStep: it lies at another union, or the actor lacks the ability of the step.
    """
    step = waiting_step(case)
    if step is None or step.code != code:
        title = programme_of_case(case).step(code).title
        raise StepDecidedAlready(step=title, who="已由他人办理或已不在这一环节")
    if not may_handle(actor=actor, step=step, on=on):
        raise NotYourStep(unit=step.unit.name)
    return step


def hand_on(
    step: CaseStep,
    *,
    to: str,
    union: "Union",
    actor: Actor,
    at: datetime,
    opinion: str = "",
    due_on: date | None = None,
    is_moved: bool = False,
) -> CaseStep:
    """End a waiting step of a locked case and lay another one before a union.

    :param to: code of the step, of the case's own programme.
    :param due_on: its last day, where the app counts otherwise than the route says.
    :param is_moved: it was handed over undone.
    """
    _end(step, actor=actor, at=at, opinion=opinion, is_moved=is_moved)
    declared = programme_of_case(step.case).step(to)
    (laid,) = lay(step.case, [Stop(declared, union.pk)], at=at)
    if due_on is not None:
        defer(laid, due_on)
    return laid


def _end(step: CaseStep, *, actor: Actor, at: datetime, opinion: str, is_moved: bool) -> None:
    STEP.move(
        step,
        "move" if is_moved else "pass",
        actor=actor,
        at=at,
        reason=opinion or step.title,
        changes={
            "decided_at": at,
            "decided_by_id": actor.user_id,
            "decision": "" if is_moved else "pass",
            "opinion": opinion[:1_000],
        },
    )


def defer(step: CaseStep, due_on: date) -> None:
    """Give a waiting step another last day."""
    step.due_on = due_on
    step.save(update_fields=["due_on"])


def promise(case: Case, on: date) -> None:
    """Set the day by which a case is promised to be done."""
    case.promised_on = on
    case.save(update_fields=["promised_on"])


def finish_case(
    case: Case, *, actor: Actor, at: datetime, result: str, step: CaseStep | None = None
) -> None:
    """End a locked case as done, its last step with it."""
    if step is None:
        step = waiting_step(case)
    if step is not None:
        _end(step, actor=actor, at=at, opinion="", is_moved=False)
    finish(case, actor=actor, at=at, result=result[:1_000])


def close_case(case: Case, *, actor: Actor, at: datetime, reason: str) -> None:
    """End a locked case without a result of its own (终止), with the reason."""
    if case.state == CaseState.HANDLING:
        close(case, "end", actor=actor, at=at, reason=reason)


def urge(case: Case, *, actor: Actor, at: datetime) -> None:
    """Tell the union at which a locked case waits that it is waited for; as often as it happens.

    The interval of ``urge_case`` is for who presses a button; who calls again is counted.
    """
    step = waiting_step(case)
    if step is None:
        return
    case.urged_times, case.urged_on = case.urged_times + 1, at.date()
    case.save(update_fields=["urged_times", "urged_on"])
    publish(CaseUrged(case.pk, case.number, case.title, step.unit_id, case.urged_times))
