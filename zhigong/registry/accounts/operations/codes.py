"""Six-digit codes by SMS: issued, limited, checked, used once."""

import secrets
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from zhigong.base.crypto import blind_index
from zhigong.base.errors import UserError
from zhigong.base.events import publish
from zhigong.base.operations import act, operation
from zhigong.kernel.text import N_
from zhigong.registry.accounts import rules
from zhigong.registry.accounts.events import LoginCodeIssued
from zhigong.registry.accounts.models import LoginCode
from zhigong.registry.accounts.operations.proof import ProofMissing

_HOUR = timedelta(hours=1)


class NotAMobile(UserError):
    """The phone number has not the form of a mobile number."""

    code: ClassVar[str] = "not_a_mobile"
    text: ClassVar[str] = N_("请输入11位手机号码。")


class CodeJustSent(UserError):
    """A code went to this phone less than a minute ago."""

    code: ClassVar[str] = "code_just_sent"
    text: ClassVar[str] = N_("验证码刚刚发送过，请{seconds}秒后再试。")


class TooManyCodes(UserError):
    """The phone or the address asked for too many codes within an hour."""

    code: ClassVar[str] = "too_many_codes"
    text: ClassVar[str] = N_("获取验证码次数过多，请一小时后再试。")


def _code_blind(phone: str, purpose: str, code: str) -> UUID:
    return blind_index("login-code", f"{phone}:{purpose}:{code}")


def _check_limits(
    *, phone_blind: UUID, address_blind: UUID, purpose: str, proof: UUID | None, at: datetime
) -> None:
    recent = LoginCode.objects.filter(sent_at__gt=at - _HOUR, sent_at__lte=at)
    of_phone = list(recent.filter(phone_blind=phone_blind).values_list("sent_at", flat=True))
    if of_phone and at - max(of_phone) < rules.CODE_PAUSE:
        left = rules.CODE_PAUSE - (at - max(of_phone))
        raise CodeJustSent(field="phone", seconds=int(left.total_seconds()) + 1)
    if len(of_phone) >= rules.CODES_PER_PHONE_AND_HOUR:
        raise TooManyCodes(field="phone")
    of_address = recent.filter(address_blind=address_blind)
    if of_address.count() >= rules.CODES_PER_ADDRESS_AND_HOUR:
        raise TooManyCodes(field="phone")
    if purpose != "second_factor" and proof is None:
        unproved = of_address.filter(purpose=purpose, proof=None).count()
        if unproved >= rules.UNPROVED_CODES_PER_ADDRESS_AND_HOUR:
            raise TooManyCodes(field="phone")
    if proof is not None and LoginCode.objects.filter(proof=proof).exists():
        raise ProofMissing(field="answer")


@operation("accounts.issue_code")
def issue_code(
    *, phone: str, purpose: str, address: str, at: datetime, proof: UUID | None = None
) -> str:
    """Send a code to a phone, whether or not it belongs to anybody, and return it.

    Publishes ``LoginCodeIssued``.

    :param purpose: ``login``, ``case`` (asking about one) or ``second_factor``; a code of one is
        no code of the other.
    :param at: real time, aware.
    :param proof: the puzzle solved for it, or a new number where a hall screen vouches; ``None``
        for a second factor, whose password was right, and after an answered question, which is
        allowed less often.
    :raises NotAMobile: the number has not eleven digits.
    :raises ProofMissing: the puzzle was used already.
    :raises CodeJustSent: less than a minute since the last one.
    :raises TooManyCodes: five for this phone, or sixty for this address, within an hour.
    """
    if not rules.is_mobile(phone):
        raise NotAMobile(field="phone")
    phone_blind = blind_index("phone", phone)
    address_blind = blind_index("address", address)
    _check_limits(
        phone_blind=phone_blind, address_blind=address_blind, purpose=purpose, proof=proof, at=at
    )
    code = f"{secrets.randbelow(10**rules.CODE_DIGITS):0{rules.CODE_DIGITS}d}"
    row = LoginCode.objects.create(
        phone_blind=phone_blind,
        purpose=purpose,
        code_blind=_code_blind(phone, purpose, code),
        address_blind=address_blind,
        sent_at=at,
        expires_at=at + rules.CODE_LIVES,
        proof=proof,
    )
    act().on(row, purpose=purpose)
    publish(LoginCodeIssued(phone=phone, code=code, purpose=purpose, at=at, code_id=row.pk))
    return code


@operation("accounts.check_code")
def check_code(*, phone: str, purpose: str, code: str, at: datetime) -> bool:
    """Whether this is the last code sent to the phone; a right one is used up by asking.

    Locks the row of the code. A code lives five minutes and bears five tries.

    :param at: real time, aware.
    """
    row = (
        LoginCode.objects.select_for_update()
        .filter(phone_blind=blind_index("phone", phone), purpose=purpose)
        .order_by("-sent_at", "-pk")
        .first()
    )
    alive = row is not None and row.used_at is None and row.expires_at > at
    if row is None or not alive or row.tries >= rules.CODE_TRIES:
        act().unchanged()
        return False
    row.tries += 1
    is_right = row.code_blind == _code_blind(phone, purpose, code.strip())
    if is_right:
        row.used_at = at
    row.save(update_fields=["tries", "used_at"])
    act().on(row, purpose=purpose, right=is_right)
    return is_right
