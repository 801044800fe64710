"""Call-backs (回访): asked for at the end of a case, made by somebody who did not handle it."""

from datetime import datetime

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.events import publish
from zhigong.base.operations import act, operation
from zhigong.base.workflow import ReasonMissing
from zhigong.engines.cases.contract import CallBackResult, CaseState
from zhigong.engines.cases.events import CaseCalledBack
from zhigong.engines.cases.models import CallBack, Case
from zhigong.engines.cases.operations.closing import ReopenedAlready, send_back
from zhigong.engines.cases.operations.deciding import NotYourStep
from zhigong.engines.cases.operations.routing import note
from zhigong.engines.cases.queries.aftercare import handlers_of
from zhigong.engines.cases.rules.aftercare import MOST_TRIES, may_call_back
from zhigong.engines.cases.workflow import CASE


class HandledIt(UserError):
    """Who handled a case does not ask how it went."""

    code = "handled_by_caller"
    text = "您办理过这件办件，回访须由没有经办的同事进行。"
    status = 403


class CalledBackAlready(UserError):
    """Somebody else was faster, or the case was reopened."""

    code = "called_back_already"
    text = "这件办件的回访已有结果（{result}），请刷新页面查看。"
    status = 409


@operation("cases.record_call")
def record_call(
    *,
    actor: Actor,
    at: datetime,
    call_back: CallBack,
    result: CallBackResult,
    words: str = "",
    reopens: bool = False,
) -> CallBack:
    """Write down what a call came to; a call nobody answered is made again, up to ``MOST_TRIES``.

    :param words: what was said; must be given where the applicant is not satisfied.
    :param reopens: send the case back into work with the same words, once.
    :raises NotYourStep, HandledIt, CalledBackAlready, ReopenedAlready, ReasonMissing: as they say.
    """
    case = CASE.lock(call_back.case)
    call_back = CallBack._base_manager.select_for_update().get(pk=call_back.pk)
    if (refused := why_no_call(call_back, case, actor=actor)) is not None:
        raise refused
    words, is_bad = words.strip(), result is CallBackResult.UNSATISFIED
    if is_bad and not words:
        raise ReasonMissing(field="words")
    reopens = reopens and is_bad
    if reopens and (case.reopened_times or case.state != CaseState.DONE):
        raise ReopenedAlready
    _write(call_back, case, actor=actor, at=at, result=result, words=words)
    if reopens:
        send_back(case, actor=actor, at=at, reason=words)
    if call_back.result:
        publish(CaseCalledBack(case.pk, case.number, str(call_back.result), reopens))
    return call_back


def why_no_call(call_back: CallBack, case: Case, *, actor: Actor) -> UserError | None:
    """Return why an actor may not make a call-back now, or ``None`` when she may."""
    if not actor.scope("cases.call_back").covers(call_back.unit.ancestors):
        return NotYourStep(unit=call_back.unit.name)
    if call_back.result:
        return CalledBackAlready(result=CallBackResult(call_back.result).label)
    may = may_call_back(
        caller_user_id=actor.user_id,
        caller_person_id=actor.person_id,
        applicant_person_id=case.person_id,
        handlers=handlers_of(case),
    )
    return None if may else HandledIt()


def _write(
    call_back: CallBack,
    case: Case,
    *,
    actor: Actor,
    at: datetime,
    result: CallBackResult,
    words: str,
) -> None:
    call_back.tried_at = at
    call_back.words = words[:1_000] or call_back.words
    is_silent = result is CallBackResult.UNREACHABLE
    call_back.tries += is_silent
    if not is_silent or call_back.tries >= MOST_TRIES:
        call_back.result, call_back.made_at = result, at
    call_back.made_by_id = actor.user_id
    call_back.save()
    verb = "called_back" if call_back.result else "called"
    text = f"{result.label}：{words}" if words else str(result.label)
    note(case, verb, actor=actor, at=at, text=text, is_public=False)
    act().on(call_back, node_id=call_back.unit_id, number=case.number, verb=verb)
