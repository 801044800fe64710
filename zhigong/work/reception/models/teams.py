"""Expert teams (三师服务团) and the cases given to them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhigong.base.history import track_rows
from zhigong.base.models import ScopedModel
from zhigong.work.reception.models.halls import NAME_LENGTH, TEXT_LENGTH
from zhigong.work.reception.models.roster import Adviser


@track_rows()
class ExpertTeam(ScopedModel):
    """A team of a union for some subjects."""

    scope_path = "union"

    union = models.ForeignKey(
        "unions.Union", models.PROTECT, related_name="+", verbose_name=_("所属工会")
    )
    name = models.CharField(_("名称"), max_length=NAME_LENGTH)
    subjects = models.CharField(_("服务内容"), max_length=TEXT_LENGTH)
    members = models.ManyToManyField(Adviser, related_name="teams", verbose_name=_("成员"))
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta(ScopedModel.Meta):
        """One team of a name at a union."""

        verbose_name = _("专家团队")
        constraints = [
            models.UniqueConstraint(fields=["union", "name"], name="one_team_of_a_name_per_union")
        ]


@track_rows()
class Assignment(ScopedModel):
    """A case given to a team, and to one of its members."""

    scope_path = "team__union"

    team = models.ForeignKey(ExpertTeam, models.PROTECT, related_name="assignments")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    adviser = models.ForeignKey(Adviser, models.PROTECT, null=True, related_name="assignments")
    note = models.CharField(_("说明"), max_length=TEXT_LENGTH, blank=True, default="")
    assigned_at = models.DateTimeField(_("指派时间"))
    ended_at = models.DateTimeField(_("结束时间"), null=True)

    class Meta(ScopedModel.Meta):
        """A case is with a team once at a time."""

        verbose_name = _("团队办件")
        constraints = [
            models.UniqueConstraint(
                fields=["team", "case"],
                condition=Q(ended_at__isnull=True),
                name="one_open_assignment_per_team_and_case",
            )
        ]
