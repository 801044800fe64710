"""The lists behind the figures: who is missing (未覆盖名单)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Col

from zhigong.engines.indicators.contract import COVERAGES, Coverage, registry_rows
from zhigong.registry.unions.queries import subtree_ids


def subtree_rows(entry: Coverage, union_id: int, on: date) -> "QuerySet[Any]":
    """Return all rows of a coverage that a union and those below it answer for on a day."""
    ids = subtree_ids(union_id, on=on)
    rows = entry.rows(on)
    if not isinstance(rows.query.annotations["owner_id"], Col):
        rows = rows.filter(entry.owner(ids))  # a computed owner finds no row by an index
    return rows.filter(owner_id__in=ids)


def gap_rows(*, code: str, union_id: int, on: date) -> "QuerySet[Any]":
    """Return the rows of a subtree that are not fully reached on a day, with ``missing`` >= 1.

    The rows are employers, unions or memberships, by the coverage's ``gap_kind``.

    :raises KeyError: no coverage has that code.
    """
    found = subtree_rows(COVERAGES.get(code), union_id, on)
    return found.filter(due__gt=F("reached")).annotate(missing=F("due") - F("reached"))


def excess_rows(*, code: str, union_id: int, on: date) -> "QuerySet[Any]":
    """Return the rows of a subtree that reach more than is due: findings about the data.

    :raises KeyError: no coverage has that code.
    """
    found = subtree_rows(COVERAGES.get(code), union_id, on)
    return found.filter(reached__gt=F("due")).annotate(excess=F("reached") - F("due"))


@dataclass(frozen=True, slots=True)
class GapItem:
    """One row of a gap list by its public marks.

    :param id: code of the employer or union, number of the person.
    :param union: code of the union that answers for it.
    """

    kind: str
    id: str
    name: str
    union: str
    missing: int


_MARKS = {
    "employer": ("code", "name"),
    "union": ("code", "name"),
    "person": ("person_id", "person__name"),
}


def gap_items(*, code: str, union_id: int, on: date) -> Iterator[GapItem]:
    """Return the gap list of a subtree, by union and mark; names are in clear.

    :raises KeyError: no coverage has that code.
    """
    kind = COVERAGES.get(code).gap_kind
    rows = gap_rows(code=code, union_id=union_id, on=on).order_by("owner_id", "pk")
    rows = rows.values_list(*_MARKS[kind], "owner_id", "missing")
    codes = dict(registry_rows("unions.Union").values_list("pk", "code"))
    for mark, name, owner_id, missing in rows.iterator(chunk_size=5_000):
        yield GapItem(kind, str(mark), name, codes[owner_id], missing)


def gap_list(*, code: str, union_id: int, on: date) -> "QuerySet[Any]":
    """Return the gap rows with the names a list shows: ``owner_name`` and ``parent_name``.

    :raises KeyError: no coverage has that code.
    """
    rows = gap_rows(code=code, union_id=union_id, on=on)
    kind = COVERAGES.get(code).gap_kind
    if kind == "person":
        return rows.select_related("person", "union", "employer")
    name = registry_rows("unions.Union").filter(pk=OuterRef("owner_id")).values("name")
    rows = rows.annotate(owner_name=Subquery(name, output_field=CharField()))
    return rows.annotate(parent_name=F("parent__name")) if kind == "union" else rows


def within_union(rows: "QuerySet[Any]", *, code: str, on: date) -> "QuerySet[Any]":
    """Keep the rows that a union and those below it answer for on a day."""
    below = registry_rows("unions.Union").filter(code=code).values_list("pk", flat=True).first()
    return rows.none() if below is None else rows.filter(owner_id__in=subtree_ids(below, on=on))


def by_name_or_code(rows: "QuerySet[Any]", words: str) -> "QuerySet[Any]":
    """Keep employers or unions whose name, code or credit code holds the words."""
    return rows.filter(
        Q(name__icontains=words) | Q(code__iexact=words) | Q(credit_code__iexact=words)
    )


def by_person(rows: "QuerySet[Any]", words: str) -> "QuerySet[Any]":
    """Keep memberships whose person's name begins with the words, or its pinyin does."""
    latin = words.isascii()
    return rows.filter(
        Q(name_py__startswith=words.lower()) if latin else Q(person__name__startswith=words)
    )


def unions_answering_for(employer_ids: Collection[int]) -> set[int]:
    """Return the unions of the areas of employers, and those that ever covered them."""
    area = registry_rows("employers.Employer").filter(pk__in=employer_ids)
    covered = registry_rows("employers.Affiliation").filter(employer_id__in=employer_ids)
    return {
        *area.values_list("area_union_id", flat=True),
        *covered.values_list("union_id", flat=True),
    }
