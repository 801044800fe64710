"""Accounts are opened, given a phone and a password, and closed."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from zhigong.base.actor import Actor
from zhigong.base.crypto import blind_index, digest, new_data_key, wrap
from zhigong.base.errors import UserError
from zhigong.base.fields import conceal
from zhigong.base.operations import act, operation
from zhigong.kernel.text import N_
from zhigong.registry.accounts import queries, rules
from zhigong.registry.accounts.models import User, UserSession
from zhigong.registry.accounts.operations.sessions import end_rows


class LoginTaken(UserError):
    """Another account has this name."""

    code: ClassVar[str] = "login_taken"
    text: ClassVar[str] = N_("账号“{login}”已被使用，请换一个。")


class WeakPassword(UserError):
    """The password is too short or too simple."""

    code: ClassVar[str] = "weak_password"
    text: ClassVar[str] = "{faults}"


class WrongOldPassword(UserError):
    """The present password was not given rightly."""

    code: ClassVar[str] = "wrong_old_password"
    text: ClassVar[str] = N_("原密码不正确，请重新输入。")


class SamePassword(UserError):
    """The new password equals the old one."""

    code: ClassVar[str] = "same_password"
    text: ClassVar[str] = N_("新密码不能与原密码相同。")


def check_password_strength(*, password: str, login: str, field: str = "password") -> None:
    """Refuse a weak password.

    :raises WeakPassword: with every reason in Chinese.
    """
    texts = {
        "short": _("密码至少8位。"),
        "simple": _("密码须包含大写字母、小写字母、数字、符号中的三种。"),
        "contains_login": _("密码不能包含账号。"),
    }
    faults = rules.password_faults(password=password, login=login)
    if faults:
        raise WeakPassword(field=field, faults="".join(texts[fault] for fault in faults))


def _phone_columns(wrapped: bytes, phone: str) -> dict[str, Any]:
    if not phone:
        return {"phone_cipher": None, "phone_blind": None}
    return {"phone_cipher": conceal(wrapped, phone), "phone_blind": blind_index("phone", phone)}


@operation("accounts.create_user")
def create_user(
    *,
    login: str,
    name: str,
    at: datetime,
    kind: str = "staff",
    password: str = "",
    phone: str = "",
    person_id: int | None = None,
    must_change_password: bool = True,
    actor: Actor | None = None,
) -> User:
    """Open an account. Without a password nobody can log in by password.

    :raises LoginTaken: the name is in use.
    :raises WeakPassword: see ``rules.password_faults``.
    """
    login = login.strip().lower()
    if password:
        check_password_strength(password=password, login=login)
    wrapped = wrap(new_data_key())
    user = User(
        login=login,
        name=name.strip(),
        kind=kind,
        person_id=person_id,
        data_key=wrapped,
        password=make_password(password or None),
        must_change_password=bool(password) and must_change_password,
        password_changed_at=at if password else None,
        created_at=at,
        **_phone_columns(wrapped, phone),
    )
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise LoginTaken(field="login", login=login) from error
    act().on(user, kind=kind)
    return user


@operation("accounts.find_or_open_member")
def find_or_open_member(
    *, phone: str, person_id: int | None, name: str, at: datetime, actor: Actor | None = None
) -> User:
    """Return the member account of a phone that was just proved, opening it the first time.

    A phone that came to another person since carries no rights over: the account follows the
    person it is proved for.
    """
    blind = blind_index("phone", phone)
    user = User.objects.select_for_update().filter(phone_blind=blind, kind="member").first()
    if user is not None and user.person_id == person_id:
        act().unchanged()
        return user
    if user is not None and user.person_id is None:
        user.person_id, user.name = person_id, name
        user.save(update_fields=["person_id", "name"])
        act().on(user, linked=True)
        return user
    if (
        user is not None
    ):  # the number changed hands: the old account keeps its person, not the phone
        user.phone_blind = user.phone_cipher = None
        user.save(update_fields=["phone_blind", "phone_cipher"])
        act().on(user, phone_removed=True)
    mine = None
    if person_id is not None:
        mine = User.objects.select_for_update().filter(person_id=person_id, kind="member").first()
    if mine is not None:
        _move_phone(mine, phone)
        act().on(mine, phone_changed=True)
        return mine
    wrapped = wrap(new_data_key())
    opened = User.objects.create(
        login=f"m-{uuid4().hex}",
        kind="member",
        name=name,
        person_id=person_id,
        data_key=wrapped,
        password=make_password(None),
        created_at=at,
        **_phone_columns(wrapped, phone),
    )
    act().on(opened, kind="member")
    return opened


def _move_phone(user: User, phone: str) -> None:
    for name, value in _phone_columns(bytes(user.data_key), phone).items():
        setattr(user, name, value)
    user.save(update_fields=["phone_cipher", "phone_blind"])


@operation("accounts.set_phone")
def set_phone(*, user: User, phone: str, actor: Actor | None = None) -> None:
    """Write the phone of an account; empty removes it."""
    _move_phone(user, phone)
    act().on(user, phone=bool(phone))


@operation("accounts.change_password")
def change_password(
    *, user: User, old: str | None, new: str, at: datetime, actor: Actor | None = None
) -> None:
    """Change one's own password.

    :param old: the present password; ``None`` only for an account that never had one.
    :raises WrongOldPassword: it is another one.
    :raises SamePassword: nothing would change.
    :raises WeakPassword: see ``rules.password_faults``.
    """
    if user.has_usable_password() and not user.check_password(old or ""):
        raise WrongOldPassword(field="old")
    check_password_strength(password=new, login=user.login, field="new")
    if old == new:
        raise SamePassword(field="new")
    user.password = make_password(new)
    user.must_change_password = False
    user.password_changed_at = at
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    act().on(user)


@operation("accounts.reset_password")
def reset_password(*, user: User, new: str, at: datetime, actor: Actor) -> None:
    """Give somebody else's account a password she must change at once; her sessions end.

    :raises WeakPassword: see ``rules.password_faults``.
    """
    check_password_strength(password=new, login=user.login, field="new")
    user.password = make_password(new)
    user.must_change_password = True
    user.password_changed_at = at
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    end_rows(UserSession.objects.filter(user=user))
    act().on(user)


@operation("accounts.set_active")
def set_active(*, user: User, is_active: bool, reason: str, actor: Actor) -> None:
    """Open or close an account; closing ends its sessions at once."""
    if user.is_active == is_active:
        act().unchanged()
        return
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    if not is_active:
        end_rows(UserSession.objects.filter(user=user))
    act().on(user, active=is_active)


class UnknownAccount(UserError):
    """No open staff account has this name."""

    code: ClassVar[str] = "unknown_account"
    text: ClassVar[str] = N_("没有找到账号“{login}”，请核对后重新输入。")


def receiver(*, login: str) -> User:
    """Return the open staff account with exactly this name.

    :raises UnknownAccount: there is none.
    """
    found = queries.find_staff(login=login)
    if found is None:
        raise UnknownAccount(field="user", login=login.strip())
    return found


def first_password() -> str:
    """Return a random password for the first log-in: 12 signs of all kinds, easy to read aloud."""
    letters = "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz") for _sign in range(7))
    digits = "".join(secrets.choice("23456789") for _sign in range(4))
    return f"{secrets.choice('ABCDEFGHJKLMNPQRSTUVWXYZ')}{letters}{digits}"


@operation("accounts.link_people")
def link_people(*, pairs: Mapping[int, int], actor: Actor | None = None) -> int:
    """Let member accounts lead to the people they turned out to be; return how many do now.

    An account that leads to somebody, and a person who has an account, are left alone.

    :param pairs: ids of people by the ids of the accounts whose phone was proved for them.
    """
    taken = set(
        User.objects.filter(person_id__in=list(pairs.values()), kind="member").values_list(
            "person_id", flat=True
        )
    )
    rows = User.objects.filter(pk__in=list(pairs), kind="member", person_id__isnull=True)
    free = rows.select_for_update().order_by("pk").values_list("pk", flat=True)
    linked: dict[int, int] = {}
    for pk in free:
        if pairs[pk] not in taken:
            taken.add(pairs[pk])
            linked[pk] = pairs[pk]
    if not linked:
        act().unchanged()
        return 0
    _write_people(linked)
    ids = ",".join(map(str, linked))
    act().bulk("accounts.user", count=len(linked), digest=digest(ids.encode()), linked=True)
    return len(linked)


def _write_people(pairs: Mapping[int, int]) -> None:
    """Set the people of many accounts in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_user AS u SET person_id = s.person_id"
            " FROM unnest(%s::bigint[], %s::bigint[]) AS s (id, person_id) WHERE u.id = s.id",
            [list(pairs), list(pairs.values())],
        )
