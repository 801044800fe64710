"""Service halls (服务大厅), their hours, their windows, and what is done at which window."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhigong.base.history import track_rows
from zhigong.base.models import ScopedModel
from zhigong.work.reception.contract import Priority, Weekday

NAME_LENGTH = 60
TEXT_LENGTH = 200


@track_rows()
class Hall(ScopedModel):
    """A place of a union where people are served at windows."""

    scope_path = "union"

    union = models.ForeignKey(
        "unions.Union", models.PROTECT, related_name="+", verbose_name=_("所属工会")
    )
    name = models.CharField(_("名称"), max_length=NAME_LENGTH)
    address = models.CharField(_("地址"), max_length=TEXT_LENGTH)
    phone = models.CharField(_("电话"), max_length=40, blank=True, default="")
    priorities = ArrayField(
        models.CharField(max_length=16, choices=Priority), default=list, blank=True
    )
    slot_minutes = models.PositiveSmallIntegerField(_("预约时段（分钟）"), default=30)
    slot_places = models.PositiveSmallIntegerField(_("每时段预约数"), default=2)
    book_days = models.PositiveSmallIntegerField(_("可提前预约天数"), default=7)
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta(ScopedModel.Meta):
        """One hall of a name at a union."""

        verbose_name = _("服务大厅")
        constraints = [
            models.UniqueConstraint(fields=["union", "name"], name="one_hall_of_a_name_per_union"),
            models.CheckConstraint(
                condition=Q(slot_minutes__range=(5, 240)), name="slot_lasts_minutes_to_hours"
            ),
        ]


@track_rows()
class HallHours(ScopedModel):
    """When a hall is open on a weekday; several spans a day are several rows."""

    scope_path = "hall__union"

    hall = models.ForeignKey(Hall, models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(_("星期"), choices=Weekday)
    opens_at = models.TimeField(_("开始"))
    closes_at = models.TimeField(_("结束"))

    class Meta(ScopedModel.Meta):
        """A span ends after it began."""

        verbose_name = _("开放时间")
        constraints = [
            models.UniqueConstraint(
                fields=["hall", "weekday", "opens_at"], name="one_span_begins_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="hall_closes_after_it_opens"
            ),
        ]


@track_rows()
class HallDay(ScopedModel):
    """A day on which a hall is open otherwise than its week says, or shut."""

    scope_path = "hall__union"

    hall = models.ForeignKey(Hall, models.CASCADE, related_name="own_days")
    day = models.DateField(_("日期"))
    opens_at = models.TimeField(_("开始"), null=True)
    closes_at = models.TimeField(_("结束"), null=True)
    note = models.CharField(_("说明"), max_length=TEXT_LENGTH, blank=True, default="")

    class Meta(ScopedModel.Meta):
        """Shut, or a span."""

        verbose_name = _("特殊日期")
        constraints = [
            models.UniqueConstraint(
                fields=["hall", "day", "opens_at"],
                name="one_span_of_an_own_day",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True, closes_at__isnull=True)
                | Q(closes_at__gt=F("opens_at")),
                name="own_day_is_shut_or_a_span",
            ),
        ]


@track_rows()
class MatterGroup(ScopedModel):
    """Matters that share a series of numbers: one prefix, one queue."""

    scope_path = "hall__union"

    hall = models.ForeignKey(Hall, models.CASCADE, related_name="groups")
    prefix = models.CharField(
        _("号码前缀"), max_length=1, validators=[RegexValidator(r"^[A-Z]$", _("填写一个大写字母"))]
    )
    title = models.CharField(_("事项名称"), max_length=NAME_LENGTH)
    hint = models.CharField(_("说明"), max_length=TEXT_LENGTH, blank=True, default="")
    programmes = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta(ScopedModel.Meta):
        """A prefix means one thing in a hall."""

        verbose_name = _("事项分组")
        constraints = [
            models.UniqueConstraint(fields=["hall", "prefix"], name="one_group_per_prefix")
        ]


@track_rows()
class Window(ScopedModel):
    """A window (窗口), mostly of one department, and the matters it serves."""

    scope_path = "hall__union"

    hall = models.ForeignKey(Hall, models.CASCADE, related_name="windows")
    number = models.PositiveSmallIntegerField(_("窗口号"))
    title = models.CharField(_("部门（模块）"), max_length=NAME_LENGTH)
    groups = models.ManyToManyField(MatterGroup, related_name="windows", verbose_name=_("受理事项"))
    is_open = models.BooleanField(_("开放"), default=True)

    class Meta(ScopedModel.Meta):
        """A number is called to one window."""

        verbose_name = _("窗口")
        constraints = [
            models.UniqueConstraint(fields=["hall", "number"], name="one_window_per_number")
        ]
