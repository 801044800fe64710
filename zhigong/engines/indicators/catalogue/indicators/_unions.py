"""Unions in operation on a day, and what they had on that day."""

from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from zhigong.engines.indicators.catalogue.indicators._days import in_force
from zhigong.engines.indicators.contract import Day, Rows, registry_rows


def unions_in_operation(day: Day) -> Rows:
    """Return the unions that stood in the tree on the day, those being prepared left out."""
    stood = registry_rows("unions.Position").filter(in_force(day), union=OuterRef("pk"))
    found: Rows = (
        registry_rows("unions.Union")
        .filter(Exists(stood))
        .filter(Q(established_on__isnull=True) | Q(established_on__lte=day))
        .filter(Q(dissolved_on__isnull=True) | Q(dissolved_on__gt=day))
        .exclude(status="preparing")
        .annotate(owner_id=F("id"))
    )
    return found


def itself(ids: Any) -> Q:
    """Keep the rows of the unions themselves: each answers for its own."""
    return Q(pk__in=ids)


def one_when(condition: Any) -> Case:
    """Return 1 where a condition holds, else 0."""
    return Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())


def has_committee(day: Day, kind: str) -> Exists:
    """Whether the union has a committee of a kind on the day; one person in its place is none."""
    return Exists(
        registry_rows("unions.Committee").filter(
            in_force(day), union=OuterRef("pk"), kind=kind, form="committee"
        )
    )


def count_of(rows: "QuerySet[Any]", by: str) -> Coalesce:
    """Return how many of ``rows`` lead to the row by the foreign key ``by``; 0 when none."""
    counted = (
        rows.filter(**{by: OuterRef("pk")})
        .order_by()
        .values(by)
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))
