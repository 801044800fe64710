"""The tables of messaging."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhigong.base.fields import BlindIndexField, EncryptedField
from zhigong.base.models import ScopedModel

USER = settings.AUTH_USER_MODEL


class Message(models.Model):
    """What lies in somebody's inbox. Always read through its owner, never through a union."""

    user = models.ForeignKey(USER, models.CASCADE, related_name="messages")
    notice = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=120)
    title = models.CharField(max_length=80)
    text = models.CharField(max_length=500)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        """The same thing is told once; the unread ones are counted on every page."""

        verbose_name = "消息"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["user", "notice", "subject_key"], name="a_message_is_told_once"
            )
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["user"], condition=Q(read_at__isnull=True), name="unread_message"),
            models.Index(fields=["user", "-created_at"], name="message_by_user"),
        ]


class DeliveryState(models.TextChoices):
    """Where a delivery stands."""

    QUEUED = "queued", "待发送"
    SENDING = "sending", "发送中"
    SENT = "sent", "已发送"
    FAILED = "failed", "未发出"
    UNCERTAIN = "uncertain", "结果不明"


class Delivery(ScopedModel):
    """A message on its way to one address; what it says is sealed, and emptied in the end."""

    scope_path = "union"

    notice = models.CharField("通知", max_length=40)
    channel = models.CharField("渠道", max_length=10)
    recipient = models.CharField(max_length=80)  # user:12, phone:<blind index>, group:<channel>
    subject_key = models.CharField(max_length=120)
    user = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    union = models.ForeignKey("unions.Union", models.PROTECT, null=True, related_name="+")
    sealed = models.BinaryField(default=bytes)
    state = models.CharField("状态", max_length=10, choices=DeliveryState, default="queued")
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    tries = models.PositiveSmallIntegerField("次数", default=0)
    next_try_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    gateway = models.CharField("网关", max_length=40, blank=True)
    gateway_number = models.CharField("网关编号", max_length=120, blank=True)
    error = models.CharField("原因", max_length=200, blank=True)
    created_at = models.DateTimeField("时间")
    finished_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        """Nothing is sent twice."""

        verbose_name = "发送"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["notice", "recipient", "subject_key", "channel"],
                name="nothing_is_sent_twice",
            ),
            models.CheckConstraint(
                condition=Q(state="sending", leased_until__isnull=False)
                | (~Q(state="sending") & Q(leased_until__isnull=True)),
                name="delivery_is_leased_while_sending",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["sent", "failed"], finished_at__isnull=False)
                | (~Q(state__in=["sent", "failed"]) & Q(finished_at__isnull=True)),
                name="delivery_finished_iff_final",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(state__in=["queued", "sending"]),
                name="delivery_under_way",
            ),
        ]


class Address(models.Model):
    """Where a user is reached on a channel that knows neither phone nor e-mail (openid)."""

    user = models.ForeignKey(USER, models.CASCADE, related_name="+")
    channel = models.CharField(max_length=10)
    cipher = EncryptedField()
    blind = BlindIndexField(null=False)

    class Meta:
        """One address a channel; one owner an address."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["user", "channel"], name="one_address_per_user_and_channel"
            ),
            models.UniqueConstraint(fields=["channel", "blind"], name="an_address_has_one_owner"),
        ]
