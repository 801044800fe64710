"""Recorded members whose identity was verified."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Value

from zhigong.engines.indicators.catalogue.indicators._targets import target
from zhigong.engines.indicators.catalogue.indicators._unions import one_when
from zhigong.engines.indicators.contract import Coverage, Day, Rows, registry_rows
from zhigong.kernel.legal import LegalSource


def rows(on: Day) -> Rows:
    """Return one row per recorded membership; reached when the person was verified by the day."""
    verified = registry_rows("people.Person").filter(
        verified_on__isnull=False, verified_on__lte=on, pk=OuterRef("person_id")
    )
    return (
        registry_rows("people.Membership")
        .counted(on)
        .annotate(
            due=Value(1),
            reached=one_when(Exists(verified)),
            owner_id=F("union_id"),
        )
    )


def of_unions(ids: Any) -> Q:
    """Keep the memberships of some unions."""
    return Q(union_id__in=ids)


INDICATOR = Coverage(
    code="verified",
    title="会员实名认证率",
    definition="已登记在册的会员中，当日以前已通过实名认证的会员所占比例。"
    "待审和保留会籍不计，转接中的计入原工会。",
    legal=(LegalSource("工会会员会籍管理办法", "", "2016", "general knowledge"),),
    unit="人",
    gap_kind="person",
    rows=rows,
    owner=of_unions,
    target=target("verified"),
    order=50,
)
