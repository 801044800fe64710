"""Petitions (信访): what a review contests, and the one extension a leader may grant."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhigong.base.history import track_rows
from zhigong.base.models import ScopedModel

REASON_LENGTH = 500


class PetitionGround(ScopedModel):
    """A review (复查) or recheck (复核) contests the answer of an earlier case, once."""

    scope_path = "case__union"
    person_path = "case__person_id"

    case = models.OneToOneField(
        "cases.Case", on_delete=models.PROTECT, related_name="petition_ground"
    )
    ground = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="contested_by")

    class Meta(ScopedModel.Meta):
        verbose_name = _("复查复核的原办件")


@track_rows()
class PetitionExtension(ScopedModel):
    """More time for a petition: asked for with reasons, granted or not by somebody else."""

    scope_path = "case__union"
    person_path = "case__person_id"

    case = models.OneToOneField(
        "cases.Case", on_delete=models.PROTECT, related_name="petition_extension"
    )
    step_id = models.BigIntegerField()
    days = models.PositiveSmallIntegerField(_("延长天数"))
    reason = models.CharField(_("延期理由"), max_length=REASON_LENGTH)
    asked_by = models.BigIntegerField()
    asked_by_name = models.CharField(_("申请人"), max_length=60)
    asked_at = models.DateTimeField(_("申请时间"))
    decided_by = models.BigIntegerField(null=True)
    decided_by_name = models.CharField(_("批准人"), max_length=60, blank=True, default="")
    decided_at = models.DateTimeField(_("批准时间"), null=True)
    is_granted = models.BooleanField(null=True)
    until = models.DateField(_("延长至"), null=True)

    class Meta(ScopedModel.Meta):
        verbose_name = _("信访延期")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(days__gte=1, days__lte=30), name="petition_extended_by_30_days"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True)
                | ~models.Q(decided_by=models.F("asked_by")),
                name="petition_extension_granted_by_another",
            ),
        ]
