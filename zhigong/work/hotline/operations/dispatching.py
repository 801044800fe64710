"""Dispatch a ticket down the four levels, sign for it, turn it back, raise it, grade it."""

from datetime import datetime
from typing import TYPE_CHECKING

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.operations import act, operation
from zhigong.engines.cases.operations import leading
from zhigong.work.hotline import queries, rules
from zhigong.work.hotline.contract import Consent, LegState, TicketState
from zhigong.work.hotline.models import Leg, Ticket
from zhigong.work.hotline.operations._common import (
    above,
    after,
    clean,
    last_leg,
    locked,
    require_words,
    step_of,
    tell,
)
from zhigong.work.hotline.permissions import CALLER, DISPATCH
from zhigong.work.hotline.workflow import TICKET

if TYPE_CHECKING:
    from zhigong.engines.cases.models import CaseStep
    from zhigong.registry.unions.models import Union


class NotSentThere(UserError):
    """The union may not get this ticket."""

    code = "not_sent_there"
    text = "{why}"


class SignedTooLate(UserError):
    """A ticket is turned back within the limit for signing, or worked."""

    code = "signed_too_late"
    text = "签收期限 {on} 已过，不能再退单。请签收后办理，或办理中提级。"


class NothingAboveTicket(UserError):
    """The ticket lies at the top."""

    code = "nothing_above_ticket"
    text = "「{unit}」没有上级派单工会，不能提级。"


class NotYoursToDecide(UserError):
    """The county decides, and not the accused's own house."""

    code = "not_yours_to_decide"
    text = "须由区县及以上总工会决定，被反映单位所属工会不能决定。"
    status = 403


_WHY = {
    "accused": "「{unit}」是被反映单位的工会或其下级，保密工单不能派去。"
    "确有必要的，先由区县总工会决定并写明理由。",
    "unknown": "还没有登记被反映单位的工会，保密工单不能派到基层工会，以免派给被反映单位。"
    "请先登记涉及单位工会，或由区县总工会决定。",
}


@operation("hotline.dispatch_ticket")
def dispatch_ticket(
    *, actor: Actor, at: datetime, ticket: Ticket, to_union: "Union", words: str = ""
) -> Leg:
    """Send a ticket to a union below, from where it waits to be dispatched or is worked.

    :raises NotSentThere: the union does not lie below, has ended, or is the accused's.
    """
    ticket = locked(ticket)
    step = step_of(ticket, ticket.state, actor=actor, at=at)
    _require_right(actor, step)
    _require_target(ticket, step.unit, to_union)
    said = clean(ticket, words)
    practice = queries.practice_of(to_union, on=at.date())
    until = after(at.date(), practice.sign_days, at=to_union)
    _settle_leg(ticket, LegState.PASSED_ON, actor=actor, at=at)
    leading.hand_on(step, to="sign", union=to_union, actor=actor, at=at, opinion=said, due_on=until)
    TICKET.move(ticket, "dispatch", actor=actor, at=at, changes={"unit": to_union})
    leg = Leg.objects.create(
        ticket=ticket,
        from_union=step.unit,
        to_union=to_union,
        sent_at=at,
        sent_by_id=actor.user_id,
        words=said,
        sign_until=until,
    )
    text = "：".join(filter(None, (to_union.name, said)))
    tell(ticket, "ticket_dispatched", actor=actor, at=at, step=step, text=text)
    return leg


def _require_right(actor: Actor, step: "CaseStep") -> None:
    if not actor.scope(DISPATCH).covers(step.unit.ancestors):
        raise NotSentThere(why=f"「{step.unit.name}」的派单权限不在您这里。")


def _require_target(ticket: Ticket, unit: "Union", target: "Union") -> None:
    if unit.pk not in target.ancestors[:-1]:
        why = f"「{target.name}」不是「{unit.name}」的下级工会，只能派给下级。"
        raise NotSentThere(why=why, field="to_union")
    if target.has_ended:
        why = f"「{target.name}」已撤销或合并，请选择承接它的工会。"
        raise NotSentThere(why=why, field="to_union")
    if refused := why_not_sent(ticket, target):
        raise NotSentThere(why=refused, field="to_union")


