"""Programmes made in the browser: the declaration in the making, and what it was before."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhigong.base.history import track_rows
from zhigong.base.models import ScopedModel
from zhigong.engines.cases.contract import ComposedState
from zhigong.engines.cases.models.case import CODE_LENGTH, TITLE_LENGTH
from zhigong.engines.cases.models.programme import ProgrammeVersion


@track_rows(exclude=("definition", "revision", "last_item", "changed_at"))
class ComposedProgramme(ScopedModel):
    """A programme an officer composes (自编事项); it holds in the subtree of its union.

    :attr definition: the declaration in the making, which may be incomplete.
    :attr revision: number of its last change; ``last_item`` the last number given to a question,
        paper or step, so that a code never means two things.
    :attr version: what is in force, or was when it was closed.
    """

    scope_path = "union"

    code = models.CharField(_("事项编码"), max_length=CODE_LENGTH, unique=True)
    union = models.ForeignKey(
        "unions.Union", models.PROTECT, related_name="+", verbose_name=_("编制工会")
    )
    title = models.CharField(_("事项"), max_length=TITLE_LENGTH, blank=True, default="")
    state = models.CharField(
        _("状态"), max_length=12, choices=ComposedState, default=ComposedState.DRAFT
    )
    definition = models.JSONField()
    revision = models.PositiveIntegerField(default=0)
    last_item = models.PositiveIntegerField(default=0)
    version = models.ForeignKey(ProgrammeVersion, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("建立时间"))
    changed_at = models.DateTimeField(_("修改时间"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("修改人"),
    )
    closed_why = models.CharField(_("停办原因"), max_length=400, blank=True, default="")

    class Meta(ScopedModel.Meta):
        """What was published has a version."""

        verbose_name = _("自编事项")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(state=ComposedState.DRAFT, version__isnull=True)
                | (~Q(state=ComposedState.DRAFT) & Q(version__isnull=False)),
                name="composed_programme_has_a_version_iff_published",
            )
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["union"],
                name="composed_programme_open",
                condition=Q(state=ComposedState.OPEN),
            )
        ]


class ProgrammeRevision(ScopedModel):
    """A declaration in the making as it was after one change; what undo goes back to."""

    scope_path = "composed__union"

    composed = models.ForeignKey(ComposedProgramme, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta(ScopedModel.Meta):
        """Numbered without gaps for each programme."""

        verbose_name = _("编制记录")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["composed", "number"], name="revision_is_one")
        ]
