"""Unions that have somebody who audits their money."""

from django.db.models import Exists, OuterRef, Value

from zhigong.engines.indicators.catalogue.indicators._days import in_force
from zhigong.engines.indicators.catalogue.indicators._targets import target
from zhigong.engines.indicators.catalogue.indicators._unions import (
    itself,
    one_when,
    unions_in_operation,
)
from zhigong.engines.indicators.contract import Coverage, Day, Rows, registry_rows
from zhigong.kernel.legal import LegalSource

INSIDE_A_UNION = ("branch", "group")


def rows(on: Day) -> Rows:
    """Return unions, branches and groups left out; a single auditor will do for a small one."""
    audit = registry_rows("unions.Committee").filter(
        in_force(on), union=OuterRef("pk"), kind="audit"
    )
    return (
        unions_in_operation(on)
        .exclude(kind__in=INSIDE_A_UNION)
        .annotate(due=Value(1), reached=one_when(Exists(audit)))
    )


INDICATOR = Coverage(
    code="audit_committee",
    title="经审组织组建率",
    definition="当日运行中的工会（不含分会、小组）里，已建立经费审查委员会或选举经审委员的工会所占比例。",
    legal=(LegalSource("中华人民共和国工会法", "45", "2022-01-01"),),
    unit="个",
    gap_kind="union",
    rows=rows,
    owner=itself,
    target=target("audit_committee"),
    order=80,
)
