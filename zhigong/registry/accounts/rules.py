"""Decide whether a password, a code or a combination of roles is acceptable.

Pure decisions: no database, no clock, no text for users. Times are aware datetimes passed in.
"""

import base64
import binascii
import hmac
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

from zhigong.kernel.legal import LegalSource

IDENTIFICATION_SOURCE = LegalSource("GB/T 22239", "8.1.4.1", in_force="2019-12-01")
SEPARATION_SOURCE = LegalSource("GB/T 22239", "8.1.5", in_force="2019-12-01")

PASSWORD_LENGTH = 8
PASSWORD_KINDS = 3  # of: small letters, capitals, digits, other signs
PASSWORD_LIFETIME_DAYS = 90
LOCK_AFTER_FAILURES = 5
LOCK_FOR = timedelta(minutes=30)

CODE_DIGITS = 6
CODE_LIVES = timedelta(minutes=5)
CODE_TRIES = 5
CODE_PAUSE = timedelta(seconds=60)  # between two codes to one phone
CODES_PER_PHONE_AND_HOUR = 5
CODES_PER_ADDRESS_AND_HOUR = 60  # an office shares one address
UNPROVED_CODES_PER_ADDRESS_AND_HOUR = 6  # after a question, which a program could answer as well

PROOF_LIVES = timedelta(hours=1)  # a page may stand open while somebody looks for her telephone
PROOF_STEPS = (5_000, 25_000)  # hashes: 0.1 s on a desk, 2 s on an old telephone
PROOF_LENGTH = 4_096  # signs of a solved puzzle; more was not made by us

MEMBER_IDLE_DAYS = 7  # a phone in its owner's hand; staff follow ZHIGONG_IDLE_MINUTES

TOTP_STEP_SECONDS = 30
TOTP_DRIFT_STEPS = 1  # RFC 6238 section 5.2 recommends at most one step
TOTP_SECRET_BYTES = 20  # RFC 4226 section 4, R6

SILENT_AFTER_DAYS = 90  # nobody of a union logged in for so long

_KINDS = (re.compile("[a-z]"), re.compile("[A-Z]"), re.compile("[0-9]"), re.compile("[^a-zA-Z0-9]"))
_MOBILE = re.compile(r"1[3-9]\d{9}")
_SEPARATE = ("system", "security", "audit")


class BadSecret(ValueError):
    """The text is no base32 secret of an authenticator."""


def password_faults(*, password: str, login: str) -> list[str]:
    """Return why a password is refused: ``short``, ``simple``, ``contains_login``; empty when fine.

    :legal: GB/T 22239-2019 8.1.4.1 a): complexity of the authentication information.
    """
    faults = []
    if len(password) < PASSWORD_LENGTH:
        faults.append("short")
    if sum(bool(kind.search(password)) for kind in _KINDS) < PASSWORD_KINDS:
        faults.append("simple")
    if len(login) >= 3 and login.lower() in password.lower():
        faults.append("contains_login")
    return faults


def is_password_old(*, changed_on: date, on: date, lifetime_days: int) -> bool:
    """Whether a password must be changed; a lifetime of 0 days means never."""
    return lifetime_days > 0 and on - changed_on >= timedelta(days=lifetime_days)


def is_mobile(phone: str) -> bool:
    """Whether the text is a mobile number of the mainland, 11 digits."""
    return _MOBILE.fullmatch(phone) is not None


def count_failure(
    *, failures: int, last_failed_at: datetime | None, at: datetime
) -> tuple[int, datetime | None]:
    """Return failures in a row after one more, and until when that locks.

    Failures older than the lock are forgotten.

    :legal: GB/T 22239-2019 8.1.4.1 b): handling of failed log-ins.
    """
    fresh = last_failed_at is not None and at - last_failed_at < LOCK_FOR
    failures = failures + 1 if fresh else 1
    return failures, at + LOCK_FOR if failures >= LOCK_AFTER_FAILURES else None


def minutes_until(until: datetime, *, at: datetime) -> int:
    """Return the whole minutes to wait: a part of one counts as one, half an hour as 30."""
    return -((at - until) // timedelta(minutes=1))


def read_secret(secret: str) -> bytes:
    """Return the bytes of a base32 secret; blanks and case do not matter.

    :raises BadSecret: it is not base32, or shorter than 16 bytes (RFC 4226 section 4).
    """
    text = secret.replace(" ", "").upper()
    try:
        key = base64.b32decode(text + "=" * (-len(text) % 8))
    except binascii.Error as error:
        raise BadSecret from error
    if len(key) < 16:
        raise BadSecret
    return key


def totp_at(*, secret: str, step: int) -> str:
    """Return the six digits of a 30-second step counted from 1970 (RFC 6238)."""
    hotp = HOTP(read_secret(secret), CODE_DIGITS, SHA1())  # noqa: S303 SHA-1 is what RFC 6238 asks
    return hotp.generate(step).decode()


def matching_step(*, secret: str, code: str, unix_time: float, last_step: int) -> int | None:
    """Return the step a code belongs to, or ``None``.

    A step at or before ``last_step`` was used already and never matches again.
    """
    present = int(unix_time) // TOTP_STEP_SECONDS
    for step in range(present - TOTP_DRIFT_STEPS, present + TOTP_DRIFT_STEPS + 1):
        expected = totp_at(secret=secret, step=step)
        if step > last_step and hmac.compare_digest(expected.encode(), code.encode()):
            return step
    return None


def conflicting_power(*, held: Iterable[str], wanted: str) -> str | None:
    """Return the power already held that forbids ``wanted``, or ``None``.

    :legal: GB/T 22239-2019 8.1.5: system, security and audit administration are kept apart.
    """
    if wanted not in _SEPARATE:
        return None
    return next((power for power in held if power in _SEPARATE and power != wanted), None)


def day_after(last_day: date | None) -> date | None:
    """Return the end of a half-open period whose last day is given; ``None`` stays open."""
    return None if last_day is None else last_day + timedelta(days=1)


_SYSTEMS = (
    ("iphone", "苹果手机"),
    ("ipad", "苹果平板"),
    ("harmonyos", "鸿蒙手机"),
    ("android", "安卓手机"),
    ("windows", "Windows 电脑"),
    ("mac os", "苹果电脑"),
    ("linux", "Linux 电脑"),
)
_BROWSERS = (
    ("miniprogram", "微信小程序"),
    ("wxwork", "企业微信"),
    ("micromessenger", "微信"),
    ("dingtalk", "钉钉"),
    ("edg", "Edge"),
    ("qihu", "360 浏览器"),
    ("firefox", "火狐"),
    ("chrome", "Chrome"),
    ("safari", "Safari"),
)


def device_name(agent: str) -> str:
    """Return a browser and its machine as people call them, empty when it says nothing known."""
    said = agent.lower()
    system = next((name for sign, name in _SYSTEMS if sign in said), "")
    browser = next((name for sign, name in _BROWSERS if sign in said), "")
    return " · ".join(part for part in (system, browser) if part)
