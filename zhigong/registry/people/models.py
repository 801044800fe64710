"""Tables of people. Periods are half-open: ``ends_before`` is the first day outside.

Derived columns (search keys, ``county_id``) are kept by the operations and stay out of the history;
so does the wrapped data key, or destroying it would not make the old ciphertexts unreadable, and so
do a person's clear particulars: an old name is kept as ``former_name_cipher``.
"""

from typing import Any, Self

import pgtrigger
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
    CLOSED_STATES,
    CONFIDENCES,
    EDUCATIONS,
    EMPLOYMENT_FORMS,
    END_REASONS,
    ETHNICITIES,
    HOUSEHOLD_KINDS,
    ID_KINDS,
    JOIN_WAYS,
    NEW_FORM_GROUPS,
    OPEN_STATES,
    OPEN_TRANSFER_STATES,
    POLITICAL_STATUSES,
    RETENTION_REASONS,
    SEXES,
    SKILL_LEVELS,
    MembershipState,
    TransferState,
)

NAME_LENGTH = 60
CODE_LENGTH = 20


def _code(title: Any, table: dict[str, str], length: int = CODE_LENGTH) -> models.CharField:
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
        held = Membership._base_manager.filter(
            person_id=OuterRef("pk"), union__ancestors__overlap=sorted(scope.node_ids)
        )
        later = Membership._base_manager.filter(person_id=OuterRef("person_id")).filter(
            Q(ends_before__isnull=True)
            | Q(ends_before__gt=OuterRef("ends_before"))
            | Q(ends_before=OuterRef("ends_before"), id__gt=OuterRef("id"))
        )
        return found.filter(Exists(held.filter(Q(ends_before__isnull=True) | ~Exists(later))))

    def own(self, person_id: int | None) -> Self:
        """Keep the person herself."""
        found = self._chain_opened()
        return found.none() if person_id is None else found.filter(pk=person_id)


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
    id_kind = _code(_("证件类型"), ID_KINDS)
    id_cipher = EncryptedField()
    id_blind = BlindIndexField()
    phone_cipher = EncryptedField()
    phone_blind = BlindIndexField()
    card_cipher = EncryptedField()
    former_name_cipher = EncryptedField()
    data_key = models.BinaryField(null=True, editable=False)
    birth_on = models.DateField(_("出生日期"), null=True, blank=True)
    sex = models.CharField(_("性别"), max_length=1, default="0", choices=list(SEXES.items()))
    ethnicity = _code(_("民族"), ETHNICITIES, 2)
    political_status = _code(_("政治面貌"), POLITICAL_STATUSES, 2)
    education = _code(_("学历"), EDUCATIONS, 2)
    household_kind = _code(_("户籍类型"), HOUSEHOLD_KINDS)
    household_region = models.CharField(_("户籍地"), max_length=100, blank=True, default="")
    skill_level = _code(_("技能等级"), SKILL_LEVELS, 2)
    verified_on = models.DateField(_("实名认证日期"), null=True, editable=False)
    verified_by = models.BigIntegerField(null=True, editable=False)
    confidence = _code(_("核验情况"), CONFIDENCES, 10)
    deceased_on = models.DateField(_("去世日期"), null=True, editable=False)
    erased_on = models.DateField(null=True, editable=False)

    objects = models.Manager.from_queryset(PersonQuerySet, "PersonManager")()

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
        ]
        triggers = [
            pgtrigger.Protect(name="person_is_erased_not_deleted", operation=pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(ScopedQuerySet):
    """Filters of memberships by state and day."""

    def open(self) -> Self:
        """Keep what has no end: members, applicants and people whose membership is retained."""
        return self.filter(ends_before__isnull=True)

    def on(self, day: Any) -> Self:
        """Keep the memberships whose period holds the day."""
        return self.filter(starts_on__lte=day).filter(
            Q(ends_before__isnull=True) | Q(ends_before__gt=day)
        )

    def counted(self, day: Any) -> Self:
        """Keep the members of a day: without applicants (待审) and retained ones (保留会籍)."""
        retained = Retention._base_manager.filter(
            membership_id=OuterRef("pk"), starts_on__lte=day
        ).filter(Q(ends_before__isnull=True) | Q(ends_before__gt=day))
        return self.on(day).exclude(state=MembershipState.PENDING).filter(~Exists(retained))


def _overlap_trigger(name: str, operation: Any, referencing: Any, changed: str) -> Any:
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=referencing,
        declare=[("clash", "bigint")],
        func=f"""
            SELECT fresh.person_id INTO clash
            FROM ({changed}) AS fresh
            JOIN people_membership AS other
              ON other.person_id = fresh.person_id AND other.id <> fresh.id
             AND daterange(other.starts_on, other.ends_before)
              && daterange(fresh.starts_on, fresh.ends_before)
            LIMIT 1;
            IF FOUND THEN
                RAISE EXCEPTION 'memberships_of_a_person_do_not_overlap: person %', clash
                USING ERRCODE = 'exclusion_violation',
                      CONSTRAINT = 'memberships_of_a_person_do_not_overlap';
            END IF;
            RETURN NULL;
        """,  # noqa: S608  table and column names are constants of this file
    )


def _reference_trigger(name: str, operation: Any) -> Any:
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(new="new_rows"),
        func="""
            IF EXISTS (
                SELECT FROM new_rows AS n
                LEFT JOIN people_person AS p ON p.id = n.person_id
                LEFT JOIN unions_union AS u ON u.id = n.union_id
                LEFT JOIN employers_employer AS e ON e.id = n.employer_id
                WHERE p.id IS NULL OR u.id IS NULL OR (e.id IS NULL AND n.employer_id IS NOT NULL)
            ) THEN
                RAISE EXCEPTION 'membership_refers_to_known_rows'
                USING ERRCODE = 'foreign_key_violation',
                      CONSTRAINT = 'membership_refers_to_known_rows';
            END IF;
            RETURN NULL;
        """,
    )


