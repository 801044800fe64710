"""Employers with 25 workers or more that a union covers."""

from functools import partial

from zhigong.engines.indicators.catalogue.indicators._employers import in_area, union_rate
from zhigong.engines.indicators.catalogue.indicators._targets import DYNAMIC_SHARE, target
from zhigong.engines.indicators.contract import Coverage
from zhigong.kernel.legal import LegalSource

LEAST_WORKERS = 25

INDICATOR = Coverage(
    code="union_rate_25",
    title="工会组建率（25人以上）",
    definition="存续且职工数在25人以上的用人单位中，当日有工会覆盖（单独或联合组建）的单位所占比例。"
    "经批准暂不具备建会条件的单位不计。职工数取当日以前最近一次记录；按归口工会统计。",
    legal=(LegalSource("中华人民共和国工会法", "11", "2022-01-01"),),
    unit="家",
    gap_kind="employer",
    rows=partial(union_rate, at_least=LEAST_WORKERS),
    owner=in_area,
    target=target("union_rate_25", DYNAMIC_SHARE),
    order=10,
)
