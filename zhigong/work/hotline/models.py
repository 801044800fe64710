"""Tables of the hotline. What tells who called lies encrypted in the ticket, never in its case."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhigong.base.actor import Scope
from zhigong.base.fields import BlindIndexField, EncryptedField
from zhigong.base.history import track_rows
from zhigong.base.models import ScopedModel, ScopedQuerySet
from zhigong.work.hotline.contract import (
    ArticleState,
    Consent,
    ContactOutcome,
    Difficulty,
    ExtensionState,
    Kind,
    LegState,
    Satisfaction,
    TicketState,
)

NOTE_LENGTH = 1_000
SUBJECT_LENGTH = 80
_USER = settings.AUTH_USER_MODEL


class TicketQuerySet(ScopedQuerySet):
    """A ticket is seen from the seat that took it, and from where it was handled."""

    def within(self, scope: Scope) -> Self:
        """Keep the tickets a scope sees, never secret ones: see ``visible``."""
        return self.visible(scope, secret=Scope.nothing())

    def visible(self, scope: Scope, *, secret: Scope) -> Self:
        """Keep the tickets seen from a scope, and secret ones handled in another scope."""
        found = self._chain_opened()
        seen = Q(pk__in=[])
        if not scope.is_empty:
            seen |= Q(is_secret=False) & (_at_home(scope) | _handled_in(scope))
        if not secret.is_empty:
            seen |= Q(is_secret=True) & _handled_in(secret)
        return found.filter(seen)


def _at_home(scope: Scope) -> Q:
    if scope.everything:
        return Q()
    return Q(case__union__ancestors__overlap=sorted(scope.node_ids))


def _handled_in(scope: Scope) -> Q:
    """Return the condition that the case waits, or waited, at a union in a scope."""
    if scope.everything:
        return Q()
    rows = Ticket._base_manager.filter(case__steps__unit__ancestors__overlap=sorted(scope.node_ids))
    return Q(pk__in=rows.values("pk"))


TicketManager = models.Manager.from_queryset(TicketQuerySet, "TicketManager")


@track_rows(exclude=("name_cipher", "phone_cipher", "text_cipher", "data_key", "phone_blind"))
class Ticket(ScopedModel):
    """One call, beside its case (12351 工单).

    :attr subject, answer: without numbers of people and without the caller's name.
    :attr text_cipher: what the caller said, in full; the case has it masked.
    :attr accused_union: the union of the accused, which learns nothing of a secret ticket.
    """

    scope_path = "case__union"

    case = models.OneToOneField("cases.Case", models.PROTECT, related_name="+")
    kind = models.CharField(_("诉求类型"), max_length=12, choices=Kind)
    subject = models.CharField(_("标题"), max_length=SUBJECT_LENGTH)
    difficulty = models.CharField(
        _("难易程度"), max_length=12, choices=Difficulty, default=Difficulty.PLAIN
    )
    state = models.CharField(
        _("状态"), max_length=12, choices=TicketState, default=TicketState.DISPATCH
    )
    due_on = models.DateField(_("办结期限"))
    is_secret = models.BooleanField(_("保密"), default=False)
    is_immediate = models.BooleanField(_("即时答复"), default=False)
    taken_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")

    name_cipher = EncryptedField()
    phone_cipher = EncryptedField()
    text_cipher = EncryptedField()
    data_key = models.BinaryField(null=True, editable=False)
    phone_blind = BlindIndexField()
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    consent = models.CharField(
        _("来电人是否同意告知身份"), max_length=10, choices=Consent, blank=True, default=""
    )
    consent_at = models.DateTimeField(null=True)

    accused = models.CharField(_("涉及单位"), max_length=120, blank=True, default="")
    accused_union = models.ForeignKey(
        "unions.Union", models.PROTECT, null=True, related_name="+", verbose_name=_("涉及单位工会")
    )
    accused_decided_at = models.DateTimeField(null=True)
    accused_decided_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    accused_reason = models.CharField(max_length=NOTE_LENGTH, blank=True, default="")

    external_system = models.CharField(_("来源系统"), max_length=40, blank=True, default="")
    external_number = models.CharField(_("外部工单号"), max_length=60, blank=True, default="")
    article = models.ForeignKey("hotline.Article", models.PROTECT, null=True, related_name="+")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    calls = models.PositiveSmallIntegerField(_("来电次数"), default=1)

    unit = models.ForeignKey(
        "unions.Union", models.PROTECT, null=True, related_name="+", verbose_name=_("承办工会")
    )
    handler = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    answer = models.CharField(_("办理结果"), max_length=NOTE_LENGTH, blank=True, default="")
    answered_at = models.DateTimeField(_("反馈时间"), null=True)
    is_on_time = models.BooleanField(_("按时"), null=True)
    redo_times = models.PositiveSmallIntegerField(_("重办次数"), default=0)
    satisfaction = models.CharField(
        _("满意度"), max_length=1, choices=Satisfaction, blank=True, default=""
    )
    called_back_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    check_passed = models.BooleanField(_("质检"), null=True)
    checked_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")

    objects: ClassVar[Any] = TicketManager()  # type: ignore[assignment]

    class Meta(ScopedModel.Meta):
        """Constraints named by what they say."""

        verbose_name = _("热线工单")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["external_system", "external_number"],
                condition=~Q(external_number=""),
                name="outside_ticket_comes_in_once",
            ),
            models.CheckConstraint(
                condition=Q(state=TicketState.MERGED, merged_into__isnull=False)
                | (~Q(state=TicketState.MERGED) & Q(merged_into__isnull=True)),
                name="ticket_merged_iff_into_another",
            ),
            models.CheckConstraint(
                condition=Q(is_secret=False)
                | Q(accused_reason="")
                | Q(accused_decided_at__isnull=False),
                name="ticket_reaches_the_accused_by_decision",
            ),
            models.CheckConstraint(
                condition=Q(redo_times__lte=3), name="ticket_is_redone_twice_then_raised"
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["state", "due_on"], name="ticket_by_state"),
            models.Index(
                fields=["phone_blind"],
                condition=Q(phone_blind__isnull=False),
                name="ticket_by_phone",
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state not in (TicketState.CLOSED, TicketState.MERGED, TicketState.WITHDRAWN)


@track_rows()
class Leg(ScopedModel):
    """One dispatch of a ticket from a union to another (派单记录)."""

    scope_path = "ticket__case__union"

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="legs")
    from_union = models.ForeignKey("unions.Union", models.PROTECT, related_name="+")
    to_union = models.ForeignKey("unions.Union", models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(_("派单时间"))
    sent_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    words = models.CharField(_("派单意见"), max_length=NOTE_LENGTH, blank=True, default="")
    sign_until = models.DateField(_("签收期限"))
    state = models.CharField(max_length=12, choices=LegState, default=LegState.SENT)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    settled_words = models.CharField(max_length=NOTE_LENGTH, blank=True, default="")

    class Meta(ScopedModel.Meta):
        """A ticket is on one way at a time."""

        verbose_name = _("派单记录")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(state=LegState.SENT), name="ticket_is_sent_once"
            )
        ]


class Try(ScopedModel):
    """One try to reach the caller, before handling or at the call-back."""

    scope_path = "ticket__case__union"

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="tries")
    at = models.DateTimeField(_("联系时间"))
    by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(_("联系结果"), max_length=12, choices=ContactOutcome)
    is_call_back = models.BooleanField(default=False)
    round = models.PositiveSmallIntegerField(default=0)  # of redoing; tries count anew in each
    words = models.CharField(_("说明"), max_length=NOTE_LENGTH, blank=True, default="")

    class Meta(ScopedModel.Meta):
        """Kept in the order of the telephone."""

        verbose_name = _("联系记录")


@track_rows()
class Extension(ScopedModel):
    """A request for more days (延期申请), decided by the union that dispatched."""

    scope_path = "ticket__case__union"

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="extensions")
    days = models.PositiveSmallIntegerField(_("延长工作日"))
    words = models.CharField(_("延期原因"), max_length=NOTE_LENGTH)
    asked_at = models.DateTimeField(_("申请时间"))
    asked_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    decider = models.ForeignKey("unions.Union", models.PROTECT, related_name="+")
    state = models.CharField(
        _("状态"), max_length=10, choices=ExtensionState, default=ExtensionState.ASKED
    )
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    decided_words = models.CharField(max_length=NOTE_LENGTH, blank=True, default="")

    class Meta(ScopedModel.Meta):
        """One request waits at a time."""

        verbose_name = _("延期申请")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["ticket"],
                condition=Q(state=ExtensionState.ASKED),
                name="one_extension_waits",
            ),
            models.CheckConstraint(
                condition=Q(days__range=(1, 60)), name="extension_is_a_number_of_days"
            ),
        ]


@track_rows(exclude=("spelling", "used_times", "helpful", "unhelpful"))
class Article(ScopedModel):
    """An answer of the knowledge base, with its law, its owner and the day of its review."""

    scope_path = "union"

    union = models.ForeignKey(
        "unions.Union", models.PROTECT, related_name="+", verbose_name=_("维护工会")
    )
    kind = models.CharField(_("类型"), max_length=12, choices=Kind, default=Kind.CONSULT)
    title = models.CharField(_("问题"), max_length=120)
    body = models.TextField(_("答复"), max_length=4_000)
    law = models.CharField(_("依据"), max_length=200, blank=True, default="")
    words = models.CharField(_("关键词"), max_length=200, blank=True, default="")
    spelling = models.CharField(max_length=400, blank=True, default="", editable=False)
    owner = models.CharField(_("责任人"), max_length=40, blank=True, default="")
    review_on = models.DateField(_("复核日期"))
    state = models.CharField(
        _("状态"), max_length=10, choices=ArticleState, default=ArticleState.LIVE
    )
    used_times = models.PositiveIntegerField(_("引用次数"), default=0)
    helpful = models.PositiveIntegerField(_("有用"), default=0)
    unhelpful = models.PositiveIntegerField(_("没用"), default=0)
    changed_at = models.DateTimeField(_("更新时间"))
    changed_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")

    class Meta(ScopedModel.Meta):
        """A union answers a question once."""

        verbose_name = _("知识条目")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["union", "title"], name="one_article_per_question")
        ]


@track_rows()
class PracticeRow(ScopedModel):
    """How a union and those below it work the hotline, from a day on (办理规则)."""

    scope_path = "union"

    union = models.ForeignKey("unions.Union", models.PROTECT, related_name="+")
    starts_on = models.DateField(_("起用日期"))
    consult_days = models.PositiveSmallIntegerField(_("咨询"), default=1)
    plain_days = models.PositiveSmallIntegerField(_("一般"), default=5)
    difficult_days = models.PositiveSmallIntegerField(_("难点"), default=15)
    complex_days = models.PositiveSmallIntegerField(_("特别复杂"), default=30)
    sign_days = models.PositiveSmallIntegerField(_("签收"), default=1)
    contact_days = models.PositiveSmallIntegerField(_("联系职工"), default=1)
    call_back_days = models.PositiveSmallIntegerField(_("回访"), default=3)
    check_days = models.PositiveSmallIntegerField(_("质检"), default=3)
    check_percent = models.PositiveSmallIntegerField(_("质检抽样比例"), default=20)

    class Meta(ScopedModel.Meta):
        """One practice a union and day."""

        verbose_name = _("热线办理规则")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["union", "starts_on"], name="one_practice_per_union_and_day"
            ),
            models.CheckConstraint(
                condition=Q(check_percent__range=(0, 100)), name="checked_share_is_a_percentage"
            ),
        ]


class OutsideFile(ScopedModel):
    """A table of outside tickets or of articles, between its check and its taking over."""

    scope_path = "union"

    union = models.ForeignKey("unions.Union", models.PROTECT, related_name="+")
    subject = models.CharField(max_length=10)  # tickets, articles
    system = models.CharField(_("来源系统"), max_length=40, blank=True, default="")
    file_name = models.CharField(_("文件"), max_length=200)
    table_cipher = EncryptedField()
    data_key = models.BinaryField(editable=False)
    mapping = models.JSONField(default=dict)
    totals = models.JSONField(_("结果"), default=dict)
    rows = models.PositiveIntegerField(_("行数"), default=0)
    created_at = models.DateTimeField(_("上传时间"))
    created_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    taken_over_at = models.DateTimeField(_("导入时间"), null=True)

    class Meta(ScopedModel.Meta):
        """Newest first is how it is read."""

        verbose_name = _("外部工单文件")
