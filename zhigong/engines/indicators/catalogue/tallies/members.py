"""Memberships by standing: counted, waiting for approval, retained, verified; women, migrants."""

from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When

from zhigong.engines.indicators.catalogue.indicators._days import in_force
from zhigong.engines.indicators.contract import Day, Rows, Tally, registry_rows


def rows(on: Day) -> Rows:
    """Return one row per membership of the day, its cell the standing it has."""
    retained = registry_rows("people.Retention").filter(in_force(on), membership=OuterRef("pk"))
    standing = Case(
        When(state="pending", then=Value("pending")),
        When(Exists(retained), then=Value("retained")),
        default=Value("active"),
        output_field=CharField(),
    )
    return (
        registry_rows("people.Membership")
        .on(on)
        .annotate(owner_id=F("union_id"), cell=standing, value=Value(1))
    )


def of_unions(ids: Any) -> Q:
    """Keep the memberships of some unions."""
    return Q(union_id__in=ids)


TALLY = Tally(
    code="members",
    title="会籍",
    definition="当日会籍按状态计数：在册（含转接中）、待审、保留会籍。",
    cells=("active", "pending", "retained"),
    rows=rows,
    owner=of_unions,
    order=10,
)
