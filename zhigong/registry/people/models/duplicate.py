"""Records that may be one human being's, and what was found of each pair."""

from typing import Any, ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhigong.base.actor import Scope
from zhigong.base.models import ScopedModel, ScopedQuerySet
from zhigong.registry.people.models.person import Person


class RecordPairQuerySet(ScopedQuerySet):
    """A pair is seen by who sees both of its people."""

    def within(self, scope: Scope) -> Self:
        """Keep the pairs of which both people lie in the scope."""
        found = self._chain_opened()
        if scope.everything:
            return found
        if scope.is_empty:
            return found.none()
        seen = Person.objects.within(scope).values("pk")
        union = Q(verdict="same", union__ancestors__overlap=sorted(scope.node_ids))
        return found.filter(Q(first__in=seen, second__in=seen) | union)


RecordPairManager = models.Manager.from_queryset(RecordPairQuerySet, "RecordPairManager")


class RecordPair(ScopedModel):
    """Two records that may be one person's (疑似重复); the verdict on them is kept for good.

    ``moved`` says of a merger which rows went from one record to the other, by table, so that it
    can be explained years later; ``left`` those a rule of their table kept where they were.
    """

    scope_path = "union"

    class Ground(models.TextChoices):
        """Why they may be one."""

        NAME_BIRTH = "name_birth", _("姓名和出生日期相同")
        PHONE = "phone", _("姓名和手机号相同")

    class Verdict(models.TextChoices):
        """What somebody found."""

        OPEN = "", _("待核对")
        SAME = "same", _("同一人，已合并")
        DIFFERENT = "different", _("不是同一人")

    first = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(_("依据"), max_length=12, choices=Ground)
    found_on = models.DateField(_("发现日期"))
    verdict = models.CharField(
        _("结论"), max_length=10, choices=Verdict, blank=True, default=Verdict.OPEN
    )
    kept = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    union = models.ForeignKey("unions.Union", null=True, on_delete=models.PROTECT, related_name="+")
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(_("核对时间"), null=True)
    reason = models.CharField(_("说明"), max_length=400, blank=True, default="")
    moved = models.JSONField(default=dict)
    left = models.JSONField(default=dict)
    filled: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)

    objects: ClassVar[Any] = RecordPairManager()  # type: ignore[assignment]

    class Meta(ScopedModel.Meta):
        """Constraints named by what they say."""

        verbose_name = _("疑似重复")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_verdict_for_two_records"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="two_records_are_named_in_order"
            ),
            models.CheckConstraint(
                condition=Q(verdict="", decided_at__isnull=True)
                | (~Q(verdict="") & Q(decided_at__isnull=False)),
                name="verdict_is_given_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(verdict="same") | Q(kept__isnull=False),
                name="merger_names_the_record_kept",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="verdict_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__verdict__in=("same", "different")),
            )
        ]
