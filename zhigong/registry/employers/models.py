"""Tables of the employer register. Every invariant is a constraint or trigger with a sentence name.

``Employer.covered_by`` is kept by triggers from the open ``Affiliation`` (migration 0002); the
current head-count on the row is kept by the operations. Periods are half-open.
"""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhigong.base.actor import Scope
from zhigong.base.history import track_rows
from zhigong.base.models import ScopedModel, ScopedQuerySet
from zhigong.registry.unions.contract import Category, Sector, Verification

NAME_LENGTH = 200
CODE_LENGTH = 32


class Ownership(models.TextChoices):
    """Who owns it (所有制)."""

    STATE = "state", _("国有")
    COLLECTIVE = "collective", _("集体")
    PRIVATE = "private", _("民营")
    HONG_KONG_MACAO_TAIWAN = "hmt", _("港澳台资")
    FOREIGN = "foreign", _("外资")
    MIXED = "mixed", _("混合所有")


class EmployerStatus(models.TextChoices):
    """State in the market register."""

    ACTIVE = "active", _("存续")
    SUSPENDED = "suspended", _("停业")
    REVOKED = "revoked", _("吊销")
    CANCELLED = "cancelled", _("注销")


class CreditState(models.TextChoices):
    """Whether the credit code is there and passes its check."""

    MISSING = "missing", _("未填")
    VALID = "valid", _("校验通过")
    FAILED = "failed", _("校验不符待核")


class DeputyKind(models.TextChoices):
    """Which deputy or committee member leads the firm (代表委员带头建会)."""

    NONE = "", _("无")
    PEOPLES_CONGRESS = "congress", _("人大代表")
    POLITICAL_CONSULTATIVE = "consultative", _("政协委员")
    INDUSTRY_COMMERCE = "commerce", _("工商联委员")
    YOUTH = "youth", _("青联委员")
    OVERSEAS_CHINESE = "overseas", _("侨联委员")
    TAIWAN_COMPATRIOTS = "taiwan", _("台联委员")


class TargetGroup(models.TextChoices):
    """Groups of firms that founding work aims at (重点领域), besides size and ownership."""

    DISPATCH = "dispatch", _("劳务派遣单位")
    DISPATCH_USER = "dispatch_user", _("劳务派遣用工单位")
    SOCIAL_ORGANISATION = "social", _("社会组织")
    SMALL = "small", _("小微企业")
    NEW_ECONOMY = "new_economy", _("新经济新业态新领域")
    PLATFORM = "platform", _("平台企业")


class Source(models.TextChoices):
    """Where a statement comes from; ``rules`` ranks them."""

    CHECKED = "checked", _("工会核实")
    SOCIAL_INSURANCE = "social_insurance", _("社保参保数据")
    TAX = "tax", _("税务数据")
    MARKET = "market", _("市场监管登记")
    DECLARED = "declared", _("单位申报")
    ROSTER = "roster", _("会员花名册")


class ExemptionReason(models.TextChoices):
    """Why a union cannot be set up at an employer for the time being (暂不具备建会条件)."""

    SHELL = "shell", _("空壳企业")
    IDLE = "idle", _("停产停业")
    NO_WORKERS = "no_workers", _("没有职工")
    IN_JOINT_UNION = "in_joint_union", _("已并入联合工会")


class HeadCountGroup(models.TextChoices):
    """Which workers are counted."""

    WORKERS = "workers", _("职工")
    WOMEN = "women", _("女职工")
    MIGRANT = "migrant", _("农民工")
    DISPATCHED = "dispatched", _("劳务派遣工")
    NEW_FORM = "new_form", _("新就业形态劳动者")


class EmployerQuerySet(ScopedQuerySet):
    """Employers: in scope by the area that answers for them, or by the union covering them."""

    def within(self, scope: Scope) -> "EmployerQuerySet":
        """Keep the employers inside a scope; the empty scope gives no rows."""
        found = self._chain_opened()
        if scope.everything:
            return found
        if scope.is_empty:
            return found.none()
        nodes = sorted(scope.node_ids)
        return found.filter(
            Q(area_union__ancestors__overlap=nodes) | Q(covered_by__ancestors__overlap=nodes)
        )


