"""Reach the caller, work her matter, say what came of it; ask for more days and get them."""

from datetime import datetime
from typing import TYPE_CHECKING

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.operations import operation
from zhigong.engines.cases.operations import leading
from zhigong.work.hotline import queries, rules
from zhigong.work.hotline.contract import Consent, ContactOutcome, ExtensionState, TicketState
from zhigong.work.hotline.models import Extension, Ticket, Try
from zhigong.work.hotline.operations._common import (
    above,
    after,
    clean,
    locked,
    require_words,
    step_of,
    tell,
)
from zhigong.work.hotline.workflow import TICKET

if TYPE_CHECKING:
    from zhigong.engines.cases.models import CaseStep


class TooSoon(UserError):
    """Tries count at different times of the day."""

    code = "tried_too_soon"
    text = "距上次联系不足{hours}小时。不同时段联系才算一次，请稍后再试。"


class NoMoreDays(UserError):
    """More days are not to be had."""

    code = "no_more_days"
    text = "{why}"


class NotYourRequest(UserError):
    """The union that dispatched decides, and not who asked."""

    code = "not_your_request"
    text = "延期由派单的「{unit}」审批，申请人本人不能审批。"
    status = 403


class DecidedAlready(UserError):
    """The request was decided."""

    code = "extension_decided"
    text = "这项延期申请已经审批过，请刷新页面。"
    status = 409


@operation("hotline.record_try")
def record_try(
    *,
    actor: Actor,
    at: datetime,
    ticket: Ticket,
    outcome: str,
    words: str = "",
    consent: str = Consent.NOT_ASKED,
) -> Ticket:
    """Record a try to reach the caller; reached, or given up after three, the ticket is worked.

    :param consent: whether she lets those below the county know who she is; recorded with the day.
    :raises TooSoon: the last try that failed was less than two hours ago.
    """
    ticket = locked(ticket)
    step = step_of(ticket, "contact", actor=actor, at=at)
    earlier = list(queries.tries_of(ticket).filter(is_call_back=False).values_list("at", flat=True))
    said = keep_try(ticket, earlier, actor=actor, at=at, outcome=outcome, words=words)
    if consent and outcome == ContactOutcome.REACHED:
        ticket.consent, ticket.consent_at = consent, at
        ticket.save(update_fields=["consent", "consent_at"])
    is_over = outcome == ContactOutcome.REACHED or rules.may_give_up(earlier, at=at)
    if is_over:
        _begin_handling(ticket, step, actor=actor, at=at)
    tell(ticket, "ticket_tried", actor=actor, at=at, step=step, text=said)
    return ticket


