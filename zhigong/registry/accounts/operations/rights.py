"""Rights are given, lent, handed over and ended. Days are business dates, periods half-open."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from django.db import transaction

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.events import publish
from zhigong.base.operations import act, operation
from zhigong.kernel.text import N_
from zhigong.registry.accounts import queries, rules
from zhigong.registry.accounts.contract import Node
from zhigong.registry.accounts.events import AdministratorAuthorised, RightsChanged
from zhigong.registry.accounts.models import (
    Authorisation,
    Delegation,
    Grant,
    Role,
    Stewardship,
    User,
)
from zhigong.registry.accounts.operations.users import create_user

ADMINISTRATOR = "union_admin"
_WHY = "the operation checked the actor's scope of this union"


class NotYoursToGive(UserError):
    """The actor may not give or end this right at this union."""

    code: ClassVar[str] = "not_yours_to_give"
    text: ClassVar[str] = N_("您没有在该工会办理此项授权的权限，请联系上级工会。")
    status: ClassVar[int] = 403


class NotToOneself(UserError):
    """Nobody widens her own rights."""

    code: ClassVar[str] = "not_to_oneself"
    text: ClassVar[str] = N_("不能给自己授权，请由上级工会或安全管理员办理。")


class PowersConflict(UserError):
    """The user holds another of the three separate powers."""

    code: ClassVar[str] = "powers_conflict"
    text: ClassVar[str] = N_(
        "{name}已担任系统、安全、审计管理中的另一类角色；三类权力须由不同的人担任。"
    )


class AlreadyHeld(UserError):
    """The same right is in force already."""

    code: ClassVar[str] = "already_held"
    text: ClassVar[str] = N_("{name}已有这项授权，无需重复办理。")


class AlreadyAuthorised(UserError):
    """The union has an authorised administrator; that is a hand-over."""

    code: ClassVar[str] = "already_authorised"
    text: ClassVar[str] = N_("该工会已授权管理员{name}，如需更换请办理交接。")


class NotAuthorised(UserError):
    """There is nobody to take over from."""

    code: ClassVar[str] = "not_authorised"
    text: ClassVar[str] = N_("该工会还没有授权管理员，请先办理授权。")


class BadPeriod(UserError):
    """The last day lies before the first, or is missing."""

    code: ClassVar[str] = "bad_period"
    text: ClassVar[str] = N_("截止日期须晚于开始日期，请改正。")


class UserClosed(UserError):
    """The account is closed, or is no staff account."""

    code: ClassVar[str] = "user_closed"
    text: ClassVar[str] = N_("该账号已停用或不是工作人员账号，不能授权。")


def _may_give(actor: Actor, ability: str, ancestors: list[int]) -> bool:
    return actor.scope(ability).covers(ancestors)


def _check_receiver(*, actor: Actor, user: User) -> None:
    if actor.user_id is not None and actor.user_id == user.pk:
        raise NotToOneself
    if not user.is_active or user.kind != "staff":
        raise UserClosed(field="user")


def _check_below(*, actor: Actor, ability: str, union: Node) -> None:
    """Refuse unless the actor holds the ability above the union: nobody authorises herself."""
    above = [node for node in union.ancestors if node != union.pk]
    if not _may_give(actor, ability, above or union.ancestors):
        raise NotYoursToGive


def _check_period(starts_on: date, ends_before: date | None) -> None:
    if ends_before is not None and ends_before <= starts_on:
        raise BadPeriod(field="ends_before")


def _tell(user_id: int, union_id: int, right: Any, *, began: bool) -> None:
    publish(
        RightsChanged(
            user_id=user_id,
            union_id=union_id,
            source=right._meta.model_name,
            right_id=right.pk,
            began=began,
        )
    )


def _check_role(*, actor: Actor, role: Role, union: Node, user: User, on: date) -> None:
    """Refuse a role the actor may not give here, or that joins separate powers."""
    if role.code == "member":
        raise NotYoursToGive
    may_any = _may_give(actor, "accounts.grant_any", union.ancestors)
    may_some = _may_give(actor, "accounts.grant", union.ancestors)
    held = [code for code in role.abilities if _may_give(actor, code, union.ancestors)]
    is_within = role.power == "business" and len(held) == len(role.abilities)
    if not may_any and not (may_some and is_within):
        raise NotYoursToGive
    powers = set(
        queries.grants_in_force(user_id=user.pk, on=on).values_list("role__power", flat=True)
    )
    if rules.conflicting_power(held=powers, wanted=role.power):
        raise PowersConflict(field="role", name=user.get_full_name())


@operation("accounts.grant_role")
def grant_role(
    *,
    user: User,
    role: Role,
    union: Node,
    starts_on: date,
    actor: Actor,
    ends_before: date | None = None,
    reason: str = "",
) -> Grant:
    """Give a role at a union and below it. Locks the user.

    :raises NotYoursToGive: outside the actor's scope, or more than the actor holds there.
    :raises PowersConflict: system, security and audit in one hand.
    :raises AlreadyHeld: the same grant is open.
    :raises BadPeriod: the period is empty.
    :legal: GB/T 22239-2019 8.1.5 (three separate powers).
    """
    User.objects.select_for_update().get(pk=user.pk)
    _check_receiver(actor=actor, user=user)
    _check_period(starts_on, ends_before)
    _check_role(actor=actor, role=role, union=union, user=user, on=starts_on)
    return _open_grant(
        user=user,
        role=role,
        union_id=union.pk,
        starts_on=starts_on,
        ends_before=ends_before,
        actor=actor,
        reason=reason,
    )


def _open_grant(*, user: User, role: Role, actor: Actor, **columns: Any) -> Grant:
    twin = Grant.objects.trusted(_WHY).filter(user=user, role=role, union_id=columns["union_id"])
    if twin.filter(ends_before__isnull=True).exists():
        raise AlreadyHeld(field="user", name=user.get_full_name())
    grant = Grant.objects.create(user=user, role=role, given_by_id=actor.user_id, **columns)
    act().on(grant, node_id=grant.union_id, role=role.code, user=user.pk)
    _tell(user.pk, grant.union_id, grant, began=True)
    return grant


def _end(right: Any, *, on: date, actor: Actor) -> None:
    right.ends_before = max(on, right.starts_on)
    right.ended_by_id = actor.user_id
    right.save(update_fields=["ends_before", "ended_by"])


@operation("accounts.end_grant")
def end_grant(*, grant: Grant, on: date, actor: Actor, reason: str = "") -> None:
    """End a grant on a day (the first day without it), and what was lent from it.

    :raises NotYoursToGive: the actor could not have given it.
    """
    grant = Grant.objects.trusted(_WHY).select_for_update().get(pk=grant.pk)
    ancestors = grant.union.ancestors
    if not _may_give(actor, "accounts.grant_any", ancestors):
        is_business = grant.role.power == "business"
        if not (is_business and _may_give(actor, "accounts.grant", ancestors)):
            raise NotYoursToGive
    _end(grant, on=on, actor=actor)
    act().on(grant, node_id=grant.union_id, role=grant.role.code, user=grant.user_id)
    for named in Authorisation.objects.trusted(_WHY).filter(grant=grant, ends_before__isnull=True):
        _end(named, on=on, actor=actor)
        _tell_authorised(named.union_id, on, None)
    _tell(grant.user_id, grant.union_id, grant, began=False)


@operation("accounts.delegate")
def delegate(
    *,
    grant: Grant,
    to_user: User,
    starts_on: date,
    ends_before: date,
    actor: Actor,
    reason: str = "",
) -> Delegation:
    """Lend one's own grant to a colleague until a day (请假代办).

    :raises NotYoursToGive: it is somebody else's grant, or a separate power.
    :raises BadPeriod: the period is empty.
    """
    if grant.user_id != actor.user_id or grant.role.power != "business":
        raise NotYoursToGive
    _check_receiver(actor=actor, user=to_user)
    _check_period(starts_on, ends_before)
    lent = Delegation.objects.create(
        grant=grant,
        to_user=to_user,
        starts_on=starts_on,
        ends_before=ends_before,
        given_by_id=actor.user_id,
        reason=reason,
    )
    act().on(lent, node_id=grant.union_id, role=grant.role.code, user=to_user.pk)
    _tell(to_user.pk, grant.union_id, lent, began=True)
    return lent


@operation("accounts.end_delegation")
def end_delegation(*, delegation: Delegation, on: date, actor: Actor) -> None:
    """Take back what was lent; the lender may, and whoever may end the grant.

    :raises NotYoursToGive: the actor is neither.
    """
    grant = delegation.grant
    is_lender = grant.user_id == actor.user_id
    if not is_lender and not _may_give(actor, "accounts.grant", grant.union.ancestors):
        raise NotYoursToGive
    _end(delegation, on=on, actor=actor)
    act().on(delegation, node_id=grant.union_id, user=delegation.to_user_id)
    _tell(delegation.to_user_id, grant.union_id, delegation, began=False)


def _open_authorisation(union_id: int) -> Authorisation | None:
    found: Authorisation | None = (
        Authorisation.objects.trusted(_WHY)
        .select_for_update()
        .filter(union_id=union_id, ends_before__isnull=True)
        .first()
    )
    return found


def _tell_authorised(union_id: int, on: date, user_id: int | None) -> None:
    publish(
        AdministratorAuthorised(union_ids=frozenset({union_id}), effective_on=on, user_id=user_id)
    )


def _authorise(*, union: Node, user: User, on: date, actor: Actor, reason: str) -> Authorisation:
    role = Role.objects.get(code=ADMINISTRATOR)
    columns: dict[str, Any] = {"union_id": union.pk, "starts_on": on, "reason": reason}
    held = Grant.objects.trusted(_WHY).filter(
        user=user, role=role, union_id=union.pk, ends_before__isnull=True
    )
    grant = held.first() or _open_grant(user=user, role=role, actor=actor, **columns)
    named = Authorisation.objects.create(
        user=user, grant=grant, given_by_id=actor.user_id, **columns
    )
    act().on(named, node_id=union.pk, user=user.pk)
    _tell_authorised(union.pk, on, user.pk)
    return named


@operation("accounts.authorise_administrator")
def authorise_administrator(
    *, union: Node, user: User, on: date, actor: Actor, reason: str = ""
) -> Authorisation:
    """工会组织授权: name the administrator of a union below one's own, with the role it needs.

    :raises NotYoursToGive: the union is not below a union where the actor may authorise.
    :raises AlreadyAuthorised: it has one; use ``hand_over``.
    """
    _check_below(actor=actor, ability="accounts.authorise", union=union)
    _check_receiver(actor=actor, user=user)
    present = _open_authorisation(union.pk)
    if present is not None:
        raise AlreadyAuthorised(field="user", name=present.user.get_full_name())
    return _authorise(union=union, user=user, on=on, actor=actor, reason=reason)


@operation("accounts.hand_over")
def hand_over(
    *, union: Node, user: User, on: date, actor: Actor, reason: str = ""
) -> Authorisation:
    """Change the administrator in one step: the former one's rights end as the new one's begin.

    :raises NotYoursToGive: see ``authorise_administrator``.
    :raises NotAuthorised: there is nobody to take over from.
    :raises AlreadyHeld: it is the same person.
    """
    _check_below(actor=actor, ability="accounts.authorise", union=union)
    _check_receiver(actor=actor, user=user)
    present = _open_authorisation(union.pk)
    if present is None:
        raise NotAuthorised
    if present.user_id == user.pk:
        raise AlreadyHeld(field="user", name=user.get_full_name())
    _withdraw(present, on=on, actor=actor)
    return _authorise(union=union, user=user, on=on, actor=actor, reason=reason)


def _withdraw(named: Authorisation, *, on: date, actor: Actor) -> None:
    for right in (named, named.grant):
        if right.ends_before is None:
            _end(right, on=on, actor=actor)
    act().on(named, node_id=named.union_id, user=named.user_id, ended=True)
    _tell(named.user_id, named.union_id, named.grant, began=False)


@operation("accounts.withdraw_authorisation")
def withdraw_authorisation(*, union: Node, on: date, actor: Actor, reason: str) -> None:
    """Leave a union without an authorised administrator.

    :raises NotYoursToGive: see ``authorise_administrator``.
    :raises NotAuthorised: it has none.
    """
    _check_below(actor=actor, ability="accounts.authorise", union=union)
    present = _open_authorisation(union.pk)
    if present is None:
        raise NotAuthorised
    _withdraw(present, on=on, actor=actor)
    _tell_authorised(union.pk, on, None)


@operation("accounts.begin_stewardship")
def begin_stewardship(
    *,
    union: Node,
    user: User,
    starts_on: date,
    actor: Actor,
    ends_before: date | None = None,
    reason: str = "",
) -> Stewardship:
    """代管: let an officer of a superior union work for a union that cannot do so itself.

    :raises NotYoursToGive: the union is not below a union where the actor arranges this.
    :raises AlreadyHeld: the officer does so already.
    """
    _check_below(actor=actor, ability="accounts.steward", union=union)
    if not user.is_active or user.kind != "staff":
        raise UserClosed(field="user")
    _check_period(starts_on, ends_before)
    twin = Stewardship.objects.trusted(_WHY).filter(user=user, union_id=union.pk)
    if twin.filter(ends_before__isnull=True).exists():
        raise AlreadyHeld(field="user", name=user.get_full_name())
    care = Stewardship.objects.create(
        user=user,
        union_id=union.pk,
        starts_on=starts_on,
        ends_before=ends_before,
        given_by_id=actor.user_id,
        reason=reason,
    )
    act().on(care, node_id=union.pk, user=user.pk)
    _tell(user.pk, union.pk, care, began=True)
    return care


@operation("accounts.end_stewardship")
def end_stewardship(*, stewardship: Stewardship, on: date, actor: Actor) -> None:
    """End a stewardship.

    :raises NotYoursToGive: the actor could not have arranged it.
    """
    care = stewardship
    if not _may_give(actor, "accounts.steward", care.union.ancestors):
        raise NotYoursToGive
    _end(care, on=on, actor=actor)
    act().on(care, node_id=care.union_id, user=care.user_id)
    _tell(care.user_id, care.union_id, care, began=False)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """An administrator who has no account yet."""

    login: str
    name: str
    phone: str
    password: str  # the first one, changed at the first log-in


def name_administrator(
    *,
    union: Node,
    who: User | Newcomer,
    on: date,
    at: datetime,
    actor: Actor,
    reason: str = "",
) -> Authorisation:
    """Authorise, or hand over when the union has an administrator; open the account if needed.

    One step for the officer: everything happens or nothing.

    :raises UserError: whatever ``create_user``, ``authorise_administrator`` or ``hand_over`` raise.
    """
    with transaction.atomic():
        if isinstance(who, Newcomer):
            _check_below(actor=actor, ability="accounts.authorise", union=union)
            who = create_user(
                login=who.login,
                name=who.name,
                phone=who.phone,
                password=who.password,
                at=at,
                actor=actor,
            )
        present = _open_authorisation(union.pk)
        give = authorise_administrator if present is None else hand_over
        return give(union=union, user=who, on=on, actor=actor, reason=reason)
