"""What comes after the end of a case: how it was rated, and whether somebody asked how it went."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhigong.base.models import AppendOnly, ScopedModel
from zhigong.engines.cases.contract import CallBackResult, CallBackWhy
from zhigong.engines.cases.models.case import NOTE_LENGTH, Case


class CaseRating(AppendOnly):
    """One rating (好差评) of one round of a case; a case that was reopened is rated anew.

    ``Case.stars`` is the rating of the present round, if there is one.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="ratings")
    round = models.PositiveSmallIntegerField(_("办理轮次"))  # 0 = as first done
    stars = models.SmallIntegerField(_("评价"))
    note = models.CharField(_("评价意见"), max_length=NOTE_LENGTH, blank=True, default="")
    rated_at = models.DateTimeField(_("评价时间"))

    class Meta(AppendOnly.Meta):
        """A round is rated once, with one to five stars."""

        verbose_name = _("办件评价")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["case", "round"], name="round_is_rated_once"),
            models.CheckConstraint(condition=Q(stars__range=(1, 5)), name="rating_is_one_to_five"),
        ]


class CallBack(ScopedModel):
    """A call-back (回访) to be made, or made, after a case was done: by another than its handlers.

    :attr round: of the case, as a rating has it.
    :attr tries: calls nobody answered so far.
    """

    scope_path = "unit"
    person_path = "case__person_id"

    case = models.ForeignKey(Case, models.PROTECT, related_name="call_backs")
    round = models.PositiveSmallIntegerField(_("办理轮次"))
    unit = models.ForeignKey(
        "unions.Union", models.PROTECT, related_name="+", verbose_name=_("回访工会")
    )
    why = models.CharField(_("回访缘由"), max_length=12, choices=CallBackWhy)
    asked_at = models.DateTimeField(_("生成时间"))
    due_on = models.DateField(_("回访期限"))
    tries = models.PositiveSmallIntegerField(_("未接通次数"), default=0)
    tried_at = models.DateTimeField(_("最近一次"), null=True)
    result = models.CharField(
        _("回访结果"), max_length=12, choices=CallBackResult, blank=True, default=""
    )
    words = models.CharField(_("回访记录"), max_length=NOTE_LENGTH, blank=True, default="")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField(_("回访时间"), null=True)

    class Meta(ScopedModel.Meta):
        """One of a round; what is over has a result."""

        verbose_name = _("回访")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["case", "round"], name="round_is_called_back_once"),
            models.CheckConstraint(
                condition=Q(result="", made_at__isnull=True)
                | (~Q(result="") & Q(made_at__isnull=False)),
                name="call_back_over_iff_it_has_a_result",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["unit", "due_on", "id"], name="call_back_due", condition=Q(result="")
            ),
            models.Index(fields=["made_by", "-made_at"], name="call_back_made"),
        ]
