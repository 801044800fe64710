"""The second factor of staff: an authenticator (RFC 6238) and recovery codes."""

import base64
import secrets
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from zhigong.base.actor import Actor
from zhigong.base.crypto import blind_index
from zhigong.base.errors import UserError
from zhigong.base.fields import conceal, reveal
from zhigong.base.operations import act, operation
from zhigong.kernel.text import N_
from zhigong.registry.accounts import rules
from zhigong.registry.accounts.models import RecoveryCode, TotpDevice, User

RECOVERY_CODES = 8
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no signs that look alike


class WrongTotp(UserError):
    """The six digits do not fit, or were used already."""

    code: ClassVar[str] = "wrong_totp"
    text: ClassVar[str] = N_("动态码不正确或已使用，请输入验证器上最新的6位数字。")


def new_secret() -> str:
    """Return a random secret of 160 bits in base32."""
    return base64.b32encode(secrets.token_bytes(rules.TOTP_SECRET_BYTES)).decode()


@operation("accounts.enrol_totp")
def enrol_totp(
    *,
    user: User,
    secret: str,
    at: datetime,
    code: str | None = None,
    unix_time: float = 0,
    actor: Actor | None = None,
) -> TotpDevice:
    """Bind an authenticator to an account, replacing another.

    :param code: what the authenticator shows, to prove that it works; ``None`` when an
        administrator binds a device she hands over.
    :param unix_time: real seconds since 1970, for ``code``.
    :raises BadSecret: the secret is not base32 of at least 128 bits.
    :raises WrongTotp: the code does not fit.
    """
    rules.read_secret(secret)
    last_step = 0
    if code is not None:
        step = rules.matching_step(secret=secret, code=code, unix_time=unix_time, last_step=0)
        if step is None:
            raise WrongTotp(field="code")
        last_step = step
    device, _created = TotpDevice.objects.update_or_create(
        user=user,
        defaults={
            "secret_cipher": conceal(bytes(user.data_key), secret),
            "last_step": last_step,
            "confirmed_at": at,
        },
    )
    act().on(device, proved=code is not None)
    return device


@operation("accounts.use_totp")
def use_totp(*, user: User, code: str, unix_time: float, actor: Actor | None = None) -> bool:
    """Whether the code of the authenticator fits now; the same code never fits twice.

    Locks the row of the device.

    :param unix_time: real seconds since 1970; never the business date, the device knows no other.
    """
    device = TotpDevice.objects.select_for_update().filter(user=user).first()
    secret = None if device is None else reveal(bytes(user.data_key), device.secret_cipher)
    step = None
    if device is not None and secret is not None:
        step = rules.matching_step(
            secret=secret, code=code.strip(), unix_time=unix_time, last_step=device.last_step
        )
    if device is None or step is None:
        act().on(user, right=False)
        return False
    device.last_step = step
    device.save(update_fields=["last_step"])
    act().on(user, right=True)
    return True


@operation("accounts.remove_totp")
def remove_totp(*, user: User, reason: str, actor: Actor) -> None:
    """Take the authenticator and recovery codes away, so that a new one is bound at next log-in."""
    removed, _by_model = TotpDevice.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()
    if removed:
        act().on(user)
    else:
        act().unchanged()


def _recovery_blind(user: User, code: str) -> UUID:
    return blind_index("recovery-code", f"{user.pk}:{code.replace('-', '').upper()}")


@operation("accounts.make_recovery_codes")
def make_recovery_codes(*, user: User, actor: Actor | None = None) -> list[str]:
    """Return eight new recovery codes (each works once); earlier ones stop working."""
    RecoveryCode.objects.filter(user=user).delete()
    codes = []
    for _number in range(RECOVERY_CODES):
        letters = "".join(secrets.choice(_ALPHABET) for _letter in range(10))
        codes.append(f"{letters[:5]}-{letters[5:]}")
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, code_blind=_recovery_blind(user, code)) for code in codes
    )
    act().on(user, codes=len(codes))
    return codes


@operation("accounts.use_recovery_code")
def use_recovery_code(*, user: User, code: str, at: datetime, actor: Actor | None = None) -> bool:
    """Whether this is an unused recovery code of the account; it is used up by asking."""
    row = (
        RecoveryCode.objects.select_for_update()
        .filter(user=user, code_blind=_recovery_blind(user, code.strip()), used_at__isnull=True)
        .first()
    )
    if row is None:
        act().on(user, right=False)
        return False
    row.used_at = at
    row.save(update_fields=["used_at"])
    act().on(user, right=True)
    return True
