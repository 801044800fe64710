"""Persons and their union offices.

Derived columns (search keys) are kept by the operations and stay out of the history; so does the
wrapped data key, or destroying it would not make the old ciphertexts unreadable, and so do a
person's clear particulars: an old name is kept as ``former_name_cipher``.
"""

from typing import Any, ClassVar, Self

import pgtrigger
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from zhigong.base.actor import Scope
from zhigong.base.fields import BlindIndexField, EncryptedField
from zhigong.base.history import track_rows
from zhigong.base.models import ScopedModel, ScopedQuerySet
from zhigong.registry.people.contract import (
    CONFIDENCES,
    EDUCATIONS,
    ETHNICITIES,
    HOUSEHOLD_KINDS,
    ID_KINDS,
    POLITICAL_STATUSES,
    SEXES,
    SKILL_LEVELS,
)

NAME_LENGTH = 60
CODE_LENGTH = 20


NAME_LENGTH = 60
CODE_LENGTH = 20


def code_field(
    title: Any, table: dict[str, str], length: int = CODE_LENGTH
) -> "models.CharField[str, str]":
    """Return a column that holds a code of a table, or nothing."""
    return models.CharField(
        title, max_length=length, blank=True, default="", choices=list(table.items())
    )


class PersonQuerySet(ScopedQuerySet):
    """People are seen through their open membership, or else the last one."""

    def within(self, scope: Scope) -> Self:
        """Keep the people whose present or last union lies in the scope."""
        found = self._chain_opened()
        if scope.everything:
            return found
        if scope.is_empty:
            return found.none()
        membership = apps.get_model("people", "Membership")
        held = membership._base_manager.filter(
            person_id=OuterRef("pk"), union__ancestors__overlap=sorted(scope.node_ids)
        )
        later = membership._base_manager.filter(person_id=OuterRef("person_id")).filter(
            Q(ends_before__isnull=True)
            | Q(ends_before__gt=OuterRef("ends_before"))
            | Q(ends_before=OuterRef("ends_before"), id__gt=OuterRef("id"))
        )
        return found.filter(Exists(held.filter(Q(ends_before__isnull=True) | ~Exists(later))))

    def own(self, person_id: int | None) -> Self:
        """Keep the person herself."""
        found = self._chain_opened()
        return found.none() if person_id is None else found.filter(pk=person_id)


PersonManager = models.Manager.from_queryset(PersonQuerySet, "PersonManager")


