"""Shares to reach, where a place has set one."""

from datetime import date
from decimal import Decimal

from zhigong.kernel.legal import DatedParameter, LegalSource

_ALWAYS = date(1950, 1, 1)
ZHENHAI = "330211"
NONE_SET = LegalSource("各地工会年度工作目标", "", "", "general knowledge")
ZHENHAI_PLAN = LegalSource("镇海区总工会2020年工作思路", "", "2020", "general knowledge")
DYNAMIC_SHARE = Decimal("0.95")  # 动态保持在95%以上


def target(code: str, zhenhai: Decimal | None = None) -> DatedParameter[Decimal | None]:
    """Return the target of a coverage: none in the country, perhaps one in a place."""
    values: list[tuple[date, str | None, Decimal | None, LegalSource]] = [
        (_ALWAYS, None, None, NONE_SET)
    ]
    if zhenhai is not None:
        values.append((date(2020, 1, 1), ZHENHAI, zhenhai, ZHENHAI_PLAN))
    return DatedParameter(f"target_{code}", values)