EmployerManager = models.Manager.from_queryset(EmployerQuerySet, "EmployerManager")


@track_rows(exclude=("name_key", "covered_by"))
class Employer(ScopedModel):
    """An enterprise, institution or office that employs workers; it may have no union yet."""

    scope_path = "area_union"

    code = models.CharField(_("单位编号"), max_length=CODE_LENGTH)
    name = models.CharField(_("单位名称"), max_length=NAME_LENGTH)
    name_key = models.CharField(max_length=NAME_LENGTH)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    credit_state = models.CharField(
        _("代码校验"), max_length=10, choices=CreditState, default=CreditState.MISSING
    )
    sector = models.CharField(_("国民经济行业"), max_length=1, choices=Sector, blank=True)
    ownership = models.CharField(_("所有制"), max_length=12, choices=Ownership, blank=True)
    category = models.CharField(_("单位类别"), max_length=3, choices=Category, blank=True)
    status = models.CharField(
        _("登记状态"), max_length=10, choices=EmployerStatus, default=EmployerStatus.ACTIVE
    )
    closed_on = models.DateField(_("终止日期"), null=True, blank=True)
    region = models.CharField(_("行政区划代码"), max_length=12, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    area_union = models.ForeignKey(
        "unions.Union",
        verbose_name=_("归口工会"),
        on_delete=models.PROTECT,
        related_name="area_employers",
    )
    covered_by = models.ForeignKey(
        "unions.Union",
        verbose_name=_("覆盖工会"),
        null=True,
        on_delete=models.PROTECT,
        related_name="covered_employers",
        editable=False,
    )
    workers = models.PositiveIntegerField(_("职工数"), null=True, blank=True)
    women_workers = models.PositiveIntegerField(_("女职工数"), null=True, blank=True)
    headcount_on = models.DateField(_("职工数截至"), null=True, blank=True)
    headcount_source = models.CharField(_("职工数来源"), max_length=20, choices=Source, blank=True)
    verification = models.CharField(
        _("核实情况"), max_length=10, choices=Verification, default=Verification.VERIFIED
    )
    deputy_kind = models.CharField(
        _("代表委员"), max_length=12, choices=DeputyKind, blank=True, default=DeputyKind.NONE
    )
    target_groups: "ArrayField[list[str], list[str]]" = ArrayField(
        models.CharField(max_length=16, choices=TargetGroup), default=list, blank=True
    )

    objects: ClassVar[Any] = EmployerManager()  # type: ignore[assignment]  # ScopedManager, with the scope of employers

    class Meta(ScopedModel.Meta):
        verbose_name = _("用人单位")
        constraints = [
            models.UniqueConstraint(fields=["code"], name="employer_code_is_unique"),
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~Q(credit_code=""),
                name="credit_code_belongs_to_one_employer",
            ),
            models.CheckConstraint(
                condition=Q(credit_code="", credit_state=CreditState.MISSING)
                | (~Q(credit_code="") & ~Q(credit_state=CreditState.MISSING)),
                name="employer_credit_state_missing_iff_no_code",
            ),
            models.CheckConstraint(
                condition=Q(women_workers__isnull=True)
                | Q(workers__isnull=True)
                | Q(women_workers__lte=F("workers")),
                name="employer_women_are_within_workers",
            ),
            models.CheckConstraint(
                condition=Q(workers__isnull=True)
                | (Q(headcount_on__isnull=False) & ~Q(headcount_source="")),
                name="employer_headcount_has_date_and_source",
            ),
        ]
        indexes = [
            models.Index(fields=["name_key"], name="employer_name_key"),
            models.Index(fields=["workers", "id"], name="employer_workers"),
            GinIndex(fields=["target_groups"], name="employer_target_groups"),
        ]

    def __str__(self) -> str:
        return self.name


