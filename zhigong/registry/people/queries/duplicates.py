"""Pairs of records that may be one person's: list, door, comparison, and explanation."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext as _

from zhigong.base.actor import Actor
from zhigong.registry.people.models import Person, RecordPair
from zhigong.registry.people.queries.people import (
    masked_identity,
    memberships_of,
    officers_of,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet

MERGE = "people.merge"
Verdict = RecordPair.Verdict
Ground = RecordPair.Ground


@dataclass(frozen=True, slots=True)
class Compared:
    """One line of two records side by side."""

    title: str
    first: str
    second: str

    @property
    def differs(self) -> bool:
        """Whether the two say different things, an empty one included."""
        return self.first != self.second


@dataclass(frozen=True, slots=True)
class MovedRows:
    """How many rows of a table went from one record to the other, or stayed."""

    title: str
    moved: int
    left: int


def duplicates_for(*, actor: Actor) -> "QuerySet[RecordPair]":
    """Return the pairs of which the actor may decide over both records."""
    rows = RecordPair.objects.within(actor.scope(MERGE))
    return cast("QuerySet[RecordPair]", rows.select_related("first", "second", "kept", "union"))


def get_duplicate_for(*, actor: Actor, pair_id: int) -> RecordPair:
    """Return a pair the actor may decide over, or decided in her unions.

    :raises RecordPair.DoesNotExist: none, or outside the scope; callers cannot tell which.
    """
    return duplicates_for(actor=actor).get(pk=pair_id)


def search_duplicates(rows: "QuerySet[RecordPair]", words: str) -> "QuerySet[RecordPair]":
    """Keep the pairs of people with a name."""
    return rows.filter(Q(first__name__contains=words) | Q(second__name__contains=words))


def mergers_of(*, person: Person) -> list[RecordPair]:
    """Return what became one with a record, the latest first."""
    rows = RecordPair.objects.trusted("the caller holds the person").filter(
        verdict=Verdict.SAME, kept=person
    )
    return list(rows.order_by("-decided_at"))


def compared(pair: RecordPair) -> list[Compared]:
    """Return two records side by side; identities are masked, so equal ones may look alike."""
    columns = [_said(one) for one in (pair.first, pair.second)]
    return [
        Compared(title, first, second)
        for (title, first), (_title, second) in zip(*columns, strict=True)
    ]


def _said(person: Person) -> list[tuple[str, str]]:
    identity = masked_identity(person)
    memberships = [
        f"{one.union.name}（{one.get_state_display()}，{one.starts_on}—{one.ends_before or ''}）"
        for one in memberships_of(person=person)
    ]
    offices = [f"{one.union.name} {one.get_post_display()}" for one in officers_of(person=person)]
    return [
        (_("姓名"), person.name),
        (_("证件类型"), str(person.get_id_kind_display())),
        (_("证件号码"), identity.id_number),
        (_("手机号码"), identity.phone),
        (_("性别"), str(person.get_sex_display())),
        (_("出生日期"), str(person.birth_on or "")),
        (_("民族"), str(person.get_ethnicity_display())),
        (_("学历"), str(person.get_education_display())),
        (_("政治面貌"), str(person.get_political_status_display())),
        (_("户籍类型"), str(person.get_household_kind_display())),
        (_("技能等级"), str(person.get_skill_level_display())),
        (_("实名认证"), str(person.verified_on or "")),
        (_("会籍"), "\n".join(memberships)),
        (_("工会职务"), "\n".join(offices)),
    ]


def moved_rows(pair: RecordPair) -> list[MovedRows]:
    """Return what a merger moved and left, by the name of the table."""
    labels = sorted({*pair.moved, *pair.left})
    return [
        MovedRows(
            str(apps.get_model(label)._meta.verbose_name),
            len(pair.moved.get(label, ())),
            len(pair.left.get(label, ())),
        )
        for label in labels
    ]
