"""Passwords are checked; failures are counted and lock."""

from datetime import datetime
from typing import ClassVar

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_noop as N_

from zhigong.base.crypto import blind_index
from zhigong.base.errors import UserError
from zhigong.base.operations import act, operation
from zhigong.registry.accounts import rules
from zhigong.registry.accounts.models import Lockout, User
from zhigong.registry.accounts.operations.sessions import (
    close_session,
    open_session,
    revoke_sessions,
    touch,
)

__all__ = [
    "check_member_password",
    "check_staff_password",
    "close_session",
    "open_session",
    "record_failure",
    "revoke_sessions",
    "touch",
]


class WrongPassword(UserError):
    """No such account, no such password, or the account is closed; nobody can tell which."""

    code: ClassVar[str] = "wrong_password"
    text: ClassVar[str] = N_("账号或密码不正确,请核对后重新输入。")


class LockedOut(UserError):
    """Too many failures in a row for this name."""

    code: ClassVar[str] = "locked_out"
    text: ClassVar[str] = N_("连续输错次数过多,请{minutes}分钟后再试,或联系上级工会重置密码。")


def _subject(kind: str, name: str) -> object:
    return blind_index("lockout", f"{kind}:{name}")


def refuse_when_locked(*, kind: str, name: str, at: datetime, field: str) -> None:
    """Refuse a name that is locked, whether or not it is anybody's.

    :raises LockedOut: until ``locked_until``.
    """
    row = Lockout.objects.filter(subject_blind=_subject(kind, name)).first()
    if row is not None and row.locked_until is not None and row.locked_until > at:
        minutes = int((row.locked_until - at).total_seconds()) // 60 + 1
        raise LockedOut(field=field, minutes=minutes)


@operation("accounts.record_failure")
def record_failure(*, kind: str, name: str, at: datetime) -> None:
    """Count one failed proof for a name; the fifth in a row locks it for half an hour.

    :param kind: ``staff``, ``member`` or ``second_factor``.
    :param at: real time, aware.
    """
    row, _created = Lockout.objects.select_for_update().get_or_create(
        subject_blind=_subject(kind, name), defaults={"last_failed_at": at}
    )
    row.failures, row.locked_until = rules.count_failure(
        failures=row.failures, last_failed_at=row.last_failed_at, at=at
    )
    row.last_failed_at = at
    row.save()
    act().on(row, kind=kind, failures=row.failures, locked=row.locked_until is not None)


def forget_failures(*, kind: str, name: str) -> None:
    """Start counting anew after a right proof."""
    Lockout.objects.filter(subject_blind=_subject(kind, name)).delete()


def _check_password(
    *, user: User | None, password: str, kind: str, name: str, at: datetime
) -> User:
    if user is None or not user.has_usable_password():
        make_password(password)  # as slow as a real check: the time must not tell
        is_right = False
    else:
        is_right = user.check_password(password) and user.is_active
    if user is None or not is_right:
        record_failure(kind=kind, name=name, at=at)
        refuse_when_locked(kind=kind, name=name, at=at, field="password")
        raise WrongPassword(field="password")
    forget_failures(kind=kind, name=name)
    return user


def check_staff_password(*, login: str, password: str, at: datetime) -> User:
    """Return the staff account a name and password prove.

    :param at: real time, aware.
    :raises LockedOut: five failures in a row within half an hour.
    :raises WrongPassword: anything else.
    """
    name = login.strip().lower()
    refuse_when_locked(kind="staff", name=name, at=at, field="password")
    user = User.objects.filter(login=name, kind="staff").first()
    return _check_password(user=user, password=password, kind="staff", name=name, at=at)


def check_member_password(*, phone: str, password: str, at: datetime) -> User:
    """Return the member account a phone and the optional password prove.

    :raises LockedOut: see ``check_staff_password``.
    :raises WrongPassword: anything else.
    """
    refuse_when_locked(kind="member", name=phone, at=at, field="password")
    blind = blind_index("phone", phone)
    user = User.objects.filter(phone_blind=blind, kind="member").first()
    return _check_password(user=user, password=password, kind="member", name=phone, at=at)
