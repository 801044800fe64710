"""Tables of tasks: what was handed out, each union's task, its rows, its course, duties."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhigong.base.history import track_rows
from zhigong.base.models import ScopedModel
from zhigong.engines.tasks.contract import (
    UNDER_WAY,
    Answer,
    Rhythm,
    RowEnd,
    RowKind,
    RowState,
    TaskState,
)

TITLE_LENGTH, WORDS_LENGTH, TEXT_LENGTH, UNIT_LENGTH = 80, 400, 2_000, 8
LABEL_LENGTH = 120
_USER = settings.AUTH_USER_MODEL
_OPEN_ROW = (RowState.OPEN, RowState.ANSWERED)


@track_rows()
class Duty(ScopedModel):
    """A task that comes back every day, month, quarter or year (定期任务).

    :attr ordinal: on which working day of the period it is handed out.
    :attr limit_days: working days until its deadline.
    :attr is_for_all_below: every union directly below, those opened later as well; else those
        named in ``owners``.
    """

    scope_path = "union"

    union = models.ForeignKey(
        "unions.Union", models.PROTECT, related_name="+", verbose_name=_("交办工会")
    )
    title = models.CharField(_("任务名称"), max_length=TITLE_LENGTH)
    instructions = models.TextField(_("要求"), max_length=TEXT_LENGTH, blank=True, default="")
    rhythm = models.CharField(_("频次"), max_length=10, choices=Rhythm, default=Rhythm.MONTHLY)
    ordinal = models.PositiveSmallIntegerField(_("第几个工作日下发"), default=1)
    limit_days = models.PositiveSmallIntegerField(_("办理工作日"), default=5)
    unit = models.CharField(_("计量单位"), max_length=UNIT_LENGTH, blank=True, default="")
    needs_evidence = models.BooleanField(_("须附材料"), default=False)
    is_for_all_below = models.BooleanField(_("全部下一级工会"), default=True)
    owners = models.ManyToManyField("unions.Union", through="DutyOwner", related_name="+")
    starts_on = models.DateField(_("起始日期"))
    ended_on = models.DateField(_("停止日期"), null=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")

    class Meta(ScopedModel.Meta):
        """A duty is closed by something counted, as everything handed out."""

        verbose_name = _("定期任务")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(ordinal__range=(1, 60)) & Q(limit_days__range=(1, 250)),
                name="duty_opens_and_ends_within_reach",
            ),
            models.CheckConstraint(
                condition=~Q(unit="") | Q(needs_evidence=True),
                name="duty_has_a_result_to_count",
            ),
        ]


class DutyOwner(ScopedModel):
    """A union a duty names."""

    scope_path = "duty__union"

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="named")
    union = models.ForeignKey("unions.Union", models.PROTECT, related_name="+")

    class Meta(ScopedModel.Meta):
        """Each is named once."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["duty", "union"], name="duty_names_a_union_once")
        ]


@track_rows()
class HandOut(ScopedModel):
    """One thing asked of one or a thousand unions (交办).

    :attr before: ``due`` and ``reached`` of the list on the day it was handed out.
    """

    scope_path = "union"

    union = models.ForeignKey(
        "unions.Union", models.PROTECT, related_name="+", verbose_name=_("交办工会")
    )
    title = models.CharField(_("任务名称"), max_length=TITLE_LENGTH)
    instructions = models.TextField(_("要求"), max_length=TEXT_LENGTH, blank=True, default="")
    due_on = models.DateField(_("办理期限"))
    unit = models.CharField(_("计量单位"), max_length=UNIT_LENGTH, blank=True, default="")
    needs_evidence = models.BooleanField(_("须附材料"), default=False)
    has_rows = models.BooleanField(default=False)
    source = models.CharField(max_length=80, blank=True, default="", db_collation="C")
    before = models.JSONField(default=dict)
    issued_at = models.DateTimeField(_("交办时间"))
    issued_on = models.DateField()
    issued_by = models.ForeignKey(
        _USER, models.PROTECT, null=True, related_name="+", verbose_name=_("交办人")
    )
    duty = models.ForeignKey(Duty, models.PROTECT, null=True, related_name="hand_outs")
    period_key = models.CharField(max_length=10, blank=True, default="", db_collation="C")

    class Meta(ScopedModel.Meta):
        """Nothing is asked whose result cannot be counted."""

        verbose_name = _("交办")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["duty", "period_key"],
                condition=Q(duty__isnull=False),
                name="duty_comes_once_in_a_period",
            ),
            models.CheckConstraint(
                condition=~Q(unit="") | Q(needs_evidence=True) | Q(has_rows=True),
                name="hand_out_has_a_result_to_count",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["union", "-issued_at"], name="hand_out_by_issuer")
        ]


