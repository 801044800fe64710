"""What proves who is logging in: codes, second factors, sessions, lock-outs, tokens of machines.

Secrets are kept as a keyed hash or encrypted under the user's own data key, never in clear.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from zhigong.base.fields import BlindIndexField, EncryptedField
from zhigong.base.models import ScopedModel

USER = settings.AUTH_USER_MODEL


class LoginCode(models.Model):
    """A six-digit code sent to a phone. The rows of the last hour are also the rate limit."""

    phone_blind = BlindIndexField(null=False)
    purpose = models.CharField(max_length=16)
    code_blind = BlindIndexField(null=False)
    address_blind = BlindIndexField(null=False)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    # The puzzle solved for it; unique, so that one puzzle cannot send two messages.
    proof = models.UUIDField(null=True, unique=True)

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["phone_blind", "sent_at"], name="login_code_by_phone"),
            models.Index(fields=["address_blind", "sent_at"], name="login_code_by_address"),
        ]


class Lockout(models.Model):
    """Failures in a row for one account name or phone, known or not."""

    subject_blind = BlindIndexField(null=False, unique=True)
    failures = models.PositiveSmallIntegerField(default=0)
    last_failed_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)


class TotpDevice(models.Model):
    """An authenticator (RFC 6238). ``last_step`` refuses the same code a second time."""

    user = models.OneToOneField(USER, models.CASCADE, related_name="totp")
    secret_cipher = EncryptedField()
    last_step = models.BigIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)


class RecoveryCode(models.Model):
    """A code for the day the phone is lost; each works once."""

    user = models.ForeignKey(USER, models.CASCADE, related_name="recovery_codes")
    code_blind = BlindIndexField(null=False)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["user", "code_blind"], name="recovery_code_is_unique")
        ]


class UserSession(models.Model):
    """A logged-in browser, listed for its owner and revocable."""

    user = models.ForeignKey(USER, models.CASCADE, related_name="sessions")
    session_key = models.CharField(max_length=40, unique=True)
    address = models.CharField("地址", max_length=45, blank=True)
    agent = models.CharField("设备", max_length=200, blank=True)
    started_at = models.DateTimeField("登录时间")
    last_seen_at = models.DateTimeField("最近使用")


class MachineToken(ScopedModel):
    """A key of another system: some abilities at one union and below, until a day."""

    scope_path = "union"

    name = models.CharField("用途", max_length=80)
    prefix = models.CharField("前缀", max_length=12, unique=True)
    secret_blind = BlindIndexField(null=False)
    abilities = ArrayField(models.CharField(max_length=80))
    union = models.ForeignKey("unions.Union", models.PROTECT, related_name="+")
    issued_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
