"""Unions whose committee is within its term of office."""

from django.db.models import DateField, OuterRef, Q, Subquery, Value

from zhigong.engines.indicators.catalogue.indicators._targets import target
from zhigong.engines.indicators.catalogue.indicators._unions import (
    itself,
    one_when,
    unions_in_operation,
)
from zhigong.engines.indicators.contract import Coverage, Day, Rows, registry_rows
from zhigong.kernel.legal import LegalSource


def rows(on: Day) -> Rows:
    """Return unions with a term on record; reached while the latest one runs (``term_ends``)."""
    latest = (
        registry_rows("unions.Term")
        .filter(union=OuterRef("pk"), starts_on__lte=on)
        .order_by("-starts_on", "-number")
        .values("ends_before")[:1]
    )
    return (
        unions_in_operation(on)
        .annotate(term_ends=Subquery(latest, output_field=DateField()))
        .filter(term_ends__isnull=False)
        .annotate(due=Value(1), reached=one_when(Q(term_ends__gt=on)))
    )


INDICATOR = Coverage(
    code="term_current",
    title="按期换届率",
    definition="已登记届期的工会中，当日仍在任期内的工会所占比例；届满未换届的列入名单。",
    legal=(LegalSource("中华人民共和国工会法", "16", "2022-01-01"),),
    unit="个",
    gap_kind="union",
    rows=rows,
    owner=itself,
    target=target("term_current"),
    order=90,
)
