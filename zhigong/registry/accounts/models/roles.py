"""What an account may do, and in which part of the union tree.

Every period is half-open: ``starts_on`` is the first day, ``ends_before`` the first day without it.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from zhigong.base.history import track_rows
from zhigong.base.models import ScopedModel

USER = settings.AUTH_USER_MODEL


class Power(models.TextChoices):
    """三权分立: nobody holds two of system, security and audit."""

    BUSINESS = "business", "业务"
    SYSTEM = "system", "系统管理"
    SECURITY = "security", "安全管理"
    AUDIT = "audit", "审计管理"


@track_rows()
class Role(models.Model):
    """A named set of abilities. Built-in roles follow the declarations of the apps."""

    code = models.SlugField("代码", max_length=40, unique=True)
    title = models.CharField("名称", max_length=40)
    power = models.CharField("权力类别", max_length=10, choices=Power.choices, default="business")
    abilities = ArrayField(models.CharField(max_length=80), verbose_name="权限", default=list)
    built_in = models.BooleanField("内置", default=False)

    class Meta:
        verbose_name = "角色"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(power__in=Power.values), name="role_power_is_known")
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class DatedRight(ScopedModel):
    """A right held during a half-open period."""

    starts_on = models.DateField("开始日期")
    ends_before = models.DateField("截止日期（不含）", null=True, blank=True)
    given_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    ended_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    reason = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        abstract = True


def _ordered(name: str) -> models.CheckConstraint:
    """Return the constraint that a period does not end before it starts."""
    return models.CheckConstraint(
        condition=Q(ends_before__isnull=True) | Q(ends_before__gte=F("starts_on")), name=name
    )


@track_rows()
class Grant(DatedRight):
    """A user holds a role at a union and below it."""

    scope_path = "union"

    user = models.ForeignKey(USER, models.PROTECT, related_name="grants")
    role = models.ForeignKey(Role, models.PROTECT, related_name="grants")
    union = models.ForeignKey("unions.Union", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "授权"
        constraints: ClassVar[list[Any]] = [
            _ordered("grant_period_is_ordered"),
            models.UniqueConstraint(
                fields=["user", "role", "union"],
                condition=Q(ends_before__isnull=True),
                name="one_open_grant_of_a_role_at_a_union",
            ),
        ]


@track_rows()
class Delegation(DatedRight):
    """A grant lent to a colleague until a date (请假代办)."""

    scope_path = "grant__union"

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="delegations")
    to_user = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "代办"
        constraints: ClassVar[list[Any]] = [
            _ordered("delegation_period_is_ordered"),
            models.CheckConstraint(
                condition=Q(ends_before__isnull=False), name="delegation_has_an_end"
            ),
        ]


@track_rows()
class Authorisation(DatedRight):
    """工会组织授权: the superior union names the administrator of a union."""

    scope_path = "union"

    union = models.ForeignKey("unions.Union", models.PROTECT, related_name="+")
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "工会组织授权"
        constraints: ClassVar[list[Any]] = [
            _ordered("authorisation_period_is_ordered"),
            models.UniqueConstraint(
                fields=["union"],
                condition=Q(ends_before__isnull=True),
                name="one_authorised_administrator_per_union",
            ),
        ]


@track_rows()
class Stewardship(DatedRight):
    """代管: an officer of a superior union works for a small one; entries say by whom."""

    scope_path = "union"

    union = models.ForeignKey("unions.Union", models.PROTECT, related_name="+")
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "代管"
        constraints: ClassVar[list[Any]] = [
            _ordered("stewardship_period_is_ordered"),
            models.UniqueConstraint(
                fields=["user", "union"],
                condition=Q(ends_before__isnull=True),
                name="one_open_stewardship_per_user_and_union",
            ),
        ]
