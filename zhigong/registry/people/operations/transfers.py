"""The hand-shake by which a membership passes from one union to another.

The new union accepts; the old one is told and may object with a reason within some working days;
silence means 转出. A union that ended or that nobody administers never blocks. The old period ends
where the new one begins, so nobody is without 会籍 for a day.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.events import publish
from zhigong.base.holidays import calendar_of
from zhigong.base.operations import act, operation
from zhigong.registry.people.contract import (
    MembershipState,
    TransferState,
    unions_with_administrator,
)
from zhigong.registry.people.events import MembershipsChanged, TransferMoved
from zhigong.registry.people.models import Membership, Person, Retention, Transfer
from zhigong.registry.people.operations.access import OutsideScope, UnionEnded, require
from zhigong.registry.people.operations.memberships import AlreadyMember, close_retention
from zhigong.registry.people.rules import lowest_common_superior, objection_until, transfer_day
from zhigong.registry.people.workflow import MEMBERSHIP, TRANSFER

if TYPE_CHECKING:
    from zhigong.registry.employers.models import Employer
    from zhigong.registry.unions.models import Union


class NoMembershipToTransfer(UserError):
    """The person has no open membership: she can simply join."""

    code = "no_membership_to_transfer"
    text = "该职工目前没有会籍，请直接办理入会。"


class TransferUnderWay(UserError):
    """A transfer of this person is not settled yet."""

    code = "transfer_under_way"
    text = "该职工已有一笔会籍接转正在办理，请先处理完。"


class TooLateToObject(UserError):
    """The days for an objection are over."""

    code = "too_late_to_object"
    text = "异议期已于 {until} 结束，不能再提出异议。如确有错误，请与转入工会协商转回。"


def _move(
    transfer: Transfer,
    name: str,
    *,
    actor: Actor,
    at: datetime,
    reason: str = "",
    **changes: object,
) -> None:
    TRANSFER.move(transfer, name, actor=actor, at=at, reason=reason, changes=changes)
    act().on(
        transfer, node_id=transfer.to_union_id, state=transfer.state, person=transfer.person_id
    )
    unions = frozenset((transfer.from_union_id, transfer.to_union_id))
    waits = transfer.state == TransferState.OBJECTED
    path = tuple(_superior_path(transfer)) if waits else ()
    publish(TransferMoved(transfer.pk, transfer.state, unions, at.date(), path))


@operation("people.offer_transfer")
def offer_transfer(
    *,
    actor: Actor,
    at: datetime,
    person: Person,
    to_union: "Union",
    employer: "Employer | None" = None,
    accept: bool = False,
) -> Transfer:
    """Ask that a person's membership pass to another union.

    :param accept: the new union accepts in the same breath.
    :raises OutsideScope: the new union is not the actor's.
    :raises UnionEnded, NoMembershipToTransfer, AlreadyMember, TransferUnderWay: it cannot pass.
    :legal: 工会会员会籍管理办法 art. 3: 一次入会，动态接转.
    """
    require(actor, "people.transfer", to_union)
    if to_union.has_ended:
        raise UnionEnded(union=to_union.name)
    Person._base_manager.select_for_update().get(pk=person.pk)
    held = Membership._base_manager.filter(person=person, ends_before__isnull=True).first()
    if held is None:
        raise NoMembershipToTransfer
    if held.union_id == to_union.pk:
        raise AlreadyMember
    if Transfer._base_manager.filter(person=person, settled_at__isnull=True).exists():
        raise TransferUnderWay
    transfer = Transfer.objects.create(
        person=person,
        from_membership=held,
        from_union_id=held.union_id,
        to_union=to_union,
        to_employer=employer,
        asked_by=actor.user_id,
        asked_at=at,
    )
    act().on(transfer, node_id=to_union.pk, state=transfer.state, person=person.pk)
    unions = frozenset((held.union_id, to_union.pk))
    publish(TransferMoved(transfer.pk, transfer.state, unions, at.date()))
    return _accept(transfer, actor=actor, at=at) if accept else transfer


@operation("people.accept_transfer")
def accept_transfer(*, actor: Actor, at: datetime, transfer: Transfer) -> Transfer:
    """Accept a member for the new union; the old one may object from now on.

    Where the old union ended, has nobody to answer, or never admitted her, she passes at once.

    :raises OutsideScope: the new union is not the actor's.
    :raises MoveNotAllowed: it is not waiting for acceptance.
    """
    require(actor, "people.transfer", transfer.to_union)
    return _accept(TRANSFER.lock(transfer), actor=actor, at=at)


def _accept(transfer: Transfer, *, actor: Actor, at: datetime) -> Transfer:
    if transfer.to_union.has_ended:
        raise UnionEnded(union=transfer.to_union.name)
    held = MEMBERSHIP.lock(transfer.from_membership)
    place = transfer.from_union.region
    until = objection_until(accepted_on=at.date(), place=place, calendar=calendar_of(place))
    _move(transfer, "accept", actor=actor, at=at, accepted_at=at, objection_until=until)
    blocks = held.state != MembershipState.PENDING and _may_answer(transfer.from_union)
    if held.state != MembershipState.PENDING:
        MEMBERSHIP.move(held, "start_transfer", actor=actor, at=at)
    if not blocks:
        day = transfer_day(accepted_on=at.date(), objection_until=until, blocks=False)
        _complete(transfer, "complete", day=day, actor=actor, at=at)
    return transfer


def _may_answer(union: "Union") -> bool:
    has_administrator = union.pk in unions_with_administrator(frozenset((union.pk,)))
    return not union.has_ended and has_administrator


def _complete(
    transfer: Transfer, move: str, *, day: date, actor: Actor, at: datetime, reason: str = ""
) -> None:
    """Close the old period and open the new one on the same day."""
    held = MEMBERSHIP.lock(transfer.from_membership)
    is_pending = held.state == MembershipState.PENDING
    day = max(day, held.starts_on)
    MEMBERSHIP.move(
        held,
        "pass_on" if is_pending else "transfer",
        actor=actor,
        at=at,
        changes={
            "ends_before": held.starts_on if is_pending else day,
            "end_reason": "transferred",
        },
    )
    close_retention(held, day)
    opened = Membership.objects.create(
        person_id=transfer.person_id,
        union=transfer.to_union,
        county_id=transfer.to_union.county_id,
        employer=transfer.to_employer,
        name_py=held.name_py,
        state=MembershipState.ACTIVE,
        joined_on=held.joined_on or day,
        join_way="transferred",
        starts_on=day,
        migrant=held.migrant,
        new_form_group=held.new_form_group,
        employment_form=held.employment_form,
    )
    settled = {"settled_at": at, "to_membership": opened}
    if move == "overrule":
        settled |= {"decided_by": actor.user_id, "decision": reason}
    _move(transfer, move, actor=actor, at=at, reason=reason, **settled)
    publish(MembershipsChanged(frozenset((transfer.from_union_id, transfer.to_union_id)), day))


@operation("people.object_to_transfer")
def object_to_transfer(*, actor: Actor, at: datetime, transfer: Transfer, reason: str) -> Transfer:
    """Object for the old union; the lowest union above both then decides.

    :raises OutsideScope: the old union is not the actor's.
    :raises TooLateToObject: the working days are over.
    :raises MoveNotAllowed, ReasonMissing: nothing to object to, or no reason.
    """
    require(actor, "people.transfer", transfer.from_union)
    transfer = TRANSFER.lock(transfer)
    if transfer.objection_until is not None and at.date() > transfer.objection_until:
        raise TooLateToObject(until=transfer.objection_until)
    _move(transfer, "object", actor=actor, at=at, reason=reason, objection=reason)
    return transfer


@operation("people.withdraw_transfer")
def withdraw_transfer(
    *, actor: Actor, at: datetime, transfer: Transfer, reason: str = ""
) -> Transfer:
    """Take back the acceptance or the offer; the membership stays where it was.

    :raises OutsideScope: the new union is not the actor's.
    :raises MoveNotAllowed: it is settled.
    """
    require(actor, "people.transfer", transfer.to_union)
    transfer = TRANSFER.lock(transfer)
    _move(transfer, "withdraw", actor=actor, at=at, settled_at=at)
    _stay(transfer, actor=actor, at=at)
    return transfer


def _stay(transfer: Transfer, *, actor: Actor, at: datetime) -> None:
    held = MEMBERSHIP.lock(transfer.from_membership)
    if held.state == MembershipState.TRANSFERRING:
        retained = Retention._base_manager.filter(membership=held, ends_before__isnull=True)
        move = "stop_transfer_retained" if retained.exists() else "stop_transfer"
        MEMBERSHIP.move(held, move, actor=actor, at=at)


@operation("people.decide_transfer")
def decide_transfer(
    *, actor: Actor, at: datetime, transfer: Transfer, passes: bool, reason: str
) -> Transfer:
    """Settle an objection, as the lowest union above both, or any union above that.

    :param passes: True: the membership passes today; False: it stays.
    :raises OutsideScope: the actor does not decide for a union above both.
    :raises MoveNotAllowed, ReasonMissing: there is no objection, or no reason was given.
    """
    if not may_decide(actor=actor, transfer=transfer):
        raise OutsideScope
    transfer = TRANSFER.lock(transfer)
    if passes:
        _complete(transfer, "overrule", day=at.date(), actor=actor, at=at, reason=reason)
        return transfer
    settled = {"settled_at": at, "decided_by": actor.user_id, "decision": reason}
    _move(transfer, "uphold", actor=actor, at=at, reason=reason, **settled)
    _stay(transfer, actor=actor, at=at)
    return transfer


def may_decide(*, actor: Actor, transfer: Transfer) -> bool:
    """Say whether the actor decides for the lowest union above both, or for one above that."""
    return actor.scope("people.decide_transfer").covers(_superior_path(transfer))


def _superior_path(transfer: Transfer) -> list[int]:
    """Return the ids of the unions above both, from the root down to the lowest."""
    path: list[int] = transfer.from_union.ancestors
    superior_id = lowest_common_superior(path, transfer.to_union.ancestors)
    return path[: path.index(superior_id) + 1] if superior_id is not None else []


@operation("people.complete_due_transfers")
def complete_due_transfers(*, actor: Actor, at: datetime, on: date, limit: int = 1_000) -> int:
    """Complete accepted transfers whose days for an objection ended before ``on``.

    Each passes on the day after the last day for an objection, however late this runs.

    :param limit: how many at most in this transaction.
    :returns: how many passed.
    """
    due = list(
        Transfer._base_manager.select_for_update(skip_locked=True, of=("self",))
        .filter(state=TransferState.ACCEPTED, objection_until__lt=on)
        .select_related("to_union", "from_union", "from_membership")
        .order_by("objection_until", "pk")[:limit]
    )
    done = 0
    for transfer in due:
        if transfer.to_union.has_ended or transfer.accepted_at is None:
            _move(transfer, "withdraw", actor=actor, at=at, settled_at=at)
            _stay(transfer, actor=actor, at=at)
            continue
        until = transfer.objection_until or on
        day = transfer_day(
            accepted_on=transfer.accepted_at.date(), objection_until=until, blocks=True
        )
        _complete(transfer, "complete", day=day, actor=actor, at=at)
        done += 1
    if not due:
        act().unchanged()
    return done
