"""Where a ticket is on its chain, what may be done next, and why not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhigong.base.actor import Actor
from zhigong.engines.cases import queries as cases
from zhigong.kernel.text import N_
from zhigong.work.hotline import rules
from zhigong.work.hotline.contract import WAITING_STATES, TicketState
from zhigong.work.hotline.permissions import CALLER, DISPATCH, TAKE
from zhigong.work.hotline.queries.tickets import (
    extensions_of,
    legs_of,
    may_decide_accused,
)

if TYPE_CHECKING:
    from zhigong.engines.cases.models import CaseStep
    from zhigong.work.hotline.models import Ticket

_S = TicketState
# What is done in a state, the usual thing first.
OFFERED = {
    _S.DISPATCH: ("dispatch", "keep", "grade", "merge"),
    _S.SIGN: ("sign", "turn_back", "dispatch"),
    _S.CONTACT: ("try", "dispatch", "raise"),
    _S.HANDLE: ("feed_back", "extend", "dispatch", "raise"),
    _S.CALL_BACK: ("call_back",),
    _S.CHECK: ("check",),
}
STAGES = (
    (_S.DISPATCH, N_("派单")),
    (_S.SIGN, N_("签收")),
    (_S.CONTACT, N_("联系职工")),
    (_S.HANDLE, N_("办理反馈")),
    (_S.CALL_BACK, N_("回访")),
    (_S.CHECK, N_("质检")),
    (_S.CLOSED, N_("办结")),
)


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that is done in the state of a ticket; ``why_not`` is empty when it may be."""

    code: str
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the chain: ``done``, ``now`` or ``next``; who has it, by when."""

    title: str
    state: str
    who: str = ""
    due_on: date | None = None


def has_worked(*, user_id: int | None, ticket: "Ticket") -> bool:
    """Whether somebody signed for a ticket or answered it: another calls back, another checks."""
    if user_id is None:
        return False
    if ticket.handler_id == user_id:
        return True
    return legs_of(ticket).filter(settled_by_id=user_id, state="signed").exists()


def stages_of(ticket: "Ticket", step: "CaseStep | None") -> list[Stage]:
    """Return the chain of a ticket for drawing."""
    codes = [code for code, _title in STAGES]
    at = codes.index(_S.CLOSED) + 1 if ticket.state not in WAITING_STATES else 0
    at = at or codes.index(TicketState(ticket.state))
    found = []
    for number, (_code, title) in enumerate(STAGES):
        state = "done" if number < at else "now" if number == at else "next"
        is_now = state == "now" and step is not None
        who = step.unit.name if is_now and step else ""
        found.append(Stage(_(title), state, who, step.due_on if is_now and step else None))
    return found


def offers_of(*, actor: Actor, ticket: "Ticket", step: "CaseStep | None", on: date) -> list[Offer]:
    """Return what is done with a ticket now, with the reason where the actor may not do it."""
    if step is None or ticket.state not in WAITING_STATES:
        return []
    whose = _whose(actor, ticket, step, on)
    found = [
        Offer(code, whose or _why_not(code, actor=actor, ticket=ticket, step=step, on=on))
        for code in OFFERED[TicketState(ticket.state)]
    ]
    return [*found, *_besides(actor, ticket)]


def _whose(actor: Actor, ticket: "Ticket", step: "CaseStep", on: date) -> str:
    if not cases.may_handle(actor=actor, step=step, on=on):
        return _("「%(step)s」由「%(unit)s」办理，您可以查看。") % {
            "step": step.title,
            "unit": step.unit.name,
        }
    if actor.person_id is not None and actor.person_id == ticket.person_id:
        return _("这是您本人反映的事项，请转由同事办理。")
    return ""


def _why_not(code: str, *, actor: Actor, ticket: "Ticket", step: "CaseStep", on: date) -> str:
    """Return what of the rules stands against one thing."""
    if code == "dispatch" and not actor.scope(DISPATCH).covers(step.unit.ancestors):
        return _("您没有派单权限。")
    if code == "turn_back":
        leg = legs_of(ticket).filter(state="sent").last()
        if leg is None or on > leg.sign_until:
            return _("签收期限已过，不能再退单。")
    if code in ("call_back", "check") and has_worked(user_id=actor.user_id, ticket=ticket):
        return _("您办理过这件工单，须由另一位同事完成。")
    if code == "check" and actor.user_id and actor.user_id == ticket.called_back_by_id:
        return _("您做过这件工单的回访，质检须由另一位同事完成。")
    if code == "extend":
        return _why_not_longer(ticket, on)
    return ""


def _why_not_longer(ticket: "Ticket", on: date) -> str:
    states = list(extensions_of(ticket).values_list("state", flat=True))
    if "asked" in states:
        return _("已有一项延期申请等待审批。")
    if states.count("granted") >= rules.MOST_EXTENSIONS:
        return _("已经延期过一次，不能再延。")
    return _("办结期限已过，延期须在到期前申请。") if on > ticket.due_on else ""


def _besides(actor: Actor, ticket: "Ticket") -> Iterator[Offer]:
    """Yield what may be done wherever a ticket waits, to those who may."""
    if actor.may(TAKE):
        yield Offer("urge")
    if not ticket.is_secret:
        return
    if actor.scope(CALLER).covers(ticket.case.union.ancestors):
        yield Offer("name_accused")
    if ticket.accused_decided_at is None and may_decide_accused(actor=actor, ticket=ticket):
        yield Offer("decide_accused")
