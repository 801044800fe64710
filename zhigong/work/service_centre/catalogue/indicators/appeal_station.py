"""Unions of larger employers that have an appeal centre or station."""

from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Value

from zhigong.engines.indicators.contract import Coverage, Day, Rows, registry_rows
from zhigong.engines.indicators.queries.populations import (
    employers_in_operation,
    in_force,
    itself,
    one_when,
    unions_in_operation,
)
from zhigong.kernel.legal import DatedParameter, LegalSource

LEAST_WORKERS = 25
PLAN = LegalSource("省总工会员工诉求中心（站）建设五年目标", "", "2014", "general knowledge")
TARGET_SHARE = Decimal("0.80")  # 五年内组建率要达到80%


def rows(on: Day) -> Rows:
    """Return unions that cover an employer of 25 workers; reached by a station open that day."""
    large = employers_in_operation(on).filter(
        pk=OuterRef("employer_id"), workers_then__gte=LEAST_WORKERS
    )
    covering = registry_rows("employers.Affiliation").filter(in_force(on), union=OuterRef("pk"))
    stations = registry_rows("service_centre.Station").filter(in_force(on), union=OuterRef("pk"))
    return (
        unions_in_operation(on)
        .filter(Exists(covering.filter(Exists(large))))
        .annotate(due=Value(1), reached=one_when(Exists(stations)))
    )


INDICATOR = Coverage(
    code="appeal_station",
    title="员工诉求中心（站）组建率",
    definition="当日运行中的工会里，覆盖了职工25人以上用人单位的为应建，其中当日有员工诉求中心或诉求工作站的"
    "为已建。一个工会有多个站的只计一次。",
    legal=(PLAN,),
    unit="个",
    gap_kind="union",
    rows=rows,
    owner=itself,
    target=DatedParameter("target_appeal_station", [(date(1950, 1, 1), None, TARGET_SHARE, PLAN)]),
    order=95,
)
