"""Who may be on duty, who is when, swaps, and the visitors they received."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhigong.base.history import track_rows
from zhigong.base.models import ScopedModel
from zhigong.work.reception.contract import AdviserKind, SwapState
from zhigong.work.reception.models.halls import NAME_LENGTH, TEXT_LENGTH, Hall


@track_rows()
class Adviser(ScopedModel):
    """A lawyer, counsellor, coordinator, volunteer or cadre who receives people for a union."""

    scope_path = "union"

    union = models.ForeignKey(
        "unions.Union", models.PROTECT, related_name="+", verbose_name=_("所属工会")
    )
    name = models.CharField(_("姓名"), max_length=NAME_LENGTH)
    kind = models.CharField(_("身份"), max_length=12, choices=AdviserKind)
    organisation = models.CharField(_("所在单位"), max_length=TEXT_LENGTH, blank=True, default="")
    licence = models.CharField(_("资格证书编号"), max_length=60, blank=True, default="")
    qualified_until = models.DateField(_("资格有效期至"), null=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    is_active = models.BooleanField(_("在任"), default=True)

    class Meta(ScopedModel.Meta):
        """One person of a kind and name at a union."""

        verbose_name = _("值班人员")
        constraints = [
            models.UniqueConstraint(
                fields=["union", "name", "kind"], name="one_adviser_of_a_name_and_kind"
            )
        ]


@track_rows()
class Duty(ScopedModel):
    """Somebody's duty in a hall on one day, and when she was really there."""

    scope_path = "hall__union"

    adviser = models.ForeignKey(Adviser, models.PROTECT, related_name="duties")
    hall = models.ForeignKey(Hall, models.PROTECT, related_name="+", verbose_name=_("大厅"))
    day = models.DateField(_("日期"))
    begins_at = models.TimeField(_("开始"))
    ends_at = models.TimeField(_("结束"))
    signed_in_at = models.DateTimeField(_("签到"), null=True)
    signed_out_at = models.DateTimeField(_("签退"), null=True)

    class Meta(ScopedModel.Meta):
        """A duty ends after it began; nobody begins two at once."""

        verbose_name = _("值班")
        constraints = [
            models.UniqueConstraint(
                fields=["adviser", "day", "begins_at"], name="one_duty_begins_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("begins_at")), name="duty_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(signed_out_at__isnull=True) | Q(signed_in_at__isnull=False),
                name="signed_out_only_after_signing_in",
            ),
        ]
        indexes = [models.Index(fields=["hall", "day"], name="duty_by_hall_and_day")]


@track_rows()
class DutySwap(ScopedModel):
    """A duty offered to somebody else, who takes it over only with her consent."""

    scope_path = "duty__hall__union"

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="swaps")
    to = models.ForeignKey(Adviser, models.PROTECT, related_name="+")
    reason = models.CharField(_("原因"), max_length=TEXT_LENGTH)
    state = models.CharField(_("状态"), max_length=10, choices=SwapState, default=SwapState.ASKED)
    consent = models.CharField(_("同意方式"), max_length=TEXT_LENGTH, blank=True, default="")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        """One open offer of a duty; nobody takes over without a word how she agreed."""

        verbose_name = _("换班")
        constraints = [
            models.UniqueConstraint(
                fields=["duty"],
                condition=Q(state=SwapState.ASKED),
                name="one_open_swap_per_duty",
            ),
            models.CheckConstraint(
                condition=~Q(state=SwapState.AGREED) | ~Q(consent=""),
                name="swap_only_with_consent",
            ),
        ]


@track_rows()
class DutyVisit(ScopedModel):
    """Visitors somebody on duty received: how many, about what; no names."""

    scope_path = "duty__hall__union"

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="visits")
    at = models.DateTimeField(_("时间"))
    people = models.PositiveSmallIntegerField(_("人数"), default=1)
    matter = models.CharField(_("咨询事项"), max_length=TEXT_LENGTH)

    class Meta(ScopedModel.Meta):
        """Somebody came."""

        verbose_name = _("值班接待")
        constraints = [
            models.CheckConstraint(condition=Q(people__gte=1), name="visit_of_one_at_least")
        ]
