"""Cases, the steps they wait in, what was handed in, and what happened to them."""

import uuid
from collections.abc import Collection
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from zhigong.base.actor import Scope
from zhigong.base.fields import EncryptedField
from zhigong.base.history import track_rows
from zhigong.base.models import AppendOnly, ScopedModel, ScopedQuerySet
from zhigong.engines.cases.contract import (
    OPEN_STATES,
    CaseState,
    Channel,
    StepKind,
    StepState,
)
from zhigong.engines.cases.models.programme import ProgrammeVersion

NUMBER_LENGTH = 32
TITLE_LENGTH = 120
CODE_LENGTH = 60
NOTE_LENGTH = 1_000


def seen_from(scope: Scope) -> Q:
    """Return the condition that a case belongs to a scope, or was laid before a union in it."""
    if scope.everything:
        return Q()
    nodes = sorted(scope.node_ids)
    return Q(union__ancestors__overlap=nodes) | handled_in(scope)


def handled_in(scope: Scope) -> Q:
    """Return the condition that a case waits, or waited, at a union in a scope."""
    if scope.everything:
        return Q()
    steps = CaseStep._base_manager.filter(
        case_id=OuterRef("pk"), unit__ancestors__overlap=sorted(scope.node_ids)
    )
    return Q(Exists(steps))


class CaseQuerySet(ScopedQuerySet):
    """A case is seen from the union it belongs to, and from those it was laid before."""

    def within(self, scope: Scope) -> Self:
        """Keep the cases a scope sees, never confidential ones: see ``visible``."""
        return self.visible(scope, confidential=Scope.nothing())

    def visible(self, scope: Scope, *, confidential: Scope, opened: Collection[int] = ()) -> Self:
        """Keep the cases seen from a scope, and confidential ones handled in another scope.

        :param opened: ids of confidential cases opened in an emergency (``BrokenGlass``).

        A confidential case is not seen from its home: it may be about the people there.
        """
        found = self._chain_opened()
        seen = Q(pk__in=[])
        if not scope.is_empty:
            seen |= Q(is_confidential=False) & seen_from(scope)
        if not confidential.is_empty:
            seen |= Q(is_confidential=True) & handled_in(confidential)
        if opened:
            seen |= Q(pk__in=opened)
        return found.filter(seen)

    def open(self) -> Self:
        """Keep what has not ended."""
        return self.filter(state__in=OPEN_STATES)


CaseManager = models.Manager.from_queryset(CaseQuerySet, "CaseManager")


@track_rows(exclude=("answers_cipher", "contact_cipher", "data_key"))
class Case(ScopedModel):
    """One application, request, complaint or nomination on a programme's route (办件)."""

    scope_path = "union"

    number = models.CharField(_("办件编号"), max_length=NUMBER_LENGTH, unique=True)
    programme_code = models.CharField(_("事项编码"), max_length=CODE_LENGTH)
    version = models.ForeignKey(ProgrammeVersion, models.PROTECT, related_name="+")
    title = models.CharField(_("事项"), max_length=TITLE_LENGTH)
    state = models.CharField(
        _("状态"), max_length=16, choices=CaseState, default=CaseState.HANDLING
    )
    channel = models.CharField(_("受理渠道"), max_length=12, choices=Channel)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    applicant_name = models.CharField(_("申请人"), max_length=60, blank=True, default="")
    union = models.ForeignKey(
        "unions.Union", models.PROTECT, related_name="+", verbose_name=_("所属工会")
    )
    is_confidential = models.BooleanField(default=False)
    answers_cipher = EncryptedField()
    contact_cipher = EncryptedField()
    data_key = models.BinaryField(null=True, editable=False)
    opened_at = models.DateTimeField(_("提交时间"))
    opened_on = models.DateField(_("提交日期"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    promised_on = models.DateField(_("承诺办结日期"))
    closed_at = models.DateTimeField(_("办结时间"), null=True)
    result = models.CharField(_("办理结果"), max_length=NOTE_LENGTH, blank=True, default="")
    stars = models.SmallIntegerField(_("评价"), null=True)
    rating_note = models.CharField(_("评价意见"), max_length=NOTE_LENGTH, blank=True, default="")
    rated_at = models.DateTimeField(null=True)
    urged_times = models.PositiveSmallIntegerField(_("催办次数"), default=0)
    urged_on = models.DateField(null=True)
    reopened_times = models.PositiveSmallIntegerField(default=0)
    submission_key = models.UUIDField(null=True, unique=True, editable=False)

    objects: ClassVar[Any] = CaseManager()  # type: ignore[assignment]

    class Meta(ScopedModel.Meta):
        """Constraints named by what they say."""

        verbose_name = _("办件")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STATES, closed_at__isnull=True)
                | (~Q(state__in=OPEN_STATES) & Q(closed_at__isnull=False)),
                name="case_closed_iff_it_ended",
            ),
            models.CheckConstraint(
                condition=Q(stars__isnull=True) | Q(stars__range=(1, 5)),
                name="case_is_rated_with_one_to_five",
            ),
            models.CheckConstraint(
                condition=Q(reopened_times__lte=1), name="case_is_reopened_once"
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["-opened_at", "-id"], name="case_by_day"),
            models.Index(fields=["person", "-opened_at"], name="case_by_person"),
            models.Index(fields=["union", "-opened_at"], name="case_by_union"),
            models.Index(fields=["programme_code", "-opened_at"], name="case_by_programme"),
        ]

    @property
    def is_open(self) -> bool:
        """Whether it has not ended."""
        return self.state in OPEN_STATES


