"""Make accounts for tests through the operations themselves."""

from datetime import date, datetime

from zhigong.base.actor import SYSTEM
from zhigong.base.clock import ZONE
from zhigong.registry.accounts import operations, queries
from zhigong.registry.accounts.models import User

LONG_AGO = date(2026, 1, 1)
OPENED = datetime(2026, 11, 1, 9, tzinfo=ZONE)
PASSWORD = "Zhen-Hai-2026"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def make_staff(login, name, *, role="", union=None, totp=True, phone="") -> User:
    """Open a staff account, with a role at a union if given, and an authenticator bound."""
    user = operations.create_user(
        login=login,
        name=name,
        password=PASSWORD,
        phone=phone,
        at=OPENED,
        must_change_password=False,
        actor=SYSTEM,
    )
    if role:
        operations.grant_role(
            user=user,
            role=queries.get_role(code=role),
            union=union,
            starts_on=LONG_AGO,
            actor=SYSTEM,
        )
    if totp:
        operations.enrol_totp(user=user, secret=SECRET, at=OPENED, actor=SYSTEM)
    return user


def actor_of(user, on=date(2026, 11, 21), steward_for=None):
    return queries.actor_of(user=user, on=on, steward_for=steward_for)
