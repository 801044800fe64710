"""Where people join by scanning a code, and the applications that come of it.

An application is no membership: until a union approves, nothing is recorded of the applicant but
what she wrote herself, under a key of her application.
"""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhigong.base.fields import BlindIndexField, EncryptedField
from zhigong.base.models import ScopedModel, ScopedQuerySet
from zhigong.registry.people.contract import EMPLOYMENT_FORMS, NEW_FORM_GROUPS
from zhigong.work.membership.workflow import OPEN_JOIN_STATES, JoinState

TOKEN_LENGTH = 22
NAME_LENGTH = 60


class JoinPoint(ScopedModel):
    """A code to scan (入会码) of a union, a firm or a joining event; it can be revoked.

    ``receiving`` is the union that takes whoever has no union of her own: a street's code leads to
    its joint union.
    """

    scope_path = "union"

    class Kind(models.TextChoices):
        """What the code hangs on."""

        UNION = "union", _("工会")
        EMPLOYER = "employer", _("用人单位")
        EVENT = "event", _("集中入会活动")

    union = models.ForeignKey("unions.Union", on_delete=models.PROTECT, related_name="+")
    receiving = models.ForeignKey("unions.Union", on_delete=models.PROTECT, related_name="+")
    employer = models.ForeignKey(
        "employers.Employer", null=True, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(_("类型"), max_length=10, choices=Kind, default=Kind.UNION)
    title = models.CharField(_("名称"), max_length=80)
    place = models.CharField(_("地点"), max_length=120, blank=True, default="")
    new_form_group = models.CharField(
        _("面向群体"),
        max_length=20,
        blank=True,
        default="",
        choices=list(NEW_FORM_GROUPS.items()),
    )
    token = models.CharField(max_length=TOKEN_LENGTH, unique=True)
    created_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(_("启用时间"))
    revoked_at = models.DateTimeField(_("停用时间"), null=True)

    class Meta(ScopedModel.Meta):
        verbose_name = _("入会码")
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="employer") | Q(employer__isnull=False),
                name="join_point_of_a_firm_names_it",
            )
        ]

    def __str__(self) -> str:
        return self.title


class JoinApplicationQuerySet(ScopedQuerySet):
    """Applications: seen by the union that decides and those above, and by their writer."""

    def of_account(self, user_id: int | None) -> Self:
        """Keep what an account handed in itself."""
        found = self._chain_opened()
        return found.none() if user_id is None else found.filter(user_id=user_id)

    def open(self) -> Self:
        """Keep what is not decided."""
        return self.filter(state__in=OPEN_JOIN_STATES)


JoinApplicationManager = models.Manager.from_queryset(
    JoinApplicationQuerySet, "JoinApplicationManager"
)


class JoinApplication(ScopedModel):
    """Somebody's wish to join, written on her own phone (入会申请)."""

    scope_path = "union"
    person_path = "membership__person_id"

    class Way(models.TextChoices):
        """Why this union decides."""

        EMPLOYER = "employer", _("所在单位已建会")
        AREA = "area", _("单位未建会，由区域工会接收")
        POINT = "point", _("由所扫码的工会接收")

    number = models.CharField(_("申请编号"), max_length=32, unique=True)
    point = models.ForeignKey(JoinPoint, on_delete=models.PROTECT, related_name="applications")
    union = models.ForeignKey("unions.Union", on_delete=models.PROTECT, related_name="+")
    way = models.CharField(_("受理依据"), max_length=10, choices=Way)
    employer = models.ForeignKey(
        "employers.Employer", null=True, on_delete=models.PROTECT, related_name="+"
    )
    employer_name = models.CharField(_("用人单位"), max_length=200, blank=True, default="")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("姓名"), max_length=NAME_LENGTH)
    data_key = models.BinaryField(editable=False)
    id_kind = models.CharField(max_length=20)
    id_cipher = EncryptedField()
    id_blind = BlindIndexField(null=False)
    phone_cipher = EncryptedField()
    phone_blind = BlindIndexField(null=False)
    birth_on = models.DateField(_("出生日期"), null=True)
    sex = models.CharField(_("性别"), max_length=1, default="0")
    employment_form = models.CharField(
        _("用工形式"),
        max_length=20,
        blank=True,
        default="",
        choices=list(EMPLOYMENT_FORMS.items()),
    )
    new_form_group = models.CharField(
        _("从事职业"),
        max_length=20,
        blank=True,
        default="",
        choices=list(NEW_FORM_GROUPS.items()),
    )
    post = models.CharField(_("岗位"), max_length=60, blank=True, default="")
    migrant = models.BooleanField(_("农民工"), default=False)
    signature = models.ForeignKey(
        "documents.Document", null=True, on_delete=models.PROTECT, related_name="+"
    )
    address_blind = BlindIndexField(null=False)
    state = models.CharField(
        _("状态"), max_length=12, choices=JoinState, default=JoinState.SUBMITTED
    )
    submitted_at = models.DateTimeField(_("提交时间"))
    decide_until = models.DateField(_("办理期限"))
    reminded_on = models.DateField(null=True)
    decided_at = models.DateTimeField(_("办理时间"), null=True)
    decided_by = models.BigIntegerField(null=True)
    in_place = models.BooleanField(_("代审批"), default=False)
    reason = models.CharField(_("说明"), max_length=400, blank=True, default="")
    membership = models.ForeignKey(
        "people.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    transfer = models.ForeignKey(
        "people.Transfer", null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[Any] = JoinApplicationManager()  # type: ignore[assignment]

    class Meta(ScopedModel.Meta):
        verbose_name = _("入会申请")
        constraints = [
            models.UniqueConstraint(
                fields=["id_blind"],
                condition=Q(state="submitted"),
                name="one_application_waits_per_id_number",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(state__in=("submitted", "doubled")),
                name="one_open_application_per_account",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("submitted", "doubled"), decided_at__isnull=True)
                | (~Q(state__in=("submitted", "doubled")) & Q(decided_at__isnull=False)),
                name="application_is_decided_iff_final",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(membership__isnull=False),
                name="approved_application_names_its_membership",
            ),
        ]
        indexes = [
            models.Index(fields=["union", "submitted_at"], name="application_of_union"),
            models.Index(
                fields=["decide_until"], name="application_waits", condition=Q(state="submitted")
            ),
            models.Index(fields=["address_blind", "submitted_at"], name="application_of_address"),
            models.Index(fields=["point", "submitted_at"], name="application_of_point"),
        ]

    def __str__(self) -> str:
        return self.number
