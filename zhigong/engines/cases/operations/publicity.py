"""Publicity (公示): everybody may object for some working days; nobody passes it by hand."""

from datetime import date, datetime

from zhigong.base.actor import SYSTEM, Actor
from zhigong.base.errors import UserError
from zhigong.base.events import publish
from zhigong.base.operations import act, operation
from zhigong.engines.cases.contract import CaseState, Decision, StepKind, StepState
from zhigong.engines.cases.events import ObjectionSettled
from zhigong.engines.cases.models import Case, CaseStep, Objection
from zhigong.engines.cases.operations.deciding import why_not
from zhigong.engines.cases.operations.routing import advance, close, note, tell
from zhigong.engines.cases.workflow import CASE, STEP


class NotPublicised(UserError):
    """Nobody can object to a case that is not publicised."""

    code = "case_not_publicised"
    text = "这件办件不在公示期内，不能提出异议。"


class SettledAlready(UserError):
    """The objection was answered."""

    code = "objection_settled"
    text = "这条异议已经答复。"
    status = 409


class AnswerMissing(UserError):
    """An objection is answered with a reason."""

    code = "answer_missing"
    text = "请填写对异议的答复。"


@operation("cases.object_to_case")
def object_to_case(*, actor: Actor, at: datetime, case: Case, text: str) -> Objection:
    """Say something against a case while it is publicised.

    :raises NotPublicised, AnswerMissing: as they say.
    """
    case = CASE.lock(case)
    if case.state != CaseState.PUBLICISED:
        raise NotPublicised
    if not text.strip():
        raise AnswerMissing(field="text")
    made: Objection = Objection._base_manager.create(
        case=case, person_id=actor.person_id, text=text.strip()[:1_000], made_at=at
    )
    note(case, "objected", actor=actor, at=at, is_public=False)
    return made


@operation("cases.settle_objection")
def settle_objection(
    *, actor: Actor, at: datetime, objection: Objection, is_upheld: bool, answer: str
) -> Objection:
    """Answer an objection; one that holds ends the case as 不予批准.

    :raises NotYourStep: the publicity lies at another union.
    :raises ConflictOfInterest: the applicant answers for herself.
    :raises SettledAlready, AnswerMissing: as they say.
    """
    case = CASE.lock(objection.case)
    objection = Objection._base_manager.select_for_update().get(pk=objection.pk)
    if objection.settled_at is not None:
        raise SettledAlready
    _require_judge(case, actor=actor, at=at)
    if not answer.strip():
        raise AnswerMissing(field="answer")
    _answer(objection, actor=actor, at=at, is_upheld=is_upheld, words=answer)
    note(case, "objection_settled", actor=actor, at=at, text=objection.answer)
    if is_upheld:
        _answer_the_others(case, actor=actor, at=at, words=answer)
        close(case, "refuse", actor=actor, at=at, reason=objection.answer)
        tell(case, on=at.date())
    return objection


def _answer(
    objection: Objection, *, actor: Actor, at: datetime, is_upheld: bool, words: str
) -> None:
    objection.settled_at, objection.settled_by_id = at, actor.user_id
    objection.is_upheld, objection.answer = is_upheld, words.strip()[:1_000]
    objection.save()
    case = objection.case
    publish(
        ObjectionSettled(objection.pk, case.number, objection.person_id, is_upheld, case.union_id)
    )


def _answer_the_others(case: Case, *, actor: Actor, at: datetime, words: str) -> None:
    """Leave nobody without an answer when one objection ends the case."""
    others = Objection._base_manager.filter(case=case, settled_at__isnull=True)
    for one in others.select_related("case").order_by("pk"):
        said = f"另一条异议已经成立，这件办件不予批准。{words.strip()}"
        _answer(one, actor=actor, at=at, is_upheld=True, words=said)


def _require_judge(case: Case, *, actor: Actor, at: datetime) -> None:
    """Refuse whoever may not do the step in which the case is publicised."""
    rows = CaseStep._base_manager.select_related("unit", "decided_by")
    waiting = rows.filter(case=case, kind=StepKind.PUBLICITY, state=StepState.WAITING).first()
    if waiting is None:
        raise NotPublicised
    if (refused := why_not(waiting, case, actor=actor, at=at)) is not None:
        raise refused


def close_due_publicity(*, today: date, at: datetime) -> int:
    """Let the cases go on whose publicity is over and against which nothing is open.

    :return: how many went on. Each in its own transaction, so that one cannot hold the others.
    """
    rows = CaseStep._base_manager.filter(
        kind=StepKind.PUBLICITY, state=StepState.WAITING, due_on__lt=today
    ).exclude(case__objections__settled_at__isnull=True, case__objections__isnull=False)
    due = list(rows.select_related("case"))
    for step in due:
        pass_publicity(step=step, at=at, actor=SYSTEM)
    return len(due)


@operation("cases.pass_publicity")
def pass_publicity(*, step: CaseStep, at: datetime, actor: Actor) -> None:
    """End the publicity of one case, unless somebody was faster or has just objected."""
    case = CASE.lock(step.case)
    step.refresh_from_db()
    open_ones = Objection._base_manager.filter(case=case, settled_at__isnull=True)
    if step.state != StepState.WAITING or open_ones.exists():
        act().unchanged()
        return
    changes = {"decided_at": at, "decision": Decision.PASS.value}
    STEP.move(step, "pass", actor=actor, at=at, changes=changes)
    note(case, "publicity_over", actor=actor, at=at, step=step)
    advance(case, after=step.code, actor=actor, at=at)
    tell(case, on=at.date())
