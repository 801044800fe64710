"""What the operations on tickets share: the lock, the record, the refusals several of them make."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.holidays import calendar_of
from zhigong.base.operations import act
from zhigong.engines.cases.operations import leading
from zhigong.work.hotline import queries
from zhigong.work.hotline.models import Leg, Ticket
from zhigong.work.hotline.workflow import TICKET

if TYPE_CHECKING:
    from zhigong.engines.cases.models import CaseStep
    from zhigong.registry.unions.models import Union


class WordsMissing(UserError):
    """What is done here wants a reason."""

    code = "words_missing"
    text = "请写明原因。"


class OwnCall(UserError):
    """Nobody works on a call of her own."""

    code = "own_call"
    text = "这是您本人反映的事项，请转由同事办理。"


def locked(ticket: Ticket) -> Ticket:
    """Return a ticket and its case, freshly read and locked; the case first, as the engine does."""
    case = leading.lock(ticket.case)
    fresh = TICKET.lock(ticket)
    fresh.case = case
    return fresh


def step_of(ticket: Ticket, code: str, *, actor: Actor, at: datetime) -> "CaseStep":
    """Return the step a locked ticket waits in, for an actor who may do it.

    :raises StepDecidedAlready, NotYourStep: as they say; ``OwnCall`` of who called herself.
    """
    step = leading.require_step(ticket.case, code, actor=actor, on=at.date())
    step.case = ticket.case
    if actor.person_id is not None and actor.person_id == ticket.person_id:
        raise OwnCall
    return step


def tell(
    ticket: Ticket,
    verb: str,
    *,
    actor: Actor,
    at: datetime,
    step: "CaseStep | None" = None,
    text: str = "",
    is_public: bool = True,
) -> None:
    """Write what happened into the case's history and the operation's record, and publish it."""
    act().on(ticket, node_id=step.unit_id if step else ticket.case.union_id, state=ticket.state)
    leading.note(ticket.case, verb, actor=actor, at=at, step=step, text=text, is_public=is_public)
    leading.tell(ticket.case, on=at.date())


def after(day: date, working_days: int, *, at: "Union") -> date:
    """Return the last day of a limit of working days at a union; the first is not counted."""
    return calendar_of(at.region).add_working_days(day, working_days)


def clean(ticket: Ticket, words: str) -> str:
    """Return words about a ticket as they may be kept and shown: nobody is named in them."""
    return queries.masked_for(ticket, words.strip())[:1_000]


def require_words(words: str) -> None:
    """Refuse silence where a reason is wanted.

    :raises WordsMissing: nothing was said.
    """
    if not words.strip():
        raise WordsMissing(field="words")


def last_leg(ticket: Ticket) -> Leg | None:
    """Return the last dispatch of a ticket, unless it was turned back."""
    return queries.legs_of(ticket).exclude(state="turned_back").last()


def above(ticket: Ticket, union: "Union") -> "Union | None":
    """Return who dispatched a ticket to a union, or else the federation above it."""
    leg = queries.legs_of(ticket).filter(to_union=union).exclude(state="turned_back").last()
    if leg is not None and leg.from_union_id != union.pk:
        return leg.from_union
    return None if union.parent is None else queries.federation_above(union.parent)


def half(days: int) -> int:
    """Return the working days of a second handling: half of the first, at least one."""
    return max(days // 2, 1)


ONE_DAY = timedelta(days=1)
