"""The sizes the demo comes in. The district's figures are the catalogue's: I008 to I011."""

from dataclasses import dataclass

ROSTER_FIRMS = (
    ("蛟川博威化工有限公司", "91330211MAB3HN2J1Y"), ("镇海华翔电子有限公司", "91330211MA5QA4XFD3"),
    ("骆驼北欧餐饮有限公司", "91330211MA7R5NQ72N"), ("骆驼华翔餐饮有限公司", "91330211MAW4TDUH82"),
    ("骆驼宏远纺织有限公司", "91330211MAJ9HTM53B"), ("蛟川恒达化工有限公司", "91330211MA12DD2726"),
    ("甬江宏远化工有限公司", "91330211MAM70FTJ5M"), ("蛟川明州快递有限公司", "91330211MAWAPE9K2T"),
    ("蛟川恒达电子有限公司", "91330211MA171HU49K"), ("镇海中鑫建筑有限公司", "91330211MAANBKFJRR"),
    ("招宝山宏远电子有限公司", "91330211MAL12TH3BY"), ("甬江华翔机械有限公司", "91330211MAEWUQYUM4"),
    ("蛟川百隆机械有限公司", "91330211MATJ3Y7LL9"), ("甬江新泰电子有限公司", "91330211MACXUF25EX"),
    ("九龙湖百隆建筑有限公司", "91330211MAMWCY742H"), ("招宝山明州机械有限公司", "91330211MA4DHBKJAA"),
    ("骆驼中鑫纺织有限公司", "91330211MAY8FNM21D"), ("九龙湖明州快递有限公司", "91330211MA9NCWMB0R"),
    ("骆驼北欧物流有限公司", "91330211MAK3F16Q9Y"), ("蛟川新泰快递有限公司", "91330211MAMHDQAEJE"),
)  # fmt: skip
"""Firms of the sample roster, with their credit codes."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How large a demo is. People are counted on its last day.

    :param unions: unions in operation, the root included.
    :param declared: members declared (申报数), the number due to be recorded.
    :param recorded: members on record; ``verified`` of them confirmed their record online.
    :param without_union: employers no union covers.
    :param days_counted: how far back facts are counted at loading; the weekly recount adds older
        months, which for five million members takes a quarter of an hour.
    """

    code: str
    unions: int
    workers: int
    declared: int
    recorded: int
    verified: int
    without_union: int
    joint_share: float = 0.085
    branches: int = 0
    days_counted: int = 365


SCALES = {
    "small": Scale("small", 30, 3_060, 2_480, 1_507, 214, 12, joint_share=0.12),
    "district": Scale("district", 1_255, 247_900, 235_545, 143_141, 16_421, 620, branches=46),
    "province": Scale(
        "province", 47_518, 7_900_000, 6_650_000, 5_109_000, 702_000, 24_000, joint_share=0.1,
        days_counted=31,
    ),
}  # fmt: skip