def why_not_sent(ticket: Ticket, target: "Union") -> str:
    """Return in words why a ticket may not be sent to a union; nothing when it may."""
    why = rules.why_not_sent_there(
        is_secret=ticket.is_secret,
        target_path=target.ancestors,
        target_kind=target.kind,
        accused_id=ticket.accused_union_id,
        is_decided=ticket.accused_decided_at is not None,
    )
    return _WHY[why].format(unit=target.name) if why else ""


def _settle_leg(ticket: Ticket, state: LegState, *, actor: Actor, at: datetime) -> None:
    """Say what became of the last dispatch, when another follows it."""
    leg = last_leg(ticket)
    if leg is not None and leg.state in (LegState.SENT, LegState.SIGNED):
        leg.state, leg.settled_at, leg.settled_by_id = state, at, actor.user_id
        leg.save(update_fields=["state", "settled_at", "settled_by"])


@operation("hotline.keep_ticket")
def keep_ticket(*, actor: Actor, at: datetime, ticket: Ticket, words: str = "") -> Ticket:
    """Work a ticket where it would be dispatched (本级办理)."""
    ticket = locked(ticket)
    step = step_of(ticket, "dispatch", actor=actor, at=at)
    _lay_contact(ticket, step, actor=actor, at=at, words=clean(ticket, words))
    TICKET.move(ticket, "keep", actor=actor, at=at, changes={"unit": step.unit})
    text = "：".join(filter(None, ("本级办理", clean(ticket, words))))
    tell(ticket, "ticket_dispatched", actor=actor, at=at, step=step, text=text)
    return ticket


@operation("hotline.sign_ticket")
def sign_ticket(*, actor: Actor, at: datetime, ticket: Ticket) -> Ticket:
    """Sign for a ticket; the caller is then reached by who may know her."""
    ticket = locked(ticket)
    step = step_of(ticket, "sign", actor=actor, at=at)
    _settle_leg(ticket, LegState.SIGNED, actor=actor, at=at)
    _lay_contact(ticket, step, actor=actor, at=at)
    TICKET.move(ticket, "sign", actor=actor, at=at)
    tell(ticket, "ticket_signed", actor=actor, at=at, step=step)
    return ticket


def _lay_contact(
    ticket: Ticket, step: "CaseStep", *, actor: Actor, at: datetime, words: str = ""
) -> None:
    """Lay the contact before the unit; of a secret call before the county, which alone knows her.

    :legal: 信访工作条例 art. 30.
    """
    unit = step.unit
    if ticket.is_secret and ticket.consent != Consent.GIVEN:
        unit = queries.federation_above(unit, but_below=ticket.accused_union_id)
    days = queries.practice_of(unit, on=at.date()).contact_days
    leading.hand_on(
        step,
        to="contact",
        union=unit,
        actor=actor,
        at=at,
        opinion=words,
        due_on=after(at.date(), days, at=unit),
    )


@operation("hotline.turn_back_ticket")
def turn_back_ticket(*, actor: Actor, at: datetime, ticket: Ticket, words: str) -> Ticket:
    """Return a ticket to who dispatched it, with the reason, within the limit for signing (退单).

    :raises WordsMissing, SignedTooLate: as they say.
    """
    ticket = locked(ticket)
    step = step_of(ticket, "sign", actor=actor, at=at)
    require_words(words)
    leg = last_leg(ticket)
    assert leg is not None
    if at.date() > leg.sign_until:
        raise SignedTooLate(on=f"{leg.sign_until:%Y-%m-%d}")
    said = clean(ticket, words)
    leg.settled_words = said
    leg.save(update_fields=["settled_words"])
    _settle_leg(ticket, LegState.TURNED_BACK, actor=actor, at=at)
    leading.hand_on(
        step, to="dispatch", union=leg.from_union, actor=actor, at=at, opinion=said, is_moved=True
    )
    TICKET.move(ticket, "turn_back", actor=actor, at=at, changes={"unit": None})
    tell(ticket, "ticket_turned_back", actor=actor, at=at, step=step, text=said)
    return ticket