@track_rows(
    exclude=(
        "name",
        "name_py",
        "name_py_initials",
        "name_bigrams",
        "birth_on",
        "household_region",
        "data_key",
    )
)
class Person(ScopedModel):
    """One human being, once, however many unions she was in."""

    name = models.CharField(_("姓名"), max_length=NAME_LENGTH)
    name_py = models.CharField(max_length=240, db_collation="C", editable=False)
    name_py_initials = models.CharField(max_length=NAME_LENGTH, db_collation="C", editable=False)
    name_bigrams: "ArrayField[list[str], list[str]]" = ArrayField(
        models.TextField(db_collation="C"), default=list, editable=False
    )
    id_kind = code_field(_("证件类型"), ID_KINDS)
    id_cipher = EncryptedField()
    id_blind = BlindIndexField()
    phone_cipher = EncryptedField()
    phone_blind = BlindIndexField()
    card_cipher = EncryptedField()
    former_name_cipher = EncryptedField()
    data_key = models.BinaryField(null=True, editable=False)
    birth_on = models.DateField(_("出生日期"), null=True, blank=True)
    sex = models.CharField(_("性别"), max_length=1, default="0", choices=list(SEXES.items()))
    ethnicity = code_field(_("民族"), ETHNICITIES, 2)
    political_status = code_field(_("政治面貌"), POLITICAL_STATUSES, 2)
    education = code_field(_("学历"), EDUCATIONS, 2)
    household_kind = code_field(_("户籍类型"), HOUSEHOLD_KINDS)
    household_region = models.CharField(_("户籍地"), max_length=100, blank=True, default="")
    skill_level = code_field(_("技能等级"), SKILL_LEVELS, 2)
    verified_on = models.DateField(_("实名认证日期"), null=True, editable=False)
    verified_by = models.BigIntegerField(null=True, editable=False)
    confidence = code_field(_("核验情况"), CONFIDENCES, 10)
    deceased_on = models.DateField(_("去世日期"), null=True, editable=False)
    erased_on = models.DateField(null=True, editable=False)
    # This record was found to be another one's: its rows went there, and it leads there.
    merged_into = models.ForeignKey(
        "self", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[Any] = PersonManager()  # type: ignore[assignment]

    class Meta(ScopedModel.Meta):
        """Constraints named by what they say."""

        verbose_name = _("职工")
        constraints = [
            models.UniqueConstraint(fields=["id_blind"], name="one_person_per_id_number"),
            models.CheckConstraint(
                condition=Q(erased_on__isnull=True, data_key__isnull=False)
                | Q(erased_on__isnull=False, data_key__isnull=True, id_blind__isnull=True),
                name="person_has_a_key_until_erased",
            ),
            models.CheckConstraint(
                condition=Q(verified_on__isnull=True) | ~Q(confidence=""),
                name="verified_person_says_how",
            ),
        ]
        indexes = [
            models.Index(
                fields=["phone_blind"],
                name="person_phone",
                condition=Q(phone_blind__isnull=False),
            ),
            models.Index(OpClass(F("name"), "varchar_pattern_ops"), name="person_name_prefix"),
            models.Index(fields=["name_py_initials", "name_py"], name="person_initials"),
            models.Index(fields=["name_py"], name="person_pinyin"),
            GinIndex(fields=["name_bigrams"], name="person_name_part"),
            # Few are verified: whether one is, is told without her row (coverage "verified").
            models.Index(
                fields=["id"],
                include=["verified_on"],
                name="person_verified",
                condition=Q(verified_on__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="person_is_erased_not_deleted", operation=pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.name


@track_rows()
class Officer(ScopedModel):
    """A person holding a post in a union for a term (工会干部)."""

    scope_path = "union"

    class Post(models.TextChoices):
        """The posts of a union committee."""

        CHAIR = "chair", _("主席")
        VICE_CHAIR = "vice_chair", _("副主席")
        MEMBER = "member", _("委员")
        AUDIT_CHAIR = "audit_chair", _("经审主任")
        AUDIT_MEMBER = "audit_member", _("经审委员")
        WOMEN_CHAIR = "women_chair", _("女职工委员会主任")
        WOMEN_MEMBER = "women_member", _("女职工委员")
        GROUP_LEADER = "group_leader", _("工会小组长")
        FINANCE = "finance", _("财务负责人")
        ORGANISER = "organiser", _("组织员")
        STAFF = "staff", _("工作人员")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="offices")
    union = models.ForeignKey("unions.Union", on_delete=models.PROTECT, related_name="+")
    post = models.CharField(_("职务"), max_length=20, choices=Post)
    full_time = models.BooleanField(_("专职"), default=False)
    # As it was when the office was taken up: the share in a committee is of that election.
    front_line = models.BooleanField(_("一线职工"), default=False)
    model_worker = models.BooleanField(_("劳动模范"), default=False)
    duty = models.CharField(_("分工"), max_length=60, blank=True, default="")
    starts_on = models.DateField(_("任职日期"))
    ends_before = models.DateField(_("离任日期"), null=True, blank=True)

    class Meta(ScopedModel.Meta):
        """Constraints named by what they say."""

        verbose_name = _("工会干部")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "union", "post"],
                condition=Q(ends_before__isnull=True),
                name="one_open_office_of_a_kind",
            ),
            models.UniqueConstraint(
                fields=["union"],
                condition=Q(ends_before__isnull=True, post="chair"),
                name="one_chair_of_a_union",
            ),
            models.CheckConstraint(
                condition=Q(ends_before__isnull=True) | Q(ends_before__gt=F("starts_on")),
                name="office_is_not_empty",
            ),
        ]