@track_rows(exclude=("name_py", "county_id"))
class Membership(ScopedModel):
    """A person in a union during a period (会籍).

    An empty period (``ends_before`` = ``starts_on``) is a membership that never came to count.
    References are checked by statement (ADR 0003): per row they cost an import a third of its time.
    """

    scope_path = "union"

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="memberships", db_constraint=False
    )
    union = models.ForeignKey(
        "unions.Union",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    county_id = models.IntegerField(editable=False)
    employer = models.ForeignKey(
        "employers.Employer",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    name_py = models.CharField(max_length=240, db_collation="C", editable=False)
    state = models.CharField(_("会籍状态"), max_length=20, choices=MembershipState)
    joined_on = models.DateField(_("入会日期"), null=True, blank=True)
    join_way = _code(_("入会方式"), JOIN_WAYS, 12)
    starts_on = models.DateField(_("本会会籍起"))
    ends_before = models.DateField(_("本会会籍止"), null=True, editable=False)
    end_reason = _code(_("终止原因"), END_REASONS, 20)
    migrant = models.BooleanField(_("农民工"), default=False)
    dispatched = models.BooleanField(_("劳务派遣"), default=False)
    new_form_group = _code(_("新就业形态群体"), NEW_FORM_GROUPS)
    employment_form = _code(_("用工形式"), EMPLOYMENT_FORMS)
    post = models.CharField(_("岗位"), max_length=100, blank=True, default="")
    source = models.CharField(_("数据来源"), max_length=60, blank=True, default="")

    objects = models.Manager.from_queryset(MembershipQuerySet, "MembershipManager")()

    class Meta(ScopedModel.Meta):
        """Constraints named by what they say."""

        verbose_name = _("会籍")
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(ends_before__isnull=True),
                name="one_open_membership",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STATES, ends_before__isnull=True)
                | Q(state__in=CLOSED_STATES, ends_before__isnull=False),
                name="membership_open_iff_state_is_open",
            ),
            models.CheckConstraint(
                condition=Q(ends_before__isnull=True) | Q(ends_before__gte=F("starts_on")),
                name="membership_ends_after_it_began",
            ),
        ]
        indexes = [
            models.Index(
                fields=["county_id", "name_py", "id"],
                name="open_members_by_name",
                condition=Q(ends_before__isnull=True),
            ),
            models.Index(
                fields=["union"],
                name="membership_count",
                include=["starts_on", "ends_before", "state", "person", "id"],
            ),
            models.Index(
                fields=["employer"],
                name="membership_employer",
                condition=Q(employer__isnull=False),
            ),
        ]
        triggers = [
            _reference_trigger("new_refers_to_known_rows", pgtrigger.Insert),
            _reference_trigger("changed_refers_to_known_rows", pgtrigger.Update),
            _overlap_trigger(
                "no_overlap_of_new",
                pgtrigger.Insert,
                pgtrigger.Referencing(new="new_rows"),
                "SELECT id, person_id, starts_on, ends_before FROM new_rows",
            ),
            _overlap_trigger(
                "no_overlap_of_changed",
                pgtrigger.Update,
                pgtrigger.Referencing(old="old_rows", new="new_rows"),
                "SELECT n.id, n.person_id, n.starts_on, n.ends_before FROM new_rows AS n"
                " JOIN old_rows AS o USING (id)"
                " WHERE (n.person_id, n.starts_on, coalesce(n.ends_before, 'infinity'))"
                " IS DISTINCT FROM (o.person_id, o.starts_on, coalesce(o.ends_before, 'infinity'))",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}@{self.union_id}"

    @property
    def is_open(self) -> bool:
        """Whether the membership has no end."""
        return self.ends_before is None


@track_rows()
class Retention(ScopedModel):
    """A span of days in which a membership was retained (保留会籍): no dues, no vote, no count."""

    scope_path = "membership__union"
    person_path = "membership__person_id"

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="retentions")
    reason = models.CharField(max_length=20, choices=list(RETENTION_REASONS.items()))
    starts_on = models.DateField()
    ends_before = models.DateField(null=True)

    class Meta(ScopedModel.Meta):
        """Constraints named by what they say."""

        verbose_name = _("保留会籍期间")
        constraints = [
            models.UniqueConstraint(
                fields=["membership"],
                condition=Q(ends_before__isnull=True),
                name="one_open_retention",
            ),
            models.CheckConstraint(
                condition=Q(ends_before__isnull=True) | Q(ends_before__gte=F("starts_on")),
                name="retention_ends_after_it_began",
            ),
        ]


