"""Call back, have it done again where the caller is not content, check, and close."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.operations import operation
from zhigong.engines.cases.operations import leading
from zhigong.work.hotline import queries, rules
from zhigong.work.hotline.contract import ContactOutcome
from zhigong.work.hotline.models import Ticket
from zhigong.work.hotline.operations._common import (
    above,
    after,
    clean,
    half,
    locked,
    require_words,
    step_of,
    tell,
)
from zhigong.work.hotline.operations.dispatching import send_up
from zhigong.work.hotline.operations.handling import keep_try
from zhigong.work.hotline.workflow import TICKET

if TYPE_CHECKING:
    from zhigong.engines.cases.models import CaseStep


class AnotherPerson(UserError):
    """Nobody calls back, or checks, what she did herself."""

    code = "another_person"
    text = "您办理过这件工单，{what}须由另一位同事完成。"


class SatisfactionMissing(UserError):
    """Who was reached said how content she is."""

    code = "satisfaction_missing"
    text = "已联系上的，请选择职工的满意程度。"


@operation("hotline.call_back")
def call_back(
    *,
    actor: Actor,
    at: datetime,
    ticket: Ticket,
    outcome: str,
    satisfaction: str = "",
    words: str = "",
) -> Ticket:
    """Ask the caller whether it helped; not content, it is done again, twice at most, then above.

    :param satisfaction: code of ``Satisfaction``; wanted when she was reached.
    :raises AnotherPerson: the actor handled it.
    :raises SatisfactionMissing, TooSoon: as they say.
    """
    ticket = locked(ticket)
    step = step_of(ticket, "call_back", actor=actor, at=at)
    _require_another(ticket, actor, "回访")
    is_reached = outcome == ContactOutcome.REACHED
    if is_reached and not satisfaction:
        raise SatisfactionMissing(field="satisfaction")
    tries = queries.tries_of(ticket).filter(is_call_back=True, round=ticket.redo_times)
    earlier = list(tries.values_list("at", flat=True))
    said = keep_try(
        ticket, earlier, actor=actor, at=at, outcome=outcome, words=words, is_call_back=True
    )
    ticket.called_back_by_id = actor.user_id
    ticket.satisfaction = satisfaction if is_reached else ""
    ticket.save(update_fields=["called_back_by", "satisfaction"])
    if is_reached:
        said = f"{ticket.get_satisfaction_display()}。{said}"
    leading.note(ticket.case, "ticket_called_back", actor=actor, at=at, step=step, text=said)
    if is_reached and not rules.is_good(satisfaction):
        _not_content(ticket, step, actor=actor, at=at, words=clean(ticket, words))
    elif is_reached or rules.may_give_up(earlier, at=at):
        _go_on(ticket, step, actor=actor, at=at)
    else:
        tell(ticket, "ticket_tried", actor=actor, at=at, step=step, is_public=False)
    return ticket


def _require_another(ticket: Ticket, actor: Actor, what: str) -> None:
    """Refuse who signed for, worked or answered the ticket."""
    if actor.user_id is None:
        return
    if queries.has_worked(user_id=actor.user_id, ticket=ticket):
        raise AnotherPerson(what=what)


def _not_content(
    ticket: Ticket, step: "CaseStep", *, actor: Actor, at: datetime, words: str
) -> None:
    unit = ticket.unit or ticket.case.union
    if ticket.redo_times < rules.MOST_REDOS:
        redo(ticket, step, actor=actor, at=at, words=words)
        return
    target = above(ticket, unit)
    if ticket.redo_times == rules.MOST_REDOS and target is not None:
        ticket.redo_times += 1
        ticket.save(update_fields=["redo_times"])
        reason = "两次重办后职工仍不满意"
        send_up(
            ticket, step, target, actor=actor, at=at, words="，".join(filter(None, (reason, words)))
        )
        return
    _go_on(ticket, step, actor=actor, at=at)


def redo(ticket: Ticket, step: "CaseStep", *, actor: Actor, at: datetime, words: str) -> None:
    """Lay a locked ticket before its unit once more, with half of its limit (退回重办)."""
    unit = ticket.unit or ticket.case.union
    practice = queries.practice_of(unit, on=at.date())
    until = after(at.date(), half(practice.days_for(ticket.difficulty)), at=unit)
    leading.hand_on(step, to="handle", union=unit, actor=actor, at=at, opinion=words, due_on=until)
    changes: dict[str, Any] = {
        "redo_times": min(ticket.redo_times + 1, rules.MOST_REDOS + 1),
        "due_on": max(ticket.due_on, until),
        "check_passed": None,
    }
    TICKET.move(ticket, "redo", actor=actor, at=at, changes=changes)
    leading.promise(ticket.case, ticket.due_on)
    tell(ticket, "ticket_redo", actor=actor, at=at, step=step, text=words)


def _go_on(ticket: Ticket, step: "CaseStep", *, actor: Actor, at: datetime) -> None:
    """Send a ticket to the check, or close it where none is due."""
    practice = queries.practice_of(ticket.case.union, on=at.date())
    is_checked = rules.is_checked(
        number=ticket.case.number,
        percent=practice.check_percent,
        is_secret=ticket.is_secret,
        was_redone=ticket.redo_times > 0,
        is_late=ticket.is_on_time is False,
    )
    if not is_checked:
        close(ticket, step, actor=actor, at=at)
        return
    leading.hand_on(
        step,
        to="check",
        union=ticket.case.union,
        actor=actor,
        at=at,
        due_on=after(at.date(), practice.check_days, at=ticket.case.union),
    )
    TICKET.move(ticket, "check", actor=actor, at=at)
    tell(
        ticket, "ticket_called_back", actor=actor, at=at, step=step, text="转质检", is_public=False
    )


def close(ticket: Ticket, step: "CaseStep", *, actor: Actor, at: datetime) -> None:
    """Close a locked ticket and its case."""
    leading.finish_case(ticket.case, actor=actor, at=at, result=ticket.answer, step=step)
    TICKET.move(ticket, "close", actor=actor, at=at)
    tell(ticket, "ticket_checked", actor=actor, at=at, step=step, text="办结", is_public=False)


@operation("hotline.check_ticket")
def check_ticket(
    *, actor: Actor, at: datetime, ticket: Ticket, is_passed: bool, words: str = ""
) -> Ticket:
    """Check what was done before a ticket is closed; what does not pass is done again (质检).

    :raises AnotherPerson: the actor handled it or called back.
    :raises WordsMissing: it does not pass, and nobody says why.
    """
    ticket = locked(ticket)
    step = step_of(ticket, "check", actor=actor, at=at)
    _require_another(ticket, actor, "质检")
    if actor.user_id is not None and actor.user_id == ticket.called_back_by_id:
        raise AnotherPerson(what="质检")
    if not is_passed:
        require_words(words)
    said = clean(ticket, words)
    verdict = "合格" if is_passed else "不合格"
    text = "：".join(filter(None, (verdict, said)))
    leading.note(
        ticket.case, "ticket_checked", actor=actor, at=at, step=step, text=text, is_public=False
    )
    ticket.checked_by_id, ticket.check_passed = actor.user_id, is_passed
    ticket.save(update_fields=["checked_by", "check_passed"])
    if is_passed:
        close(ticket, step, actor=actor, at=at)
    else:
        redo(ticket, step, actor=actor, at=at, words=said)
        ticket.check_passed = False
        ticket.save(update_fields=["check_passed"])
    return ticket
