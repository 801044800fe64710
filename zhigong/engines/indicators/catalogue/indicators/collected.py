"""Declared members who are recorded by name."""

from django.db.models import IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from zhigong.engines.indicators.catalogue.indicators._targets import target
from zhigong.engines.indicators.catalogue.indicators._unions import (
    count_of,
    itself,
    unions_in_operation,
)
from zhigong.engines.indicators.contract import Coverage, Day, Rows, registry_rows
from zhigong.kernel.legal import LegalSource


def rows(on: Day) -> Rows:
    """Return unions in operation: due the latest declared members, reached the recorded ones."""
    declared = (
        registry_rows("unions.Declared")
        .filter(union=OuterRef("pk"), as_of__lte=on)
        .order_by("-as_of", "-recorded_at", "-pk")
        .values("members")[:1]
    )
    return unions_in_operation(on).annotate(
        due=Coalesce(Subquery(declared, output_field=IntegerField()), Value(0)),
        reached=count_of(registry_rows("people.Membership").counted(on), "union"),
    )


INDICATOR = Coverage(
    code="collected",
    title="会员实名采集率",
    definition="各工会最近一次申报的会员数中，已实名登记在册的会员所占比例。申报数与在库数均为本级，"
    "不含下级工会；超出申报数的部分列为数据疑点；待审和保留会籍不计，转接中的计入原工会。",
    legal=(LegalSource("工会会员会籍管理办法", "", "2016", "general knowledge"),),
    unit="人",
    gap_kind="union",
    rows=rows,
    owner=itself,
    target=target("collected"),
    order=40,
)
