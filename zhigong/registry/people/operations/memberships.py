"""Write memberships: join, approve, retain, restore, end.

:legal: 工会会员会籍管理办法 (2016): where the employment is, there the membership is.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from django.db.models import Max

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.events import publish
from zhigong.base.operations import act, operation
from zhigong.registry.people.contract import MembershipState
from zhigong.registry.people.events import MemberExpelled, MembershipsChanged
from zhigong.registry.people.models import Membership, Person, Retention, Transfer
from zhigong.registry.people.operations.access import DateInFuture, UnionEnded, require
from zhigong.registry.people.workflow import MEMBERSHIP, TRANSFER

if TYPE_CHECKING:
    from zhigong.registry.employers.models import Employer
    from zhigong.registry.unions.models import Union

EndWay = Literal["leave", "leave_automatically", "expel", "die"]
END_REASON_OF = {
    "leave": "left",
    "leave_automatically": "inactive",
    "expel": "crime",
    "die": "died",
}


class AlreadyMember(UserError):
    """The person has an open membership in this union."""

    code = "already_member"
    text = "该职工已经是本工会会员，或入会申请正在审批。"


class MemberElsewhere(UserError):
    """The person has an open membership in another union: a transfer is the way."""

    code = "member_elsewhere"
    text = "该职工的会籍在其他工会。请办理会籍接转，不要重复入会。"


class BeforeLastEnd(UserError):
    """The new membership would begin before the last one ended."""

    code = "before_last_end"
    text = "开始日期早于上一段会籍的终止日期 {last}，请填写 {last} 或之后的日期。"


class BeforeStart(UserError):
    """The day lies before the membership began."""

    code = "before_start"
    text = "日期早于会籍开始日期 {start}，请核对。"


class PersonDeceased(UserError):
    """The person is recorded as deceased."""

    code = "person_deceased"
    text = "该职工已登记去世，不能办理入会。如登记有误，请联系上级工会更正。"


class CriminalDecisionMissing(UserError):
    """A member is expelled only after a criminal judgement."""

    code = "criminal_decision_missing"
    text = "开除会籍须有刑事判决。请填写判决书文号。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How a person works where she is a member."""

    employer: "Employer | None" = None
    join_way: str = "applied"
    migrant: bool = False
    dispatched: bool = False
    new_form_group: str = ""
    employment_form: str = ""
    post: str = ""
    source: str = ""


def _tell(union_ids: Iterable[int], on: date) -> None:
    publish(MembershipsChanged(frozenset(union_ids), on))


def require_past(on: date, at: datetime) -> None:
    """Refuse a day after today.

    :raises DateInFuture: the day has not come.
    """
    if on > at.date():
        raise DateInFuture(field="on", on=on)


def _require_free(person: Person, union: "Union", starts_on: date) -> None:
    if person.deceased_on is not None:
        raise PersonDeceased
    held = Membership._base_manager.filter(person=person, ends_before__isnull=True).first()
    if held is not None:
        raise AlreadyMember if held.union_id == union.pk else MemberElsewhere
    last = Membership._base_manager.filter(person=person).aggregate(last=Max("ends_before"))["last"]
    if last is not None and starts_on < last:
        raise BeforeLastEnd(field="starts_on", last=last)


@operation("people.open_membership")
def open_membership(
    *,
    actor: Actor,
    at: datetime,
    person: Person,
    union: "Union",
    terms: Terms | None = None,
    pending: bool = False,
    starts_on: date | None = None,
    joined_on: date | None = None,
) -> Membership:
    """Make a person a member of a union, or record her application (待审); also after she left.

    :param starts_on: first day in this union; today when not given.
    :param joined_on: 入会日期, when it is an earlier one than the first day in this union.
    :raises OutsideScope: the union is not the actor's to enrol for.
    :raises UnionEnded, PersonDeceased, AlreadyMember, MemberElsewhere, BeforeLastEnd: she cannot
        join there then.
    :legal: one open membership at a time; 工会会员会籍管理办法 art. 3.
    """
    day = starts_on or at.date()
    require_past(day, at)
    if not (pending and actor.person_id == person.pk):
        require(actor, "people.enrol", union)
    if union.has_ended:
        raise UnionEnded(union=union.name)
    Person._base_manager.select_for_update().get(pk=person.pk)
    _require_free(person, union, day)
    known = terms or Terms()
    membership = Membership.objects.create(
        person=person,
        union=union,
        county_id=union.county_id,
        name_py=person.name_py,
        state=MembershipState.PENDING if pending else MembershipState.ACTIVE,
        starts_on=day,
        joined_on=None if pending else joined_on or day,
        **_columns(known),
    )
    act().on(membership, node_id=union.pk, person=person.pk, state=membership.state)
    _tell((union.pk,), day)
    return membership


