"""Workers of employers who are recorded members."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Exists, F, IntegerField, OuterRef, Q
from django.db.models.functions import Coalesce

from zhigong.engines.indicators.catalogue.indicators._employers import (
    answered_by,
    covering_union,
    employers_in_operation,
)
from zhigong.engines.indicators.catalogue.indicators._targets import DYNAMIC_SHARE, target
from zhigong.engines.indicators.catalogue.indicators._unions import count_of
from zhigong.engines.indicators.contract import Coverage, Day, Rows, registry_rows
from zhigong.kernel.legal import LegalSource


def rows(on: Day) -> Rows:
    """Return employers in operation: due their workers, reached their recorded members."""
    members = registry_rows("people.Membership").counted(on)
    return (
        employers_in_operation(on)
        .filter(workers_then__gt=0)
        .annotate(
            due=F("workers_then"),
            reached=count_of(members, "employer"),
            owner_id=Coalesce(covering_union(on), F("area_union_id"), output_field=IntegerField()),
        )
    )


def dependants(ids: Sequence[int], since: date) -> Iterable[int]:
    """Return the unions that answer for employers whose workers are members of some unions."""
    # Looked up once and passed by value: as a subquery of both statements below it would read the
    # memberships of a whole import twice.
    staffed = list(
        registry_rows("people.Membership")
        .filter(union_id__in=ids, employer__isnull=False)
        .order_by()
        .values_list("employer_id", flat=True)
        .distinct()
    )
    covering = registry_rows("employers.Affiliation").filter(
        Q(ends_before__isnull=True) | Q(ends_before__gt=since), employer_id__in=staffed
    )
    throughout = registry_rows("employers.Affiliation").filter(
        employer=OuterRef("pk"), starts_on__lte=since, ends_before__isnull=True
    )
    uncovered = (
        registry_rows("employers.Employer").filter(~Exists(throughout), pk__in=staffed).order_by()
    )
    return {
        *covering.values_list("union_id", flat=True).distinct(),
        *uncovered.values_list("area_union_id", flat=True).distinct(),
    }


INDICATOR = Coverage(
    code="join_rate",
    title="职工入会率",
    definition="存续用人单位的职工中，已登记在册的会员所占比例。每家单位的会员数以其职工数为限，"
    "超出部分列为数据疑点；待审和保留会籍不计。按覆盖工会统计，未建会的按归口工会统计。",
    legal=(LegalSource("中华人民共和国工会法", "3", "2022-01-01"),),
    unit="人",
    gap_kind="employer",
    rows=rows,
    owner=answered_by,
    dependants=dependants,
    target=target("join_rate", DYNAMIC_SHARE),
    order=30,
)