class Affiliation(ScopedModel):
    """Which union covers an employer during a period; at most one at a time."""

    scope_path = "union"

    employer = models.ForeignKey(Employer, on_delete=models.CASCADE, related_name="affiliations")
    union = models.ForeignKey("unions.Union", on_delete=models.PROTECT, related_name="affiliations")
    starts_on = models.DateField()
    ends_before = models.DateField(null=True)

    class Meta(ScopedModel.Meta):
        verbose_name = _("单位覆盖关系")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_before__isnull=True) | Q(ends_before__gt=F("starts_on")),
                name="affiliation_is_not_empty",
            ),
            models.UniqueConstraint(
                fields=["employer"],
                condition=Q(ends_before__isnull=True),
                name="employer_has_one_union_at_a_time",
            ),
        ]


class HeadCount(ScopedModel):
    """How many workers of a group an employer has, by one source, on a day."""

    scope_path = "employer__area_union"

    employer = models.ForeignKey(Employer, on_delete=models.CASCADE, related_name="headcounts")
    on = models.DateField()
    group = models.CharField(max_length=12, choices=HeadCountGroup)
    number = models.PositiveIntegerField()
    source = models.CharField(max_length=20, choices=Source)
    recorded_at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        verbose_name = _("职工数记录")
        constraints = [
            models.UniqueConstraint(
                fields=["employer", "group", "on", "source"],
                name="one_headcount_per_group_day_and_source",
            ),
        ]


class Worksite(ScopedModel):
    """A place where people of an employer work."""

    class Datum(models.TextChoices):
        """Coordinate system of a pair of coordinates, in degrees."""

        GCJ02 = "gcj02", _("国测局坐标")
        WGS84 = "wgs84", _("GPS坐标")
        BD09 = "bd09", _("百度坐标")

    scope_path = "employer__area_union"

    employer = models.ForeignKey(Employer, on_delete=models.CASCADE, related_name="worksites")
    name = models.CharField(_("名称"), max_length=100)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    latitude = models.DecimalField(_("纬度"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(
        _("经度"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    datum = models.CharField(_("坐标系"), max_length=6, choices=Datum, default=Datum.GCJ02)

    class Meta(ScopedModel.Meta):
        verbose_name = _("工作场所")
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="worksite_coordinates_are_both_or_none",
            ),
        ]


class Statement(ScopedModel):
    """What one source said of an employer on a day; kept even where another source won."""

    scope_path = "employer__area_union"

    employer = models.ForeignKey(Employer, on_delete=models.CASCADE, related_name="statements")
    source = models.CharField(max_length=20, choices=Source)
    as_of = models.DateField()
    fields = models.JSONField()
    recorded_at = models.DateTimeField()

    class Meta(ScopedModel.Meta):
        verbose_name = _("来源记录")
        constraints = [
            models.UniqueConstraint(
                fields=["employer", "source", "as_of"], name="one_statement_per_source_and_day"
            ),
        ]


class Exemption(ScopedModel):
    """No union can be set up at an employer during a period: it is not due, and counted apart.

    Who asked for it, with what evidence, and who approved it, the app of union building knows.
    """

    scope_path = "employer__area_union"

    employer = models.ForeignKey(Employer, on_delete=models.CASCADE, related_name="exemptions")
    reason = models.CharField(_("原因"), max_length=16, choices=ExemptionReason)
    starts_on = models.DateField(_("起始日期"))
    ends_before = models.DateField(_("终止日期"), null=True)
    recheck_on = models.DateField(_("复查日期"))

    class Meta(ScopedModel.Meta):
        verbose_name = _("暂不具备建会条件")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_before__isnull=True) | Q(ends_before__gt=F("starts_on")),
                name="exemption_is_not_empty",
            ),
            models.CheckConstraint(
                condition=Q(recheck_on__gt=F("starts_on")), name="exemption_is_checked_again"
            ),
            models.UniqueConstraint(
                fields=["employer"],
                condition=Q(ends_before__isnull=True),
                name="employer_is_exempt_once_at_a_time",
            ),
        ]