def _columns(terms: Terms) -> dict[str, Any]:
    employer = terms.employer
    return asdict(_without_employer(terms)) | {"employer": employer}


def _without_employer(terms: Terms) -> Terms:
    return Terms(
        **{name: getattr(terms, name) for name in Terms.__dataclass_fields__ if name != "employer"}
    )


@operation("people.change_terms")
def change_terms(
    *, actor: Actor, at: datetime, membership: Membership, terms: Terms, reason: str = ""
) -> Membership:
    """Correct how and where a member works; the union stays.

    :raises OutsideScope: the union is not the actor's to write to.
    """
    require(actor, "people.change", membership.union)
    membership = MEMBERSHIP.lock(membership)
    changes = {
        name: value
        for name, value in _columns(terms).items()
        if name not in ("join_way", "source") and getattr(membership, name) != value
    }
    if not changes:
        act().unchanged()
        return membership
    for name, value in changes.items():
        setattr(membership, name, value)
    membership.save(update_fields=sorted(changes))
    act().on(membership, node_id=membership.union_id, fields=sorted(changes))
    _tell((membership.union_id,), at.date())
    return membership


@operation("people.approve_membership")
def approve_membership(*, actor: Actor, at: datetime, membership: Membership) -> Membership:
    """Admit an applicant; the membership counts from today.

    :raises OutsideScope: the union is not the actor's to approve for.
    :raises MoveNotAllowed: there is no application to approve.
    :legal: 中国工会章程 art. 2: 基层工会委员会批准.
    """
    require(actor, "people.approve", membership.union)
    membership = MEMBERSHIP.lock(membership)
    on = at.date()
    MEMBERSHIP.move(
        membership, "approve", actor=actor, at=at, changes={"starts_on": on, "joined_on": on}
    )
    act().on(membership, node_id=membership.union_id)
    _tell((membership.union_id,), on)
    return membership


@operation("people.refuse_membership")
def refuse_membership(
    *, actor: Actor, at: datetime, membership: Membership, reason: str
) -> Membership:
    """Refuse an application; it leaves an empty period behind, with the reason in the history.

    :raises OutsideScope: the union is not the actor's to approve for.
    :raises MoveNotAllowed, ReasonMissing: nothing to refuse, or no reason.
    """
    require(actor, "people.approve", membership.union)
    membership = MEMBERSHIP.lock(membership)
    changes = {"ends_before": membership.starts_on, "end_reason": "refused"}
    MEMBERSHIP.move(membership, "refuse", actor=actor, at=at, reason=reason, changes=changes)
    act().on(membership, node_id=membership.union_id)
    _tell((membership.union_id,), at.date())
    return membership


@operation("people.retain_membership")
def retain_membership(
    *,
    actor: Actor,
    at: datetime,
    membership: Membership,
    cause: str,
    on: date | None = None,
    reason: str = "",
) -> Membership:
    """Retain the membership (保留会籍) of somebody who retired or lost the job, from a day on.

    She pays no dues, has no vote, and is not counted.

    :param cause: a code of ``contract.RETENTION_REASONS``.
    :raises OutsideScope, DateInFuture, BeforeStart, MoveNotAllowed: it cannot be retained so.
    :legal: 工会会员会籍管理办法 (2016); retired members keep it where they were.
    """
    require(actor, "people.end", membership.union)
    day = on or at.date()
    membership = MEMBERSHIP.lock(membership)
    _require_day(membership, day, at)
    MEMBERSHIP.move(membership, "retain", actor=actor, at=at)
    Retention.objects.create(membership=membership, reason=cause, starts_on=day)
    act().on(membership, node_id=membership.union_id, cause=cause)
    _tell((membership.union_id,), day)
    return membership


