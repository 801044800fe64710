"""The versions of programmes: what a case was opened under never changes."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from zhigong.base.models import AppendOnly


class ProgrammeVersion(AppendOnly):
    """A programme as it was declared.

    Of a built-in one written with its first case; of a composed one when it is published.

    :attr union: who composed it and in whose subtree it holds; none of a built-in one.
    """

    code = models.CharField(_("事项编码"), max_length=60)
    version = models.PositiveIntegerField(_("版本"))
    definition = models.JSONField()
    digest = models.CharField(max_length=64)
    first_used_at = models.DateTimeField()
    union = models.ForeignKey("unions.Union", models.PROTECT, null=True, related_name="+")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta(AppendOnly.Meta):
        """One row a version."""

        verbose_name = _("事项版本")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["code", "version"], name="programme_version_is_one")
        ]
