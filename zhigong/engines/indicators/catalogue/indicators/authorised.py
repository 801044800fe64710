"""Unions that have an authorised administrator."""

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


def rows(on: Day) -> Rows:
    """Return unions in operation; reached when an administrator is authorised on the day."""
    named = registry_rows("accounts.Authorisation").filter(in_force(on), union=OuterRef("pk"))
    return unions_in_operation(on).annotate(due=Value(1), reached=one_when(Exists(named)))


INDICATOR = Coverage(
    code="authorised",
    title="工会组织授权率",
    definition="当日运行中的工会里，上级工会已授权管理员的工会所占比例；筹建和已撤销、合并的不计。",
    legal=(LegalSource("工会组织和会员实名制管理", "", "2017", "general knowledge"),),
    unit="个",
    gap_kind="union",
    rows=rows,
    owner=itself,
    target=target("authorised"),
    order=70,
)
