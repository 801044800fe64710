"""Employers in operation on a day, with their workers on that day and the union covering them."""

from datetime import timedelta
from typing import Any

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from zhigong.engines.indicators.catalogue.indicators._days import in_force
from zhigong.engines.indicators.contract import Day, Rows, registry_rows

# Who is believed about a number of workers, best first, and how much older than the newest number a
# better source may be: as the employer register chooses the number on its record.
SOURCES = ("checked", "social_insurance", "tax", "declared", "market", "roster")
STALE_AFTER = timedelta(days=365)


def employers_in_operation(day: Day) -> Rows:
    """Return employers not closed on the day, annotated with ``workers_then`` (null: unknown)."""
    rank = Case(
        *(When(source=source, then=Value(place)) for place, source in enumerate(SOURCES)),
        default=Value(len(SOURCES)),
        output_field=IntegerField(),
    )
    much_newer = registry_rows("employers.HeadCount").filter(
        employer=OuterRef("employer"),
        group="workers",
        on__lte=day,
        on__gt=OuterRef("on") + Value(STALE_AFTER),
    )
    counted = (
        registry_rows("employers.HeadCount")
        .filter(~Exists(much_newer), employer=OuterRef("pk"), group="workers", on__lte=day)
        .order_by(rank, "-on", "-recorded_at", "-pk")
        .values("number")[:1]
    )
    on_the_row = Case(When(headcount_on__lte=day, then=F("workers")), output_field=IntegerField())
    found: Rows = (
        registry_rows("employers.Employer")
        .filter(Q(status="active") | Q(closed_on__gt=day))
        .annotate(
            workers_then=Coalesce(Subquery(counted, output_field=IntegerField()), on_the_row),
        )
    )
    return found


def covering_union(day: Day) -> Subquery:
    """Return the union covering the employer on the day; null when none does."""
    found = registry_rows("employers.Affiliation").filter(in_force(day), employer=OuterRef("pk"))
    return Subquery(
        found.order_by("-starts_on").values("union_id")[:1], output_field=IntegerField()
    )


def in_area(ids: Any) -> Q:
    """Keep the employers of the area of some unions."""
    return Q(area_union_id__in=ids)


def answered_by(ids: Any) -> Q:
    """Keep the employers of the area of some unions, and those these ever covered."""
    area = registry_rows("employers.Employer").filter(area_union_id__in=ids).order_by()
    covered = registry_rows("employers.Affiliation").filter(union_id__in=ids).order_by()
    return Q(pk__in=area.values("pk").union(covered.values("employer_id"), all=True))


def union_rate(day: Day, *, at_least: int) -> Rows:
    """Return employers with so many workers; reached when a union covers them on the day.

    Employers at which no union can be set up for the time being (暂不具备建会条件) are not due.
    """
    covering = registry_rows("employers.Affiliation").filter(in_force(day), employer=OuterRef("pk"))
    is_covered = Case(
        When(Exists(covering), then=Value(1)), default=Value(0), output_field=IntegerField()
    )
    exempt = registry_rows("employers.Exemption").filter(in_force(day), employer=OuterRef("pk"))
    return (
        employers_in_operation(day)
        .filter(~Exists(exempt), workers_then__gte=at_least)
        .annotate(due=Value(1), reached=is_covered, owner_id=F("area_union_id"))
    )