def keep_try(
    ticket: Ticket,
    earlier: list[datetime],
    *,
    actor: Actor,
    at: datetime,
    outcome: str,
    words: str,
    is_call_back: bool = False,
) -> str:
    """Keep one try and return it in words.

    :raises TooSoon: it failed, and so did another less than two hours ago.
    """
    failed = outcome != ContactOutcome.REACHED
    if failed and earlier and at - max(earlier) < rules.TRY_GAP:
        raise TooSoon(hours=int(rules.TRY_GAP.total_seconds() // 3600))
    said = clean(ticket, words)
    Try.objects.create(
        ticket=ticket,
        at=at,
        by_id=actor.user_id,
        outcome=outcome,
        is_call_back=is_call_back,
        round=ticket.redo_times,
        words=said,
    )
    title = str(ContactOutcome(outcome).label)
    count = f"第{len(earlier) + 1}次：{title}"
    return "，".join(filter(None, (count, said)))


def _begin_handling(ticket: Ticket, step: "CaseStep", *, actor: Actor, at: datetime) -> None:
    unit = ticket.unit or step.unit
    leading.hand_on(step, to="handle", union=unit, actor=actor, at=at, due_on=ticket.due_on)
    TICKET.move(ticket, "reach", actor=actor, at=at)


@operation("hotline.feed_back")
def feed_back(*, actor: Actor, at: datetime, ticket: Ticket, answer: str) -> Ticket:
    """Say what was done and what came of it; the caller is called back by somebody else.

    :raises WordsMissing: nothing is said.
    """
    ticket = locked(ticket)
    step = step_of(ticket, "handle", actor=actor, at=at)
    require_words(answer)
    said = clean(ticket, answer)
    seat = ticket.case.union
    days = queries.practice_of(seat, on=at.date()).call_back_days
    leading.hand_on(
        step,
        to="call_back",
        union=seat,
        actor=actor,
        at=at,
        opinion=said,
        due_on=after(at.date(), days, at=seat),
    )
    changes = {"answer": said, "answered_at": at, "handler_id": actor.user_id}
    if ticket.is_on_time is None:  # a second handling does not make the first one punctual
        changes["is_on_time"] = at.date() <= ticket.due_on
    TICKET.move(ticket, "feed_back", actor=actor, at=at, changes=changes)
    tell(ticket, "ticket_fed_back", actor=actor, at=at, step=step, text=said)
    return ticket


@operation("hotline.ask_extension")
def ask_extension(
    *, actor: Actor, at: datetime, ticket: Ticket, days: int, words: str
) -> Extension:
    """Ask who dispatched a ticket for more days, once, before its limit is over (延期申请).

    :param days: working days, at most as many as its limit had.
    :raises NoMoreDays, WordsMissing: as they say.
    """
    ticket = locked(ticket)
    code = ticket.state if ticket.state == TicketState.CONTACT else "handle"
    step = step_of(ticket, code, actor=actor, at=at)
    require_words(words)
    _require_extendable(ticket, days, at)
    decider = above(ticket, ticket.unit or step.unit) or ticket.case.union
    asked = Extension.objects.create(
        ticket=ticket,
        days=days,
        words=clean(ticket, words),
        asked_at=at,
        asked_by_id=actor.user_id,
        decider=decider,
    )
    text = f"延长{days}个工作日：{asked.words}"
    tell(ticket, "ticket_extension", actor=actor, at=at, step=step, text=text, is_public=False)
    return asked


def _require_extendable(ticket: Ticket, days: int, at: datetime) -> None:
    practice = queries.practice_of(ticket.case.union, on=at.date())
    most = practice.days_for(ticket.difficulty)
    states = list(queries.extensions_of(ticket).values_list("state", flat=True))
    if ExtensionState.ASKED in states:
        raise NoMoreDays(why="已有一项延期申请等待审批，不必重复申请。")
    if states.count(ExtensionState.GRANTED) >= rules.MOST_EXTENSIONS:
        raise NoMoreDays(why="这件工单已经延期过一次，不能再延。")
    if at.date() > ticket.due_on:
        raise NoMoreDays(why=f"办结期限 {ticket.due_on:%Y-%m-%d} 已过，延期须在到期前申请。")
    if not 1 <= days <= most:
        raise NoMoreDays(why=f"最多可延长{most}个工作日。", field="days")


@operation("hotline.decide_extension")
def decide_extension(
    *, actor: Actor, at: datetime, extension: Extension, is_granted: bool, words: str = ""
) -> Ticket:
    """Grant or refuse more days, at the union that dispatched.

    :raises NotYourRequest, DecidedAlready, WordsMissing: as they say; a refusal has a reason.
    """
    ticket = locked(extension.ticket)
    extension.refresh_from_db()
    if not queries.may_decide(actor=actor, extension=extension):
        raise NotYourRequest(unit=extension.decider.name)
    if extension.state != ExtensionState.ASKED:
        raise DecidedAlready
    if not is_granted:
        require_words(words)
    extension.state = ExtensionState.GRANTED if is_granted else ExtensionState.REFUSED
    extension.decided_at, extension.decided_by_id = at, actor.user_id
    extension.decided_words = clean(ticket, words)
    extension.save()
    if is_granted:
        _give_days(ticket, extension.days)
    text = f"{extension.get_state_display()}延长{extension.days}个工作日。{extension.decided_words}"
    tell(ticket, "ticket_extended", actor=actor, at=at, text=text)
    return ticket


def _give_days(ticket: Ticket, days: int) -> None:
    ticket.due_on = after(ticket.due_on, days, at=ticket.case.union)
    ticket.save(update_fields=["due_on"])
    leading.promise(ticket.case, ticket.due_on)
    step = leading.waiting_step(ticket.case)
    if step is not None and step.code == "handle":
        leading.defer(step, ticket.due_on)
