"""Memberships, the spans in which they are retained, and the batches that enrolled many.

Periods are half-open: ``ends_before`` is the first day outside. ``county_id`` and ``name_py`` are
copies that let a list be read in the order of one index; the operations keep them.
"""

from typing import Any, ClassVar, Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.query import NamedValuesListIterable
from django.utils.translation import gettext_lazy as _

from zhigong.base.history import track_rows
from zhigong.base.models import ScopedModel, ScopedQuerySet
from zhigong.registry.people.contract import (
    CLOSED_STATES,
    EMPLOYMENT_FORMS,
    END_REASONS,
    JOIN_WAYS,
    NEW_FORM_GROUPS,
    OPEN_STATES,
    RETENTION_REASONS,
    MembershipState,
)
from zhigong.registry.people.models.person import Person, code_field


class MembershipQuerySet(ScopedQuerySet):
    """Filters of memberships by state and day, and pages that are sorted before they are joined."""

    _late: bool = False

    def reading_late(self) -> Self:
        """Read a page from the ids of its rows: sorted and cut off before they are joined.

        Otherwise thousands of persons and unions are joined only to be cut off by the sort.
        """
        found = self.all()
        found._late = True
        return found

    def _clone(self) -> Self:
        copy = super()._clone()
        copy._late = self._late
        return copy

    def _fetch_all(self) -> None:
        is_named = self._iterable_class is NamedValuesListIterable
        is_joined = self.query.select_related or is_named
        is_page = self._late and self.query.is_sliced and is_joined
        if self._result_cache is None and is_page:
            self._check()
            ids = self.all()
            ids._late, ids.query.select_related = False, False
            rows = self.model._base_manager.filter(pk__in=ids.values("pk"))
            rows.query.select_related = self.query.select_related
            if is_named:
                rows = rows.values_list(*self._fields, named=True)  # type: ignore[attr-defined]
            self._result_cache = list(rows.order_by(*self.query.order_by))
        super()._fetch_all()

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


MembershipManager = models.Manager.from_queryset(MembershipQuerySet, "MembershipManager")


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
    join_way = code_field(_("入会方式"), JOIN_WAYS, 12)
    starts_on = models.DateField(_("本会会籍起"))
    ends_before = models.DateField(_("本会会籍止"), null=True, editable=False)
    end_reason = code_field(_("终止原因"), END_REASONS, 20)
    migrant = models.BooleanField(_("农民工"), default=False)
    dispatched = models.BooleanField(_("劳务派遣"), default=False)
    new_form_group = code_field(_("新就业形态群体"), NEW_FORM_GROUPS)
    employment_form = code_field(_("用工形式"), EMPLOYMENT_FORMS)
    post = models.CharField(_("岗位"), max_length=100, blank=True, default="")
    source = models.CharField(_("数据来源"), max_length=60, blank=True, default="")

    objects: ClassVar[Any] = MembershipManager()  # type: ignore[assignment]

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
