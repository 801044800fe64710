"""The papers of one union: terms, committees, declared numbers, where it stood."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from zhigong.registry.unions.models import (
    BusinessLine,
    Committee,
    Declared,
    Position,
    Term,
    Union,
)
from zhigong.registry.unions.queries.tree import path_of


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
