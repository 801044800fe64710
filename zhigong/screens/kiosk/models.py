"""Hall screens that were set up: devices of a union, each known by a token of its own."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhigong.base.fields import BlindIndexField
from zhigong.base.models import ScopedModel


class Kiosk(ScopedModel):
    """One screen in a hall (自助终端).

    It is named, set up by typing a code that lives half an hour, and known afterwards by a token
    of which only the keyed hash is stored.
    """

    scope_path = "union"

    name = models.CharField(_("终端名称"), max_length=60)
    place = models.CharField(_("摆放位置"), max_length=120, blank=True, default="")
    union = models.ForeignKey(
        "unions.Union", models.PROTECT, related_name="+", verbose_name=_("所属工会")
    )
    setup_blind = BlindIndexField(unique=True)
    setup_until = models.DateTimeField(null=True)
    token_blind = BlindIndexField(unique=True)
    paired_at = models.DateTimeField(_("启用时间"), null=True)
    last_seen_at = models.DateTimeField(_("最近在线"), null=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField(_("登记时间"))
    revoked_at = models.DateTimeField(_("停用时间"), null=True)

    class Meta(ScopedModel.Meta):
        """A screen that was taken out of use knows no code and no token."""

        verbose_name = _("自助终端")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True)
                | Q(setup_blind__isnull=True, token_blind__isnull=True),
                name="revoked_kiosk_has_no_key",
            )
        ]