@operation("hotline.raise_ticket")
def raise_ticket(*, actor: Actor, at: datetime, ticket: Ticket, words: str) -> Ticket:
    """Hand a ticket that is worked back up, with the reason (提级办理).

    :raises WordsMissing, NothingAboveTicket: as they say.
    """
    ticket = locked(ticket)
    code = ticket.state if ticket.state == TicketState.CONTACT else "handle"
    step = step_of(ticket, code, actor=actor, at=at)
    require_words(words)
    unit = ticket.unit or step.unit
    target = above(ticket, unit)
    if target is None:
        raise NothingAboveTicket(unit=unit.name)
    send_up(ticket, step, target, actor=actor, at=at, words=clean(ticket, words))
    return ticket


def send_up(
    ticket: Ticket,
    step: "CaseStep",
    target: "Union",
    *,
    actor: Actor,
    at: datetime,
    words: str,
) -> None:
    """Lay a locked ticket before a union above, to be dispatched anew or worked there."""
    leading.hand_on(
        step, to="dispatch", union=target, actor=actor, at=at, opinion=words, is_moved=True
    )
    TICKET.move(ticket, "raise", actor=actor, at=at, changes={"unit": None})
    text = "：".join(filter(None, (target.name, words)))
    tell(ticket, "ticket_raised", actor=actor, at=at, step=step, text=text)


@operation("hotline.decide_accused")
def decide_accused(*, actor: Actor, at: datetime, ticket: Ticket, words: str) -> Ticket:
    """Decide, at the county or above, that a secret ticket may go to the accused's own union.

    Who called stays hidden there all the same.

    :raises WordsMissing, NotYoursToDecide: as they say.
    """
    ticket = locked(ticket)
    require_words(words)
    if not queries.may_decide_accused(actor=actor, ticket=ticket):
        raise NotYoursToDecide
    said = clean(ticket, words)
    ticket.accused_decided_at, ticket.accused_decided_by_id = at, actor.user_id
    ticket.accused_reason = said
    ticket.save(update_fields=["accused_decided_at", "accused_decided_by", "accused_reason"])
    text = f"可派被反映单位所属工会：{said}"
    tell(ticket, "ticket_accused", actor=actor, at=at, text=text, is_public=False)
    return ticket


@operation("hotline.name_accused")
def name_accused(*, actor: Actor, at: datetime, ticket: Ticket, union: "Union | None") -> Ticket:
    """Record whose union the accused's is, so that a secret ticket never gets there.

    :raises NotYoursToDecide: the actor may not know the caller, so may not steer who does.
    """
    ticket = locked(ticket)
    if not actor.scope(CALLER).covers(ticket.case.union.ancestors):
        raise NotYoursToDecide
    if ticket.accused_union_id == (union.pk if union else None):
        act().unchanged()
        return ticket
    ticket.accused_union = union
    ticket.save(update_fields=["accused_union"])
    text = f"涉及单位工会：{union.name if union else '不详'}"
    tell(ticket, "ticket_accused", actor=actor, at=at, text=text, is_public=False)
    return ticket


@operation("hotline.grade_ticket")
def grade_ticket(*, actor: Actor, at: datetime, ticket: Ticket, difficulty: str) -> Ticket:
    """Grade how difficult a ticket is; its limit counts from the day of the call all the same.

    :raises NotYourStep, StepDecidedAlready: it does not wait to be dispatched by the actor.
    """
    ticket = locked(ticket)
    step = step_of(ticket, "dispatch", actor=actor, at=at)
    if ticket.difficulty == difficulty:
        act().unchanged()
        return ticket
    practice = queries.practice_of(ticket.case.union, on=ticket.case.opened_on)
    granted = sum(one.days for one in queries.extensions_of(ticket).filter(state="granted"))
    ticket.difficulty = difficulty
    days = practice.days_for(difficulty) + granted
    ticket.due_on = after(ticket.case.opened_on, days, at=ticket.case.union)
    ticket.save(update_fields=["difficulty", "due_on"])
    leading.promise(ticket.case, ticket.due_on)
    text = f"{ticket.get_difficulty_display()}，{ticket.due_on:%Y-%m-%d} 前办结"
    tell(ticket, "ticket_graded", actor=actor, at=at, step=step, text=text)
    return ticket
