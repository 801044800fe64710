"""Accounts of the demo: everybody may know their passwords, so they exist nowhere else.

Passwords and secrets follow from the account name, so that they can be printed without being kept.
"""

import base64
import hashlib
from datetime import date, datetime
from typing import ClassVar, NoReturn

from django.conf import settings

from zhigong.base.actor import SYSTEM
from zhigong.base.errors import UserError
from zhigong.base.models import Setting
from zhigong.kernel.text import N_
from zhigong.registry.accounts import queries, rules
from zhigong.registry.accounts.contract import BUILT_IN_ROLES, DEMO_KEY, Node
from zhigong.registry.accounts.models import User
from zhigong.registry.accounts.operations.rights import grant_role
from zhigong.registry.accounts.operations.second_factor import enrol_totp
from zhigong.registry.accounts.operations.users import (
    change_password,
    create_user,
    find_or_open_member,
)


class NotADemo(UserError):
    """The installation holds real data."""

    code: ClassVar[str] = "not_a_demo"
    text: ClassVar[str] = N_("只有演示环境才有演示账号。")


def _refuse() -> NoReturn:
    raise NotADemo


def demo_password(login: str) -> str:
    """Return the password everybody may know of a demo account."""
    number = int(hashlib.sha256(f"zhigong demo password {login}".encode()).hexdigest()[:8], 16)
    return f"Ningbo-{number % 10_000:04d}"


def demo_secret(login: str) -> str:
    """Return the secret of the demo account's authenticator, base32."""
    digest = hashlib.sha256(f"zhigong demo secret {login}".encode()).digest()
    return base64.b32encode(digest[: rules.TOTP_SECRET_BYTES]).decode()


def open_demo_account(
    *,
    login: str,
    name: str,
    role: str,
    union: Node,
    union_code: str,
    screen: str,
    on: date,
    at: datetime,
) -> User:
    """Open (or complete) a staff account of the demo with a role, a password and an authenticator.

    :param screen: address of the screen it is meant for, such as ``/desk/``.
    :param on: first day of its grant.
    :raises NotADemo: anywhere but in the demo and the tests.
    """
    if not is_demo():
        _refuse()
    user = queries.find_staff(login=login)
    if user is None:
        user = create_user(
            login=login,
            name=name,
            password=demo_password(login),
            at=at,
            must_change_password=False,
            actor=SYSTEM,
        )
        enrol_totp(user=user, secret=demo_secret(login), at=at, actor=SYSTEM)
    held = queries.grants_in_force(user_id=user.pk, on=on)
    if not held.filter(role__code=role, union_id=union.pk).exists():
        chosen = queries.get_role(code=role)
        grant_role(user=user, role=chosen, union=union, starts_on=on, actor=SYSTEM)
    _remember(login=login, role=role, union_code=union_code, screen=screen, on=on)
    return user


def open_demo_member(
    *, person_id: int, name: str, phone: str, union_code: str, screen: str, on: date, at: datetime
) -> User:
    """Open the account of a member of the demo: phone and code as everybody, a password besides.

    :raises NotADemo: anywhere but in the demo and the tests.
    """
    if not is_demo():
        _refuse()
    user = find_or_open_member(phone=phone, person_id=person_id, name=name, at=at, actor=SYSTEM)
    if not user.has_usable_password():
        change_password(user=user, old=None, new=demo_password(phone), at=at, actor=SYSTEM)
    _remember(login=phone, role="member", union_code=union_code, screen=screen, on=on)
    return user


def is_demo() -> bool:
    """Whether accounts with known passwords may exist here."""
    return settings.ZHIGONG.env in ("demo", "test")


def _remember(*, login: str, role: str, union_code: str, screen: str, on: date) -> None:
    row, _created = Setting.objects.get_or_create(
        key=DEMO_KEY, place="", defaults={"starts_on": on, "value": {}}
    )
    row.value[login] = {"role": role, "union": union_code, "screen": screen}
    row.save(update_fields=["value"])


def demo_accounts() -> list[dict[str, str]]:
    """Return the accounts of the demo as anybody may use them.

    :raises NotADemo: anywhere but in the demo and the tests.
    """
    if not is_demo():
        _refuse()
    row = Setting.objects.filter(key=DEMO_KEY, place="").first()
    return [
        {
            "role": known["role"],
            "login": login,
            "password": demo_password(login),
            "totp_secret": "" if known["role"] == "member" else demo_secret(login),
            "union": known["union"],
            "screen": known["screen"],
        }
        for login, known in sorted((row.value if row else {}).items(), key=_place)
    ]


def _place(account: tuple[str, dict[str, str]]) -> tuple[int, str]:
    """Order accounts as the roles are ordered, then by name; the database keeps no order."""
    login, known = account
    roles = [code for code, _title, _power in BUILT_IN_ROLES]
    return (roles.index(known["role"]) if known["role"] in roles else len(roles), login)


def demo_totp(*, user: User, unix_time: float) -> str:
    """Return a code that will be accepted now, for the page of a demo account; else empty.

    It comes from the account's name alone: a real secret cannot be read this way.
    """
    row = Setting.objects.filter(key=DEMO_KEY, place="").first()
    if settings.ZHIGONG.env != "demo" or row is None or user.login not in row.value:
        return ""
    step = max(int(unix_time) // rules.TOTP_STEP_SECONDS, queries.last_totp_step(user) + 1)
    return rules.totp_at(secret=demo_secret(user.login), step=step)
