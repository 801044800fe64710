"""Take a call: find out whether it is secret, answer at once, or lay it before who dispatches."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import F

from zhigong.base.actor import Actor
from zhigong.base.crypto import new_data_key, wrap
from zhigong.base.errors import UserError
from zhigong.base.fields import conceal
from zhigong.base.operations import act, operation
from zhigong.engines.cases import operations as cases
from zhigong.engines.cases.contract import PROGRAMMES, Channel
from zhigong.engines.cases.operations import leading
from zhigong.kernel.phone import normalise_phone
from zhigong.registry.audit.operations import record_reading
from zhigong.work.hotline import queries, rules
from zhigong.work.hotline.contract import (
    OPEN_PROGRAMME,
    SECRET_PROGRAMME,
    Consent,
    Difficulty,
    Kind,
    TicketState,
)
from zhigong.work.hotline.models import Article, Ticket
from zhigong.work.hotline.operations._common import after, locked, require_words, tell
from zhigong.work.hotline.workflow import TICKET

if TYPE_CHECKING:
    from zhigong.engines.cases.models import Case
    from zhigong.registry.people.models import Person
    from zhigong.registry.unions.models import Union


class CallerHidden(UserError):
    """Who called is not told here."""

    code = "caller_hidden"
    text = "保密工单的来电人身份不向您所在的工会提供；确需联系，请由区县总工会转达。"
    status = 403


class AnswerMissing(UserError):
    """A call answered at once has an answer."""

    code = "answer_missing"
    text = "即时答复须写明答复内容。"


class NotMerged(UserError):
    """The two calls do not fit together."""

    code = "not_merged"
    text = "{why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What was said on the telephone, or what an outside hotline handed over.

    :param text: in full, as it was said; the case gets it masked.
    :param is_secret: ``None`` = by the kind.
    :param accused_union: the union of whom it is about.
    :param answer: filled when it was answered on the call and nothing is left to do.
    :param due_on: where an outside hotline sets the limit.
    """

    kind: str
    subject: str
    text: str
    difficulty: str = Difficulty.PLAIN
    name: str = ""
    phone: str = ""
    person: "Person | None" = None
    accused: str = ""
    accused_union: "Union | None" = None
    is_secret: bool | None = None
    consent: str = Consent.NOT_ASKED
    answer: str = ""
    article: Article | None = None
    external_system: str = ""
    external_number: str = ""
    channel: str = Channel.HOTLINE
    due_on: date | None = None

    @property
    def is_kept_secret(self) -> bool:
        """Whether it becomes a 保密工单."""
        return rules.is_secret_by_default(self.kind) if self.is_secret is None else self.is_secret

    def clean(self, text: str) -> str:
        """Return a text of it without numbers of people and without the caller's name."""
        return rules.masked_text(
            text.strip(), names=[self.name], numbers=[normalise_phone(self.phone)]
        )


@operation("hotline.take_call")
def take_call(
    *, actor: Actor, at: datetime, seat: "Union", call: Call, key: UUID | None = None
) -> Ticket:
    """Open the ticket of a call; answered at once it is closed, else it waits to be dispatched.

    Taken at the seat's federation; at the one above where the seat itself belongs to the accused.

    :param key: the same for every sending of the form: the first one's ticket is returned.
    :raises AnswerMissing: it is said to be answered, and the answer is blank.
    """
    if (known := _known(call, key)) is not None:
        act().unchanged()
        return known
    accused_id = call.accused_union.pk if call.accused_union else None
    home = queries.federation_above(seat, but_below=accused_id if call.is_kept_secret else None)
    case = _open_case(call, actor=actor, at=at, home=home, key=key)
    ticket = _new_ticket(case, call, actor=actor, at=at)
    if call.article is not None:
        Article.objects.trusted("counted for what was used").filter(pk=call.article.pk).update(
            used_times=F("used_times") + 1
        )
    if ticket.is_immediate:
        leading.finish_case(case, actor=actor, at=at, result=ticket.answer)
        tell(ticket, "ticket_answered", actor=actor, at=at, text=ticket.answer)
    else:
        leading.promise(case, ticket.due_on)
        tell(ticket, "ticket_taken", actor=actor, at=at)
    return ticket


def _known(call: Call, key: UUID | None) -> Ticket | None:
    rows = Ticket.objects.trusted("the same call, sent again").select_related("case")
    if call.external_number:
        found = rows.filter(
            external_system=call.external_system, external_number=call.external_number
        ).first()
        if found is not None:
            return found
    return None if key is None else rows.filter(case__submission_key=key).first()


def _open_case(
    call: Call, *, actor: Actor, at: datetime, home: "Union", key: UUID | None
) -> "Case":
    """Open the case; of a secret call it holds nothing about the caller."""
    code = SECRET_PROGRAMME if call.is_kept_secret else OPEN_PROGRAMME
    answers: dict[str, Any] = {
        "kind": call.kind,
        "subject": call.clean(call.subject),
        "details": call.clean(call.text),
    }
    if call.accused:
        answers["accused"] = call.clean(call.accused)
    return cases.open_case(
        actor=actor,
        at=at,
        programme=PROGRAMMES.get(code),
        union=home,
        answers=answers,
        channel=Channel(call.channel),
        person=None if call.is_kept_secret else call.person,
        key=key,
    )