@track_rows(exclude=("rows_total", "rows_open"))
class Task(ScopedModel):
    """The part of one union in what was handed out (任务).

    :attr rows_open: rows that are not closed yet; kept with the rows, in the same transaction.
    :attr supervised_until: the day set by a union above; the light goes by it when it is earlier.
    """

    scope_path = "union"

    hand_out = models.ForeignKey(HandOut, models.PROTECT, related_name="tasks")
    union = models.ForeignKey(
        "unions.Union", models.PROTECT, related_name="+", verbose_name=_("承办工会")
    )
    person = models.ForeignKey(
        _USER, models.PROTECT, null=True, related_name="+", verbose_name=_("承办人")
    )
    state = models.CharField(_("状态"), max_length=10, choices=TaskState, default=TaskState.OPEN)
    due_on = models.DateField(_("办理期限"))
    wanted = models.PositiveIntegerField(_("目标数"), null=True)
    read_at = models.DateTimeField(_("签收时间"), null=True)
    read_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    rows_total = models.PositiveIntegerField(_("名单行数"), default=0)
    rows_open = models.PositiveIntegerField(_("未销号"), default=0)
    result_count = models.PositiveIntegerField(_("完成数"), null=True)
    result_words = models.TextField(_("办理情况"), max_length=TEXT_LENGTH, blank=True, default="")
    replied_at = models.DateTimeField(_("反馈时间"), null=True)
    replied_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    returned_times = models.PositiveSmallIntegerField(_("退回次数"), default=0)
    urged_times = models.PositiveSmallIntegerField(_("催办次数"), default=0)
    urged_on = models.DateField(_("最近催办"), null=True)
    supervised_until = models.DateField(_("督办期限"), null=True)
    supervised_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(_("办结时间"), null=True)
    closed_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    is_on_time = models.BooleanField(_("按时"), null=True)

    class Meta(ScopedModel.Meta):
        """A union has one task of a hand-out; what is over has its time."""

        verbose_name = _("任务")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["hand_out", "union"],
                condition=Q(state__in=UNDER_WAY),
                name="union_has_one_open_task_of_a_hand_out",
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNDER_WAY, closed_at__isnull=True)
                | (~Q(state__in=UNDER_WAY) & Q(closed_at__isnull=False)),
                name="task_has_an_end_iff_it_is_over",
            ),
            models.CheckConstraint(
                condition=Q(rows_open__lte=F("rows_total")), name="open_rows_are_some_of_all"
            ),
            models.CheckConstraint(
                condition=~Q(state=TaskState.DONE) | Q(rows_open=0),
                name="task_ends_when_no_row_is_open",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["union", "due_on"],
                condition=Q(state__in=UNDER_WAY),
                name="open_task_by_union",
            ),
            models.Index(
                fields=["person"], condition=Q(person__isnull=False), name="task_by_person"
            ),
        ]

    @property
    def is_under_way(self) -> bool:
        """Whether it is not over."""
        return self.state in UNDER_WAY

    @property
    def limit(self) -> Any:
        """The day its light goes by."""
        days = [day for day in (self.due_on, self.supervised_until) if day is not None]
        return min(days)


class TaskRow(ScopedModel):
    """One row of a task: who is to be reached, and what came of it.

    A row of a list lies in one open task at a time; the constraint, not the page, keeps that.
    """

    scope_path = "task__union"

    task = models.ForeignKey(Task, models.PROTECT, related_name="rows")
    source = models.CharField(max_length=80, blank=True, default="", db_collation="C")
    kind = models.CharField(max_length=10, choices=RowKind, default=RowKind.FREE)
    employer = models.ForeignKey("employers.Employer", models.PROTECT, null=True, related_name="+")
    subject = models.ForeignKey("unions.Union", models.PROTECT, null=True, related_name="+")
    member = models.ForeignKey("people.Membership", models.PROTECT, null=True, related_name="+")
    label = models.CharField(_("名称"), max_length=LABEL_LENGTH, blank=True, default="")
    missing = models.PositiveIntegerField(_("缺口"), default=1)
    state = models.CharField(_("状态"), max_length=10, choices=RowState, default=RowState.OPEN)
    answer = models.CharField(_("办理结果"), max_length=10, choices=Answer, blank=True, default="")
    words = models.CharField(_("说明"), max_length=WORDS_LENGTH, blank=True, default="")
    answered_at = models.DateTimeField(_("填写时间"), null=True)
    answered_by = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(_("销号时间"), null=True)
    ended_by = models.CharField(
        _("销号依据"), max_length=10, choices=RowEnd, blank=True, default=""
    )

    class Meta(ScopedModel.Meta):
        """Each kind of row points to one thing; a thing of a list lies in one open task."""

        verbose_name = _("任务名单")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(kind="employer", employer__isnull=False)
                | Q(kind="union", subject__isnull=False)
                | Q(kind="person", member__isnull=False)
                | (Q(kind="free") & ~Q(label="")),
                name="row_points_to_what_it_is_about",
            ),
            *(
                models.UniqueConstraint(
                    fields=["source", name],
                    condition=Q(state__in=_OPEN_ROW) & Q(**{f"{name}__isnull": False}),
                    name=f"{name}_lies_in_one_open_task_of_a_list",
                )
                for name in ("employer", "subject", "member")
            ),
            models.CheckConstraint(
                condition=Q(state=RowState.CLOSED, closed_at__isnull=False)
                | (~Q(state=RowState.CLOSED) & Q(closed_at__isnull=True)),
                name="row_has_an_end_iff_it_is_closed",
            ),
            models.CheckConstraint(
                condition=Q(state=RowState.OPEN) | ~Q(answer="") | Q(state=RowState.CLOSED),
                name="answered_row_says_what_came_of_it",
            ),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["task", "state"], name="row_by_task")]


class TaskEntry(ScopedModel):
    """One line of a task's history; written once."""

    scope_path = "task__union"

    task = models.ForeignKey(Task, models.PROTECT, related_name="entries")
    at = models.DateTimeField()
    verb = models.CharField(max_length=20)
    user = models.ForeignKey(_USER, models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=WORDS_LENGTH, blank=True, default="")

    class Meta(ScopedModel.Meta):
        """Read by task, in order."""

        verbose_name = _("办理过程")
        indexes: ClassVar[list[Any]] = [models.Index(fields=["task", "at"], name="entry_by_task")]


class TaskPaper(ScopedModel):
    """A file that proves what was done."""

    scope_path = "task__union"

    task = models.ForeignKey(Task, models.PROTECT, related_name="papers")
    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        """A file proves a task once."""

        verbose_name = _("佐证材料")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["task", "document"], name="paper_proves_a_task_once")
        ]
