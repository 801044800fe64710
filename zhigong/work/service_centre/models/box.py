"""The supervision box (监督信箱): letters nobody signed, and the record of opening boxes on walls.

Letters have no history, no time but the day, no number and no author; whoever adds a column here
has to ask whether it says something about the writer. See ``operations/box.py`` for their order.
"""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhigong.base.history import track_rows
from zhigong.base.models import ScopedModel


class Matter(models.TextChoices):
    """What a letter is about, as its writer or the opener says."""

    SUGGESTION = "suggestion", _("意见建议")
    RIGHTS = "rights", _("权益诉求")
    LIVING = "living", _("生活困难")
    CONDUCT = "conduct", _("作风监督")
    OTHER = "other", _("其他")


class LetterState(models.TextChoices):
    """Whose turn it is."""

    NEW = "new", _("待答复")
    ANSWERED = "answered", _("已答复")
    CLOSED = "closed", _("已办结")


class Letter(ScopedModel):
    """A letter to a union and all that was written about it, under a key of its own."""

    scope_path = "union"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    union = models.ForeignKey(
        "unions.Union", verbose_name=_("收信工会"), on_delete=models.PROTECT, related_name="+"
    )
    day = models.DateField(_("来信日期"))
    matter = models.CharField(_("事项"), max_length=12, choices=Matter)
    state = models.CharField(_("状态"), max_length=10, choices=LetterState, default=LetterState.NEW)
    code_blind = models.UUIDField(unique=True, editable=False)
    data_key = models.BinaryField()

    class Meta(ScopedModel.Meta):
        verbose_name = _("监督信箱来信")
        indexes = [models.Index(fields=["union", "day"], name="letter_by_union_and_day")]


class LetterText(ScopedModel):
    """One text of a letter, by its writer or by the union."""

    scope_path = "letter__union"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="texts")
    turn = models.PositiveSmallIntegerField()
    is_from_union = models.BooleanField()
    day = models.DateField(db_index=True)
    text = models.BinaryField()

    class Meta(ScopedModel.Meta):
        verbose_name = _("监督信箱往来")
        constraints = [
            models.UniqueConstraint(fields=["letter", "turn"], name="one_letter_text_per_turn")
        ]


@track_rows()
class BoxOpening(ScopedModel):
    """A box on a wall, opened by one and confirmed by another on the same day."""

    scope_path = "union"

    union = models.ForeignKey(
        "unions.Union", verbose_name=_("工会"), on_delete=models.PROTECT, related_name="+"
    )
    place = models.CharField(_("信箱位置"), max_length=80)
    opened_on = models.DateField(_("开箱日期"))
    letters = models.PositiveSmallIntegerField(_("信件数"))
    opened_by = models.BigIntegerField()
    opened_by_name = models.CharField(_("开箱人"), max_length=60)
    confirmed_by = models.BigIntegerField(null=True)
    confirmed_by_name = models.CharField(_("监督人"), max_length=60, blank=True, default="")
    confirmed_at = models.DateTimeField(_("确认时间"), null=True)

    class Meta(ScopedModel.Meta):
        verbose_name = _("开箱记录")
        constraints = [
            models.UniqueConstraint(
                fields=["union", "place", "opened_on"], name="one_opening_of_a_box_per_day"
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | (
                    models.Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                    & ~models.Q(confirmed_by=models.F("opened_by"))
                ),
                name="box_is_opened_by_two_people",
            ),
        ]


@track_rows()
class BoxItem(ScopedModel):
    """One letter found in a box on a wall, as a matter without a writer."""

    scope_path = "opening__union"

    opening = models.ForeignKey(BoxOpening, on_delete=models.CASCADE, related_name="items")
    number = models.PositiveSmallIntegerField(_("序号"))
    matter = models.CharField(_("事项"), max_length=12, choices=Matter)
    summary = models.CharField(_("内容摘要"), max_length=500)
    result = models.CharField(_("办理结果"), max_length=500, blank=True, default="")

    class Meta(ScopedModel.Meta):
        verbose_name = _("信箱来信事项")
        constraints = [
            models.UniqueConstraint(fields=["opening", "number"], name="one_number_per_box_item")
        ]