def _new_ticket(case: "Case", call: Call, *, actor: Actor, at: datetime) -> Ticket:
    days = queries.practice_of(case.union, on=at.date()).days_for(call.difficulty)
    wrapped = wrap(new_data_key())
    is_immediate = bool(call.answer)
    if is_immediate and not call.answer.strip():
        raise AnswerMissing(field="answer")
    return Ticket.objects.create(
        case=case,
        kind=Kind(call.kind),
        subject=call.clean(call.subject)[:80],
        difficulty=call.difficulty,
        state=TicketState.CLOSED if is_immediate else TicketState.DISPATCH,
        due_on=call.due_on or after(at.date(), days, at=case.union),
        is_secret=call.is_kept_secret,
        is_immediate=is_immediate,
        taken_by_id=actor.user_id,
        data_key=wrapped,
        name_cipher=conceal(wrapped, call.name.strip()),
        phone_cipher=conceal(wrapped, normalise_phone(call.phone)),
        text_cipher=conceal(wrapped, call.text.strip()),
        phone_blind=queries.phone_blind(call.phone),
        person=call.person,
        consent=call.consent,
        consent_at=at if call.consent else None,
        accused=call.clean(call.accused)[:120],
        accused_union=call.accused_union,
        external_system=call.external_system,
        external_number=call.external_number,
        article=call.article,
        answer=call.clean(call.answer)[:1_000],
        answered_at=at if is_immediate else None,
        handler_id=actor.user_id if is_immediate else None,
        unit=case.union if is_immediate else None,
        is_on_time=True if is_immediate else None,
    )


@operation("hotline.urge_ticket")
def urge_ticket(*, actor: Actor, at: datetime, ticket: Ticket) -> Ticket:
    """Record that the caller called again about an open ticket, and tell who has it (催单).

    :raises NotMerged: it has ended.
    """
    ticket = locked(ticket)
    if not ticket.is_open:
        raise NotMerged(why="这件工单已经办结，请登记为新的来电。")
    ticket.calls += 1
    ticket.save(update_fields=["calls"])
    leading.urge(ticket.case, actor=actor, at=at)
    tell(ticket, "ticket_urged", actor=actor, at=at, text=f"第{ticket.calls}次来电")
    return ticket


@operation("hotline.merge_ticket")
def merge_ticket(
    *, actor: Actor, at: datetime, ticket: Ticket, into: Ticket, words: str = ""
) -> Ticket:
    """Join a repeat call to the ticket of the first one; the repeat ends there (并单).

    :raises NotMerged: one has ended, both are one, or a secret would become open to others.
    """
    first, second = sorted((ticket, into), key=lambda one: one.case_id)
    fresh = {one.pk: locked(one) for one in (first, second)}
    ticket, into = fresh[ticket.pk], fresh[into.pk]
    _require_fit(ticket, into)
    step = leading.waiting_step(ticket.case)
    reason = f"重复来电，并入工单 {into.case.number}"
    leading.close_case(ticket.case, actor=actor, at=at, reason=reason)
    TICKET.move(ticket, "merge", actor=actor, at=at, changes={"merged_into": into})
    into.calls += ticket.calls
    into.save(update_fields=["calls"])
    tell(ticket, "ticket_merged", actor=actor, at=at, step=step, text=reason)
    tell(into, "ticket_joined", actor=actor, at=at, text=f"并入工单 {ticket.case.number}")
    return into


def _require_fit(ticket: Ticket, into: Ticket) -> None:
    if ticket.pk == into.pk:
        raise NotMerged(why="不能并入自己，请填写另一件工单的编号。", field="into")
    if not ticket.is_open or not into.is_open:
        raise NotMerged(why="两件工单都在办理中才能并单，其中一件已经办结。", field="into")
    if ticket.is_secret and not into.is_secret:
        raise NotMerged(why="保密工单不能并入非保密工单。", field="into")


@operation("hotline.open_caller")
def open_caller(*, actor: Actor, ticket: Ticket, field: str, reason: str) -> str:
    """Return the caller's name, telephone or own words in clear, and leave an entry of who read.

    :param field: ``name``, ``phone`` or ``text``.
    :raises WordsMissing: no reason was given.
    :raises CallerHidden: the actor may not know her.
    :legal: 个人信息保护法 arts. 51, 54; 信访工作条例 art. 30.
    """
    require_words(reason)
    if not queries.may_know_caller(actor=actor, ticket=ticket):
        raise CallerHidden
    record_reading(
        actor=actor, target=ticket, fields=(field,), reason=reason, union_id=ticket.case.union_id
    )
    act().unchanged()
    return {
        "name": queries.clear_name,
        "phone": queries.clear_phone,
        "text": queries.clear_text,
    }[field](ticket)