@track_rows()
class CaseStep(ScopedModel):
    """One step of one case at one union: what lies in its inbox, or lay there.

    :attr place: number of the step on the case's way, from 1; steps that countersign share it.
    """

    scope_path = "unit"
    person_path = "case__person_id"

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    place = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=CODE_LENGTH)
    title = models.CharField(_("环节"), max_length=TITLE_LENGTH)
    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in StepKind])
    ability = models.CharField(max_length=CODE_LENGTH)
    unit = models.ForeignKey(
        "unions.Union", models.PROTECT, related_name="+", verbose_name=_("办理工会")
    )
    state = models.CharField(_("状态"), max_length=12, choices=StepState, default=StepState.WAITING)
    began_at = models.DateTimeField(_("到达时间"))
    due_on = models.DateField(_("办理期限"))
    # Worked so far when the case was returned for correction; the clock goes on from there.
    used_days = models.PositiveSmallIntegerField(default=0)
    decided_at = models.DateTimeField(_("办理时间"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decision = models.CharField(max_length=12, blank=True, default="")
    opinion = models.CharField(_("意见"), max_length=NOTE_LENGTH, blank=True, default="")
    # A signed and sealed scan of the printed form that closed it, and who signed on the paper.
    sealed_document = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, related_name="+"
    )
    signed_by = models.CharField(_("签批人"), max_length=60, blank=True, default="")
    signed_on = models.DateField(_("签批日期"), null=True)
    supervised_by = models.ForeignKey(
        "unions.Union", models.PROTECT, null=True, related_name="+", verbose_name=_("督办工会")
    )
    supervised_until = models.DateField(_("督办期限"), null=True)

    class Meta(ScopedModel.Meta):
        """Constraints, and the index of the inbox."""

        verbose_name = _("办理环节")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(state=StepState.WAITING, decided_at__isnull=True)
                | (~Q(state=StepState.WAITING) & Q(decided_at__isnull=False)),
                name="step_decided_iff_not_waiting",
            ),
            models.CheckConstraint(
                condition=Q(sealed_document__isnull=True, signed_on__isnull=True)
                | (Q(sealed_document__isnull=False, signed_on__isnull=False) & ~Q(signed_by="")),
                name="step_sealed_iff_it_says_who_signed",
            ),
            models.UniqueConstraint(
                fields=["case", "unit"],
                condition=Q(state=StepState.WAITING),
                name="case_waits_once_before_a_union",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["unit", "due_on", "id"],
                name="step_waiting",
                condition=Q(state=StepState.WAITING),
            ),
            models.Index(
                fields=["decided_by", "-decided_at"],
                name="step_decided",
                condition=Q(decided_by__isnull=False),
            ),
        ]


class CasePaper(ScopedModel):
    """A document handed in for a paper the programme asks for, or besides."""

    scope_path = "case__union"
    person_path = "case__person_id"

    case = models.ForeignKey(Case, models.PROTECT, related_name="papers")
    code = models.CharField(max_length=CODE_LENGTH)
    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        """A document is handed in once."""

        verbose_name = _("材料")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["document"], name="document_belongs_to_one_case")
        ]


class CaseEntry(AppendOnly):
    """One line of a case's history: what happened, when, by whom. Written once."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="entries")
    at = models.DateTimeField()
    verb = models.CharField(max_length=40)
    step_title = models.CharField(max_length=TITLE_LENGTH, blank=True, default="")
    unit = models.ForeignKey("unions.Union", models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=NOTE_LENGTH, blank=True, default="")
    is_public = models.BooleanField(default=True)  # the applicant reads it

    class Meta(AppendOnly.Meta):
        """Read by case, in order."""

        verbose_name = _("办件记录")
        indexes: ClassVar[list[Any]] = [models.Index(fields=["case", "id"], name="entry_by_case")]


class Draft(ScopedModel):
    """An application somebody has begun; nothing typed is lost."""

    person_path = "person_id"
    scope_path = "union"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    union = models.ForeignKey("unions.Union", models.PROTECT, null=True, related_name="+")
    programme_code = models.CharField(max_length=CODE_LENGTH)
    version = models.PositiveIntegerField()
    answers_cipher = EncryptedField()
    data_key = models.BinaryField(editable=False)
    page = models.PositiveSmallIntegerField(default=0)
    saved_at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        """One draft of a programme for a person by a user."""

        verbose_name = _("草稿")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["user", "programme_code", "person"],
                name="one_draft_per_programme_and_person",
                nulls_distinct=False,
            )
        ]

    @property
    def is_for_somebody(self) -> bool:
        """Whether its writer applies for another."""
        return self.programme_code.startswith("for-")


class Objection(ScopedModel):
    """Something said against a case while it is publicised (公示异议)."""

    scope_path = "case__union"
    person_path = "person_id"

    case = models.ForeignKey(Case, models.PROTECT, related_name="objections")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    text = models.CharField(_("异议内容"), max_length=NOTE_LENGTH)
    made_at = models.DateTimeField(_("提出时间"))
    settled_at = models.DateTimeField(_("答复时间"), null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    is_upheld = models.BooleanField(null=True)
    answer = models.CharField(_("答复"), max_length=NOTE_LENGTH, blank=True, default="")

    class Meta(ScopedModel.Meta):
        """An answer says whether the objection holds."""

        verbose_name = _("公示异议")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, is_upheld__isnull=True)
                | (Q(settled_at__isnull=False, is_upheld__isnull=False) & ~Q(answer="")),
                name="objection_settled_iff_answered",
            )
        ]
