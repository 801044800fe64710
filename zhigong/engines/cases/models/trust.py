"""Who stands close to whom: somebody applies for another, declares relatives, breaks the glass."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhigong.base.fields import BlindIndexField, EncryptedField
from zhigong.base.models import AppendOnly, ScopedModel
from zhigong.engines.cases.contract import AgencyBasis, AgentRelation
from zhigong.engines.cases.models.case import NOTE_LENGTH, Case

NAME_LENGTH = 60
RELATION_LENGTH = 20


class Agency(ScopedModel):
    """Somebody who applied for the person of a case (代办), and on what she did.

    :attr id_cipher: identity number of a principal without a record, under the case's own key.
    :attr agreed_at: when the principal read out the code that was sent to her; empty on paper.
    """

    scope_path = "case__union"
    person_path = "case__person_id"

    case = models.OneToOneField(Case, models.PROTECT, related_name="agency")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    agent_person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    agent_name = models.CharField(_("代办人"), max_length=NAME_LENGTH)
    relation = models.CharField(_("与申请人关系"), max_length=12, choices=AgentRelation)
    basis = models.CharField(_("授权方式"), max_length=8, choices=AgencyBasis)
    agreed_at = models.DateTimeField(_("本人同意时间"), null=True)
    id_cipher = EncryptedField()
    id_blind = BlindIndexField()

    class Meta(ScopedModel.Meta):
        """An agreement by code has its moment."""

        verbose_name = _("代办")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=~Q(basis="code") | Q(agreed_at__isnull=False),
                name="agency_by_code_was_agreed_to",
            )
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["agent"], name="agency_by_agent")]


class Relative(ScopedModel):
    """A relative an officer declared (亲属申报): she handles no case of hers.

    The identity number is kept under the row's own key, and found by its blind index.
    """

    person_path = ""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(_("姓名"), max_length=NAME_LENGTH)
    relation = models.CharField(_("关系"), max_length=RELATION_LENGTH)
    id_cipher = EncryptedField()
    id_blind = BlindIndexField()
    data_key = models.BinaryField(editable=False)
    declared_at = models.DateTimeField(_("申报时间"))
    ended_at = models.DateTimeField(_("撤销时间"), null=True)

    class Meta(ScopedModel.Meta):
        """Read by who declared it."""

        verbose_name = _("亲属申报")
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["user"], name="relative_of", condition=Q(ended_at__isnull=True))
        ]


class BrokenGlass(AppendOnly):
    """A confidential case was opened in an emergency, for a reason, for a short while."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(_("理由"), max_length=NOTE_LENGTH)
    opened_at = models.DateTimeField(_("打开时间"))
    closes_at = models.DateTimeField(_("失效时间"))

    class Meta(AppendOnly.Meta):
        """Read by who opened it and when."""

        verbose_name = _("紧急查看记录")
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["user", "-closes_at"], name="glass_broken_by")
        ]
