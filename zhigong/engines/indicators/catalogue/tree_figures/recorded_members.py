"""The column 在库会员 of the tree: recorded members of each subtree."""

from collections.abc import Mapping, Sequence
from datetime import date

from zhigong.base import clock
from zhigong.engines.indicators.queries import members_below
from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import TreeFigure


def _count(union_ids: Sequence[int], on: date) -> Mapping[int, int]:
    return members_below(union_ids=union_ids, on=on, today=clock.today())


RECORDED_MEMBERS = TreeFigure(
    code="recorded_members",
    title=N_("在库会员"),
    note=N_("实名登记在库的会员人数，含下级工会；不含待审和保留会籍人员。"),
    count=_count,
    order=10,
)