def _require_day(membership: Membership, day: date, at: datetime) -> None:
    require_past(day, at)
    latest = Retention._base_manager.filter(membership=membership).aggregate(
        start=Max("starts_on"), end=Max("ends_before")
    )
    start = max(filter(None, (membership.starts_on, latest["start"], latest["end"])))
    if day < start:
        raise BeforeStart(field="on", start=start)


@operation("people.restore_membership")
def restore_membership(
    *, actor: Actor, at: datetime, membership: Membership, on: date | None = None
) -> Membership:
    """Make a retained member a full one again, from a day on.

    :raises OutsideScope, DateInFuture, BeforeStart, MoveNotAllowed: it cannot be restored so.
    """
    require(actor, "people.end", membership.union)
    day = on or at.date()
    membership = MEMBERSHIP.lock(membership)
    _require_day(membership, day, at)
    MEMBERSHIP.move(membership, "restore", actor=actor, at=at)
    close_retention(membership, day)
    act().on(membership, node_id=membership.union_id)
    _tell((membership.union_id,), day)
    return membership


def close_retention(membership: Membership, day: date) -> None:
    """End the open retention of a membership, if there is one."""
    Retention._base_manager.filter(membership=membership, ends_before__isnull=True).update(
        ends_before=day
    )


@operation("people.end_membership")
def end_membership(
    *,
    actor: Actor,
    at: datetime,
    membership: Membership,
    way: EndWay,
    on: date | None = None,
    reason: str = "",
    decision: str = "",
) -> Membership:
    """End a membership; ``on`` is the first day without it.

    :param way: ``leave`` (her own wish), ``leave_automatically`` (no dues and no union life for six
        months), ``expel`` (a crime with a judgement; reported to the union above), ``die``.
    :param decision: number of the criminal judgement, wanted for ``expel``.
    :raises OutsideScope, DateInFuture, BeforeStart, MoveNotAllowed, ReasonMissing: it cannot.
    :raises CriminalDecisionMissing: ``expel`` without a judgement.
    :legal: 中国工会章程 on leaving, automatic leaving and expulsion (general knowledge).
    """
    require(actor, "people.end", membership.union)
    if way == "expel" and not decision.strip():
        raise CriminalDecisionMissing(field="decision")
    day = on or at.date()
    membership = MEMBERSHIP.lock(membership)
    was_pending = membership.state == MembershipState.PENDING
    _require_day(membership, day, at)
    ends_before = membership.starts_on if was_pending else day
    changes = {"ends_before": ends_before, "end_reason": END_REASON_OF[way]}
    MEMBERSHIP.move(membership, way, actor=actor, at=at, reason=reason, changes=changes)
    close_retention(membership, day)
    _withdraw_transfers(membership, actor, at)
    if way == "die":
        Person._base_manager.filter(pk=membership.person_id).update(deceased_on=day)
    act().on(membership, node_id=membership.union_id, way=way, decision=decision)
    _tell((membership.union_id,), day)
    if way == "expel":
        superior_id = membership.union.parent_id
        told = frozenset(filter(None, (membership.union_id, superior_id)))
        publish(MemberExpelled(told, day, membership.pk, superior_id))
    return membership


def _withdraw_transfers(membership: Membership, actor: Actor, at: datetime) -> None:
    for transfer in Transfer._base_manager.select_for_update().filter(
        from_membership=membership, settled_at__isnull=True
    ):
        TRANSFER.move(transfer, "withdraw", actor=actor, at=at, changes={"settled_at": at})
        act().on(transfer, node_id=transfer.to_union_id, state=transfer.state)
