"""Files of matters of many people (历史遗留问题、群体诉求), and what was heard on visits (走访)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhigong.base.history import track_rows
from zhigong.base.models import ScopedModel

TEXT_LENGTH = 1_000


class GroupKind(models.TextChoices):
    """Why many people bring one matter."""

    LEGACY = "legacy", _("历史遗留问题")
    COLLECTIVE = "collective", _("群体诉求")


class GroupState(models.TextChoices):
    """How far a matter is."""

    OPEN = "open", _("化解中")
    STABLE = "stable", _("已稳控")
    SETTLED = "settled", _("已化解")


@track_rows()
class GroupFile(ScopedModel):
    """One matter of many people: since when, how many, who speaks for them, what is done."""

    scope_path = "union"

    union = models.ForeignKey(
        "unions.Union", verbose_name=_("牵头工会"), on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(_("事项"), max_length=120)
    kind = models.CharField(_("类别"), max_length=12, choices=GroupKind)
    state = models.CharField(_("状态"), max_length=10, choices=GroupState, default=GroupState.OPEN)
    people = models.PositiveIntegerField(_("涉及人数"))
    since = models.DateField(_("开始日期"))
    demand = models.CharField(_("诉求"), max_length=TEXT_LENGTH)
    representatives = models.CharField(_("代表"), max_length=200, blank=True, default="")
    opened_on = models.DateField(_("建档日期"))

    class Meta(ScopedModel.Meta):
        verbose_name = _("群体诉求档案")
        indexes = [models.Index(fields=["union", "-opened_on"], name="group_file_by_union")]


class GroupCase(ScopedModel):
    """A case belongs to a matter of many people."""

    scope_path = "file__union"

    file = models.ForeignKey(GroupFile, on_delete=models.CASCADE, related_name="cases")
    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="group_case")

    class Meta(ScopedModel.Meta):
        verbose_name = _("群体诉求办件")


@track_rows()
class GroupMeasure(ScopedModel):
    """Something done about a matter of many people, on a day."""

    scope_path = "file__union"

    file = models.ForeignKey(GroupFile, on_delete=models.CASCADE, related_name="measures")
    on = models.DateField(_("日期"))
    text = models.CharField(_("措施"), max_length=TEXT_LENGTH)
    by_name = models.CharField(_("登记人"), max_length=60)

    class Meta(ScopedModel.Meta):
        verbose_name = _("化解措施")


@track_rows()
class Visit(ScopedModel):
    """Cadres went to a union's workers and listened (干部走访)."""

    scope_path = "union"

    union = models.ForeignKey(
        "unions.Union", verbose_name=_("走访单位"), on_delete=models.PROTECT, related_name="+"
    )
    visited_on = models.DateField(_("走访日期"))
    cadres = models.CharField(_("走访干部"), max_length=120)
    met = models.PositiveSmallIntegerField(_("走访职工数"))
    summary = models.CharField(_("走访情况"), max_length=TEXT_LENGTH)

    class Meta(ScopedModel.Meta):
        verbose_name = _("走访记录")
        indexes = [models.Index(fields=["union", "-visited_on"], name="visit_by_union")]


class Opinion(ScopedModel):
    """What was said on a visit, and the case in which it is answered."""

    scope_path = "visit__union"

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="opinions")
    text = models.CharField(_("意见建议"), max_length=TEXT_LENGTH)
    case = models.OneToOneField(
        "cases.Case", on_delete=models.PROTECT, related_name="visit_opinion"
    )

    class Meta(ScopedModel.Meta):
        verbose_name = _("走访意见")
