"""The way from a hall screen to one's own telephone: a token that works once, for ten minutes."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhigong.base.fields import BlindIndexField
from zhigong.base.models import ScopedModel
from zhigong.engines.cases.models.case import Draft


class Handover(ScopedModel):
    """A draft handed from a hall screen to a telephone; of its token only the hash is kept."""

    scope_path = "draft__union"
    person_path = "draft__person_id"

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="handovers")
    token_blind = BlindIndexField(null=False, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        """One living token a draft."""

        verbose_name = _("转到手机继续")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["draft"],
                condition=models.Q(used_at__isnull=True),
                name="draft_is_handed_over_once_at_a_time",
            )
        ]
