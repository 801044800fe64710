"""The papers of one union: terms, committees, declared numbers, where it stood."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhigong.registry.unions.contract import Category, Sector, labels
from zhigong.registry.unions.models import (
    BusinessLine,
    Committee,
    Declared,
    DuesCollection,
    Position,
    Term,
    Union,
    UnionKind,
    UnionStatus,
)
from zhigong.registry.unions.queries.tree import below, path_of


def latest_declared(*, union_ids: Iterable[int] | None = None, on: date) -> "QuerySet[Declared]":
    """Return the newest declaration of each union as of a day (DISTINCT ON the union)."""
    found = Declared.objects.trusted("callers hold the unions").filter(as_of__lte=on)
    if union_ids is not None:
        found = found.filter(union_id__in=list(union_ids))
    return found.order_by("union", "-as_of", "-recorded_at").distinct("union")


@dataclass(frozen=True, slots=True)
class UnionRecord:
    """What the page of a union shows beside its own row."""

    path: list[Union]
    terms: list[Term]
    committees: list[Committee]
    declared: Declared | None
    business_lines: list[BusinessLine]


def record_of(*, union: Union, on: date) -> UnionRecord:
    """Return the papers of a union that hold on a day; five statements."""
    why = "of a union the caller holds"
    open_on = Q(ends_before__isnull=True) | Q(ends_before__gt=on)
    return UnionRecord(
        path=path_of(union),
        terms=list(Term.objects.trusted(why).filter(union=union).order_by("-number")),
        committees=list(Committee.objects.trusted(why).filter(open_on, union=union)),
        declared=latest_declared(union_ids=[union.pk], on=on).first(),
        business_lines=list(
            BusinessLine.objects.trusted(why)
            .filter(open_on, union=union)
            .select_related("parent")
            .order_by("starts_on")
        ),
    )


@dataclass(frozen=True, slots=True)
class UnionPaper:
    """A union with what it declared last and the term of office of a day."""

    union: Union
    declared: Declared | None
    term: Term | None


def papers_below(*, union: Union, on: date) -> list[UnionPaper]:
    """Return the papers of a union and of those below that have not ended; three statements."""
    rows = list(below(union=union).select_related("parent").order_by("level", "code"))
    declared = {one.union_id: one for one in latest_declared(on=on).filter(union__in=rows)}
    terms = Term.objects.trusted("callers hold the top").filter(union__in=rows, starts_on__lte=on)
    latest = {one.union_id: one for one in terms.order_by("starts_on")}
    return [UnionPaper(row, declared.get(row.pk), latest.get(row.pk)) for row in rows]


def code_tables() -> dict[str, dict[str, str]]:
    """Return the code tables of a union's record: field -> code -> title."""
    choices = {
        "kind": UnionKind.choices,
        "status": UnionStatus.choices,
        "category": Category.choices,
        "sector": Sector.choices,
        "dues_collection": DuesCollection.choices,
    }
    return {field: dict(labels(table)) for field, table in choices.items()}


def declarations_of(*, union: Union) -> "QuerySet[Declared]":
    """Return every declaration of a union, newest first."""
    found = Declared.objects.trusted("of a union the caller holds").filter(union=union)
    return found.order_by("-as_of", "-recorded_at")


def positions_of(*, union: Union) -> "QuerySet[Position]":
    """Return where a union stood, newest first."""
    found = Position.objects.trusted("of a union the caller holds").filter(union=union)
    return found.select_related("parent").order_by("-starts_on")


def line_of(*, union: Union, line_id: int) -> BusinessLine:
    """Return one line of business of a union.

    :raises BusinessLine.DoesNotExist: it belongs to another union.
    """
    return BusinessLine.objects.trusted("of a union the caller holds").get(union=union, pk=line_id)


def terms_of(*, union: Union) -> "QuerySet[Term]":
    """Return the terms of office of a union, the latest first."""
    found = Term.objects.trusted("of a union the caller holds").filter(union=union)
    return found.order_by("-number")


def latest_terms(*, why: str) -> "QuerySet[Term]":
    """Return the latest term of every living union that has one on record.

    :param why: what keeps this unscoped read safe.
    """
    newer = Term.objects.filter(union=OuterRef("union"), number__gt=OuterRef("number"))
    found = Term.objects.trusted(why).filter(~Exists(newer), union__dissolved_on__isnull=True)
    return found.select_related("union").order_by("ends_before", "pk")
