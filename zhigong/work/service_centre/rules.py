"""Limits of the service centre, by day and place: condolences, complaints, the hotline."""

from collections.abc import Mapping
from datetime import date

from zhigong.kernel.legal import DatedParameter, LegalSource
from zhigong.kernel.money import Money

PETITIONS = "信访工作条例"
PETITION_TOLD_SOURCE = LegalSource(PETITIONS, "23", "2022-05-01")
PETITION_DONE_SOURCE = LegalSource(PETITIONS, "34", "2022-05-01")
# 弹性退休: at the earliest at the age that held before the limits began to move.
RETIREMENT_SOURCE = LegalSource(
    "国务院关于渐进式延迟法定退休年龄的办法", "5", "2025-01-01", "general knowledge"
)
MEN_RETIRE_FROM = 60
WOMEN_RETIRE_FROM = 50
SPENDING_SOURCE = LegalSource("基层工会经费收支管理办法", "", "2017", "general knowledge")
ANHUI_2018_SOURCE = LegalSource("安徽省基层工会经费收支管理实施细则", "", "2018")
ANHUI_2025_SOURCE = LegalSource("安徽省基层工会经费收支管理实施细则", "", "2025")
HOTLINE_SOURCE = LegalSource("12351职工服务热线工作规范", "", "2023-09-27", "general knowledge")

_ALWAYS = date(2017, 1, 1)
ANHUI = "34"

# Calendar days in which a petitioner is told whether and how her matter is taken up.
PETITION_TOLD_DAYS = 15
# Calendar days, counted from acceptance, in which it is finished; thirty more with approval.
PETITION_DONE_DAYS = 60
PETITION_EXTENSION_DAYS = 30

# Working days by difficulty of a call to 12351.
HOTLINE_DAYS = {"consult": 1, "plain": 5, "difficult": 15, "complex": 30}

# What a grassroots union may give from its own funds, at most; once per illness and year.
HOSPITAL_GIFT = DatedParameter[Money](
    "hospital_gift",
    [
        (_ALWAYS, None, Money.of(1_000), SPENDING_SOURCE),
        (date(2018, 1, 1), ANHUI, Money.of(1_000), ANHUI_2018_SOURCE),
        (date(2025, 1, 1), ANHUI, Money.of(2_000), ANHUI_2025_SOURCE),
    ],
)
FUNERAL_GIFT = DatedParameter[Money](
    "funeral_gift",
    [
        (_ALWAYS, None, Money.of(2_000), SPENDING_SOURCE),
        (date(2018, 1, 1), ANHUI, Money.of(2_000), ANHUI_2018_SOURCE),
    ],
)
RELATIVE_FUNERAL_GIFT = DatedParameter[Money](
    "relative_funeral_gift",
    [
        (_ALWAYS, None, Money.of(1_000), SPENDING_SOURCE),
        (date(2018, 1, 1), ANHUI, Money.of(1_000), ANHUI_2018_SOURCE),
        (date(2025, 1, 1), ANHUI, Money.of(2_000), ANHUI_2025_SOURCE),
    ],
)
WEDDING_GIFT = DatedParameter[Money](
    "wedding_gift",
    [
        (_ALWAYS, None, Money.of(600), SPENDING_SOURCE),
        (date(2018, 1, 1), ANHUI, Money.of(600), ANHUI_2018_SOURCE),
        (date(2025, 1, 1), ANHUI, Money.of(2_000), ANHUI_2025_SOURCE),
    ],
)
RETIREMENT_GIFT = DatedParameter[Money](
    "retirement_gift",
    [
        (_ALWAYS, None, Money.of(1_000), SPENDING_SOURCE),
        (date(2018, 1, 1), ANHUI, Money.of(1_000), ANHUI_2018_SOURCE),
        (date(2025, 1, 1), ANHUI, Money.of(2_000), ANHUI_2025_SOURCE),
    ],
)
HARDSHIP_GIFT = DatedParameter[Money](
    "hardship_gift", [(_ALWAYS, None, Money.of(2_000), SPENDING_SOURCE)]
)

# No figure is shown of fewer ratings or letters than this: it would point at somebody.
LEAST_SHOWN = 5


def shown_groups(counts: Mapping[str, int], *, least: int = LEAST_SHOWN) -> frozenset[str]:
    """Return the groups whose figures may be shown beside the total of all.

    Small groups are hidden; and where what is hidden could be had by subtraction (one group alone,
    or together fewer than ``least``), further groups are hidden, the smallest first.
    """
    large = sorted((n, name) for name, n in counts.items() if n >= least)
    hidden = [n for n in counts.values() if 0 < n < least]
    while hidden and large and (len(hidden) < 2 or sum(hidden) < least):
        hidden.append(large.pop(0)[0])
    return frozenset(name for _, name in large)
