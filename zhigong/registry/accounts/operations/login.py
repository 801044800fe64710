"""Passwords are checked; failures are counted and lock."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.contrib.auth.hashers import make_password

from zhigong.base.crypto import blind_index
from zhigong.base.errors import UserError
from zhigong.base.operations import act, operation
from zhigong.kernel.text import N_
from zhigong.registry.accounts import queries, rules
from zhigong.registry.accounts.models import Lockout, User
from zhigong.registry.accounts.operations.codes import check_code
from zhigong.registry.accounts.operations.second_factor import (
    WrongTotp,
    use_recovery_code,
    use_totp,
)


class WrongPassword(UserError):
    """No such account, no such password, or the account is closed; nobody can tell which."""

    code: ClassVar[str] = "wrong_password"
    text: ClassVar[str] = N_("账号或密码不正确，请核对后重新输入。")


class LockedOut(UserError):
    """Too many failures in a row for this name."""

    code: ClassVar[str] = "locked_out"
    text: ClassVar[str] = N_("连续输错次数过多，请{minutes}分钟后再试，或联系上级工会重置密码。")


class WrongCode(UserError):
    """The code is another one, used, too old or tried too often."""

    code: ClassVar[str] = "wrong_code"
    text: ClassVar[str] = N_("验证码不正确或已失效，请核对后重新输入，或重新获取。")


class WrongPerson(UserError):
    """Nobody with this phone has this identity number."""

    code: ClassVar[str] = "wrong_person"
    text: ClassVar[str] = N_("证件号码与该手机号登记的人员不符，请核对后重新输入。")


class AccountClosed(UserError):
    """The account of a proved phone was closed; its owner may know."""

    code: ClassVar[str] = "account_closed"
    text: ClassVar[str] = N_("您的账号已停用，请联系所在工会。")
    status: ClassVar[int] = 403


def _subject(kind: str, name: str) -> UUID:
    return blind_index("lockout", f"{kind}:{name}")


def refuse_when_locked(*, kind: str, name: str, at: datetime, field: str) -> None:
    """Refuse a name that is locked, whether or not it is anybody's.

    :raises LockedOut: until ``locked_until``.
    """
    row = Lockout.objects.filter(subject_blind=_subject(kind, name)).first()
    if row is not None and row.locked_until is not None and row.locked_until > at:
        minutes = rules.minutes_until(row.locked_until, at=at)
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


def prove_phone(*, phone: str, purpose: str, code: str, at: datetime) -> None:
    """Accept the last code sent to a phone, once.

    :param at: real time, aware.
    :raises WrongCode: another one, used, older than five minutes, or tried five times.
    """
    if not check_code(phone=phone, purpose=purpose, code=code, at=at):
        raise WrongCode(field="code")


def choose_person(
    *, phone: str, id_number: str, person_ids: list[int], at: datetime
) -> tuple[int, str]:
    """Return id and name of the person among those with one phone who has this number.

    :param at: real time, aware.
    :raises LockedOut: five wrong numbers in a row.
    :raises WrongPerson: none of them.
    """
    refuse_when_locked(kind="person", name=phone, at=at, field="id_number")
    found = queries.person_among(id_number=id_number, person_ids=person_ids)
    if found is None:
        record_failure(kind="person", name=phone, at=at)
        raise WrongPerson(field="id_number")
    forget_failures(kind="person", name=phone)
    return found


def prove_second_factor(*, user: User, way: str, code: str, at: datetime) -> str:
    """Accept the second factor; return ``totp``, ``sms`` or ``recovery``.

    :param way: what is asked for, ``totp`` or ``sms``; a recovery code is accepted beside either.
    :param at: real time, aware.
    :raises LockedOut: five failures in a row within half an hour.
    :raises WrongTotp: no code of the authenticator, or one used already.
    :raises WrongCode: the same for codes by SMS.
    """
    name = str(user.pk)
    refuse_when_locked(kind="second_factor", name=name, at=at, field="code")
    is_short = len(code) == rules.CODE_DIGITS and code.isdigit()
    if not is_short:
        is_right, used = use_recovery_code(user=user, code=code, at=at), "recovery"
    elif way == "sms":
        phone = queries.phone_of(user)
        is_right = check_code(phone=phone, purpose="second_factor", code=code, at=at)
        used = "sms"
    else:
        is_right, used = use_totp(user=user, code=code, unix_time=at.timestamp()), "totp"
    if not is_right:
        record_failure(kind="second_factor", name=name, at=at)
        raise (WrongCode if way == "sms" else WrongTotp)(field="code")
    forget_failures(kind="second_factor", name=name)
    return used
