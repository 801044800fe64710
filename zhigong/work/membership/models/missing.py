"""What full reconciling leaves to decide: who is recorded but was not in the file."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhigong.base.models import ScopedModel


class Mark(models.TextChoices):
    """What became of somebody who is recorded but not in the file."""

    OPEN = "", _("待处理")
    TRANSFERRED_OUT = "transferred_out", _("已转出")
    RETIRED = "retired", _("退休，保留会籍")
    LEFT = "left", _("离职，保留会籍")
    OMITTED = "omitted", _("名册漏报")


class MissingMember(ScopedModel):
    """One membership that a full roster did not name; nothing happens until somebody says what."""

    scope_path = "membership__union"
    person_path = "membership__person_id"

    batch = models.ForeignKey(
        "exchange.ImportBatch", on_delete=models.CASCADE, related_name="missing_members"
    )
    membership = models.ForeignKey("people.Membership", on_delete=models.CASCADE, related_name="+")
    mark = models.CharField(_("处理"), max_length=16, choices=Mark, blank=True, default=Mark.OPEN)
    marked_by = models.BigIntegerField(null=True)
    marked_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        verbose_name = _("名册中没有的会员")
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "membership"], name="one_missing_member_per_batch"
            ),
            models.CheckConstraint(
                condition=models.Q(mark="", marked_at__isnull=True)
                | (~models.Q(mark="") & models.Q(marked_at__isnull=False)),
                name="missing_member_is_marked_at_a_time",
            ),
        ]