class TransferQuerySet(ScopedQuerySet):
    """A transfer is seen by both unions."""

    def within(self, scope: Scope) -> Self:
        """Keep the transfers out of or into the scope."""
        found = self._chain_opened()
        if scope.everything:
            return found
        if scope.is_empty:
            return found.none()
        nodes = sorted(scope.node_ids)
        return found.filter(
            Q(from_union__ancestors__overlap=nodes) | Q(to_union__ancestors__overlap=nodes)
        )

    def open(self) -> Self:
        """Keep what is not settled."""
        return self.filter(state__in=OPEN_TRANSFER_STATES)


@track_rows()
class Transfer(ScopedModel):
    """The hand-shake by which a membership passes from one union to another (会籍接转)."""

    scope_path = "to_union"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="transfers")
    from_membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="transfers_out"
    )
    to_membership = models.OneToOneField(
        Membership, null=True, on_delete=models.PROTECT, related_name="transfer_in"
    )
    from_union = models.ForeignKey("unions.Union", on_delete=models.PROTECT, related_name="+")
    to_union = models.ForeignKey("unions.Union", on_delete=models.PROTECT, related_name="+")
    to_employer = models.ForeignKey(
        "employers.Employer", null=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(
        _("接转状态"), max_length=12, choices=TransferState, default=TransferState.OFFERED
    )
    asked_by = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    objection_until = models.DateField(null=True)
    objection = models.CharField(_("异议理由"), max_length=500, blank=True, default="")
    settled_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    decision = models.CharField(_("裁定意见"), max_length=500, blank=True, default="")

    objects = models.Manager.from_queryset(TransferQuerySet, "TransferManager")()

    class Meta(ScopedModel.Meta):
        """Constraints named by what they say."""

        verbose_name = _("会籍接转")
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state__in=OPEN_TRANSFER_STATES),
                name="one_open_transfer",
            ),
            models.CheckConstraint(
                condition=~Q(from_union=F("to_union")), name="transfer_goes_to_another_union"
            ),
            models.CheckConstraint(
                condition=Q(state=TransferState.COMPLETED, to_membership__isnull=False)
                | (~Q(state=TransferState.COMPLETED) & Q(to_membership__isnull=True)),
                name="transfer_completed_iff_membership_opened",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_TRANSFER_STATES, settled_at__isnull=True)
                | (~Q(state__in=OPEN_TRANSFER_STATES) & Q(settled_at__isnull=False)),
                name="transfer_settled_iff_final",
            ),
        ]
        indexes = [
            models.Index(
                fields=["objection_until"],
                name="transfer_due",
                condition=Q(state=TransferState.ACCEPTED),
            ),
        ]


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
        ORGANISER = "organiser", _("组织员")
        STAFF = "staff", _("工作人员")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="offices")
    union = models.ForeignKey("unions.Union", on_delete=models.PROTECT, related_name="+")
    post = models.CharField(_("职务"), max_length=20, choices=Post)
    full_time = models.BooleanField(_("专职"), default=False)
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


class EnrolledBatch(models.Model):
    """A committed batch of a bulk enrolment: an interrupted import goes on after the last one."""

    batch_id = models.UUIDField()
    number = models.PositiveIntegerField()
    actions: "ArrayField[list[int], list[int]]" = ArrayField(models.SmallIntegerField())
    digest = models.BinaryField()
    committed_at = models.DateTimeField()

    class Meta:
        """Constraints named by what they say."""

        verbose_name = _("导入批次")
        constraints = [
            models.UniqueConstraint(
                fields=["batch_id", "number"], name="enrolled_batch_is_committed_once"
            ),
        ]
