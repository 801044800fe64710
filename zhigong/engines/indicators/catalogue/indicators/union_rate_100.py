"""Employers with 100 workers or more that a union covers."""

from decimal import Decimal
from functools import partial

from zhigong.engines.indicators.catalogue.indicators._employers import in_area, union_rate
from zhigong.engines.indicators.catalogue.indicators._targets import target
from zhigong.engines.indicators.contract import Coverage
from zhigong.kernel.legal import LegalSource

LEAST_WORKERS = 100

INDICATOR = Coverage(
    code="union_rate_100",
    title="工会组建率（100人以上）",
    definition="存续且职工数在100人以上的用人单位中，当日有工会覆盖的单位所占比例。"
    "经批准暂不具备建会条件的单位不计。职工数取当日以前最近一次记录；按归口工会统计。",
    legal=(LegalSource("中华人民共和国工会法", "11", "2022-01-01"),),
    unit="家",
    gap_kind="employer",
    rows=partial(union_rate, at_least=LEAST_WORKERS),
    owner=in_area,
    target=target("union_rate_100", Decimal(1)),
    order=20,
)
