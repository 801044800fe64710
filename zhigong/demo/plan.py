"""Which unions and employers there are, and how many people each has.

Everything is drawn from one seeded generator: the same scale and day give the same rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from zhigong.demo.identities import credit_codes
from zhigong.demo.names import FIRM_WORDS, TRADES
from zhigong.demo.scales import ROSTER_FIRMS, Scale

SEED = 20_261_121
STREETS = ("招宝山街道", "蛟川街道", "骆驼街道", "庄市街道", "贵驷街道", "澥浦镇", "九龙湖镇")
VILLAGE_WORDS = (
    "后大街 胜利路 西门 白龙 顺隆 车站路 城东 总浦桥 五里牌 临江 俞范 清水浦 石塘下 南洪"
    " 迎周 炼化 棉丰 镇电 金东岸 东信 团桥 里洞桥 尚志 朝阳 贵胜堰 清泉花园 静远 永平 聚源"
    " 勤勇 万市徐 光明 兴庄路 同心湖 联兴 钟包 永旺 西门外 里仁 民联 沙河 妙胜寺 里钱 东钱"
    " 兰田 觉渡 十七房 岚山 余严 汇源 庙戴 湾塘 沿山 觉海 中心 长石 田顾 长宏 秦山 田杨陈"
    " 河头 杜夹岙 横溪 思源"
).split()


@dataclass(slots=True)
class UnionPlan:
    """A union to be: where it stands and since when."""

    id: int
    code: str
    name: str
    kind: str
    parent: "UnionPlan | None"
    county_id: int
    region: str
    sector: str = ""
    established_on: date = date(2001, 5, 1)
    credit_code: str = ""
    path: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.path = [*(self.parent.path if self.parent else []), self.id]


@dataclass(slots=True)
class EmployerPlan:
    """An employer to be, with its workers."""

    id: int
    name: str
    credit_code: str
    sector: str
    women_share: float
    migrant_share: float
    area: UnionPlan
    union: UnionPlan | None
    workers: int = 0


@dataclass(slots=True)
class Holder:
    """A union that has members of its own, with its numbers."""

    union: UnionPlan
    employers: list[EmployerPlan]
    declared: int = 0
    recorded: int = 0
    group: str = ""


@dataclass(slots=True)
class Plan:
    """All unions, employers and numbers of a demo."""

    scale: Scale
    on: date
    unions: list[UnionPlan] = field(default_factory=list)
    employers: list[EmployerPlan] = field(default_factory=list)
    holders: list[Holder] = field(default_factory=list)


def spread(weights: Sequence[float], total: int, caps: Sequence[int] | None = None) -> list[int]:
    """Split ``total`` into whole numbers in proportion to ``weights``, none above its cap.

    :raises ValueError: the caps leave too little room.
    """
    share = np.asarray(weights, dtype=float)
    room = np.asarray(caps if caps is not None else [total] * len(share), dtype=np.int64)
    if room.sum() < total:
        raise ValueError("the caps leave too little room")
    found = np.minimum((share / share.sum() * total).astype(np.int64), room)
    while (rest := total - int(found.sum())) > 0:
        free = np.flatnonzero(found < room)
        step = max(1, rest // len(free))
        order = free[np.argsort(-share[free], kind="stable")][: max(1, rest // step)]
        found[order] = np.minimum(found[order] + step, room[order])
    return [int(one) for one in found]


class Planner:
    """Draws a plan."""

    def __init__(self, scale: Scale, on: date) -> None:
        self.plan = Plan(scale, on)
        self.rng = np.random.default_rng([SEED, len(scale.code)])
        self._home = "吉林" if scale.code == "province" else "宁波"
        self._used: set[str] = {name for name, _ in ROSTER_FIRMS}
        self._codes = iter(self._draw_codes(scale.unions * 3 + scale.without_union))
        self._union_codes = iter(credit_codes(self.rng, scale.unions, "81330211"))

    def _draw_codes(self, count: int) -> list[str]:
        taken = {code for _, code in ROSTER_FIRMS}
        return [c for c in credit_codes(self.rng, count + 20, "91330211") if c not in taken]

    def build(self) -> Plan:
        """Return the whole plan."""
        if self.plan.scale.code == "province":
            grounds = self._province()
        else:
            grounds = self._district()
        self._leaves(grounds)
        self._without_union(grounds)
        self._numbers()
        return self.plan

    def union(self, name: str, kind: str, parent: UnionPlan | None, code: str) -> UnionPlan:
        """Add a union; the one above it must be there already."""
        number = len(self.plan.unions) + 1
        county = number if kind == "federation" or parent is None else parent.county_id
        since = timedelta(days=int(self.rng.integers(90, 8_400)))
        if self.rng.random() < 0.03:
            since = timedelta(days=int(self.rng.integers(20, 330)))
        if parent is None or kind in ("federation", "street", "village"):
            since = timedelta(days=int(self.rng.integers(8_500, 9_900)))
        added = UnionPlan(
            number, code, name, kind, parent, county, code[:6].ljust(6, "0"),
            established_on=self.plan.on - since,
        )  # fmt: skip
        if kind in ("grassroots", "joint") and self.rng.random() < 0.72:
            added.credit_code = next(self._union_codes)
        self.plan.unions.append(added)
        return added

    def employer(self, area: UnionPlan, union: UnionPlan | None, size: float) -> EmployerPlan:
        """Add an employer with a name, a trade and a first guess of its size."""
        while True:
            trade = TRADES[int(self.rng.integers(0, len(TRADES)))]
            word = FIRM_WORDS[int(self.rng.integers(0, len(FIRM_WORDS)))]
            more = FIRM_WORDS[int(self.rng.integers(0, len(FIRM_WORDS)))][0]
            head = area.name[:2] if self.rng.random() < 0.4 else self._home
            name = f"{head}{word}{more if len(self._used) > 600 else ''}{trade[0]}有限公司"
            if name in self._used:
                name = name.replace("有限公司", f"({area.name[:3]}{len(self._used)})有限公司")
            if name not in self._used:
                break
        self._used.add(name)
        return self._add_employer(name, next(self._codes), trade, area, union, size)

    def _add_employer(
        self,
        name: str,
        code: str,
        trade: tuple[str, str, float, float, float],
        area: UnionPlan,
        union: UnionPlan | None,
        size: float,
    ) -> EmployerPlan:
        women = float(np.clip(self.rng.normal(trade[2], 0.1), 0.05, 0.9))
        added = EmployerPlan(
            len(self.plan.employers) + 1, name, code, trade[1], women, trade[3], area, union,
            workers=max(1, int(size * trade[4])),
        )  # fmt: skip
        self.plan.employers.append(added)
        return added

    def _district(self) -> list[UnionPlan]:
        scale = self.plan.scale
        root = self.union("镇海区总工会", "federation", None, "330211")
        streets = STREETS if scale.code == "district" else (*STREETS[:3], STREETS[6])
        grounds = [
            self.union(f"{name}总工会", "street", root, f"330211{place:03d}")
            for place, name in enumerate(streets, 1)
        ]
        if scale.code != "district":
            grounds.append(self.union("石化经济技术开发区总工会", "zone", root, "330211101"))
            return grounds
        for place, (name, kind) in enumerate(
            (
                ("宁波石化经济技术开发区总工会", "zone"),
                ("教育系统工会", "system"),
                ("卫生健康系统工会", "system"),
                ("区级机关工会工作委员会", "office"),
                ("石化产业工会", "industrial"),
            ),
            101,
        ):
            grounds.append(self.union(name, kind, root, f"330211{place}"))
        villages = [
            self.union(
                f"{word}社区工会联合会", "village", grounds[place % 7],
                f"{grounds[place % 7].code}{900 + place // 7}",
            )
            for place, word in enumerate(VILLAGE_WORDS)
        ]  # fmt: skip
        for place, name in enumerate(("快递行业", "货运行业")):
            trade = self.union(
                f"镇海区{name}工会联合会", "trade_federation", root, f"33021120{place}"
            )
            self.plan.holders.append(Holder(trade, [], group=("courier", "truck_driver")[place]))
        return [*grounds, *villages]

    def _province(self) -> list[UnionPlan]:
        root = self.union("吉林省总工会(演示)", "federation", None, "22")
        streets = []
        for city in range(1, 10):
            above = self.union(f"演示{city}市总工会", "federation", root, f"22{city:02d}")
            for county in range(1, 8 if city % 3 else 7):
                name = f"演示{city}市第{county}县(区)总工会"
                middle = self.union(name, "federation", above, f"22{city:02d}{county:02d}")
                streets += [
                    self.union(
                        f"演示{city}市第{county}县{place}号街道总工会", "street", middle,
                        f"{middle.code}{place:03d}",
                    )
                    for place in range(1, 16)
                ]  # fmt: skip
        return streets

    def _leaves(self, grounds: list[UnionPlan]) -> None:
        scale = self.plan.scale
        self._serial = dict.fromkeys((g.id for g in grounds), 0)
        streets = {g.name[:2]: g for g in grounds if g.kind == "street"}
        if scale.code != "province":
            for name, code in ROSTER_FIRMS:
                ground = streets.get(name[:2], grounds[len(self.plan.holders) % len(streets)])
                trade = next(t for t in TRADES if t[0] in name)
                self._grassroots(ground, name=name, code=code, trade=trade)
        left = scale.unions - scale.branches - len(self.plan.unions)
        joints = max(1, int(left * scale.joint_share))
        weights = self.rng.uniform(0.4, 1.8, len(grounds))
        places = self.rng.choice(len(grounds), left, p=weights / weights.sum())
        for count, place in enumerate(places):
            if count < joints:
                self._joint(grounds[place], count)
            else:
                self._grassroots(grounds[place])
        self._branches()

    def _code(self, ground: UnionPlan) -> str:
        self._serial[ground.id] += 1
        return f"{ground.code}{self._serial[ground.id]:04d}"

    def _grassroots(
        self,
        ground: UnionPlan,
        *,
        name: str = "",
        code: str = "",
        trade: tuple[str, str, float, float, float] | None = None,
    ) -> None:
        size = float(min(2_600, 26 + self.rng.lognormal(4.25, 1.05)))
        if trade is not None:
            size = float(self.rng.uniform(95, 180) / trade[4])
            firm = self._add_employer(name, code, trade, ground, None, size)
        else:
            firm = self.employer(ground, None, size)
        union = self.union(f"{firm.name}工会委员会", "grassroots", ground, self._code(ground))
        union.sector, firm.union = firm.sector, union
        self.plan.holders.append(Holder(union, [firm]))

    def _joint(self, ground: UnionPlan, count: int) -> None:
        name = f"{ground.name[:4].rstrip('总工会')}第{count + 1}联合基层工会委员会"
        union = self.union(name, "joint", ground, self._code(ground))
        firms = [
            self.employer(ground, union, float(self.rng.uniform(7, 36)))
            for _ in range(int(self.rng.integers(3, 9)))
        ]
        self.plan.holders.append(Holder(union, firms))

    def _branches(self) -> None:
        large = sorted(
            (h for h in self.plan.holders if h.union.kind == "grassroots"),
            key=lambda h: -h.employers[0].workers,
        )
        for place in range(self.plan.scale.branches):
            above = large[place // 3]
            name = f"{above.employers[0].name}第{place % 3 + 1}分会"
            branch = self.union(
                name, "branch", above.union, f"{above.union.code}{place % 3 + 1:02d}"
            )
            branch.established_on = max(above.union.established_on, branch.established_on)
            self.plan.holders.append(Holder(branch, above.employers, group="branch"))

    def _without_union(self, grounds: list[UnionPlan]) -> None:
        count = self.plan.scale.without_union
        sizes = np.clip(self.rng.lognormal(2.1, 0.7, count), 3, 24)
        middle, large = max(2, count // 18), max(1, count // 200)
        sizes[:middle] = self.rng.uniform(26, 80, middle)
        sizes[middle : middle + large] = self.rng.uniform(105, 190, large)
        for size in sizes:
            ground = grounds[int(self.rng.integers(0, len(grounds)))]
            firm = self.employer(ground, None, 10.0)
            firm.workers = max(1, int(size))

    def _numbers(self) -> None:
        plan, scale = self.plan, self.plan.scale
        alone = sum(e.workers for e in plan.employers if e.union is None)
        covered = [e for e in plan.employers if e.union is not None]
        sizes = spread([e.workers for e in covered], scale.workers - alone)
        for firm, size in zip(covered, sizes, strict=True):
            firm.workers = max(1, size)
        covered[-1].workers += scale.workers - sum(e.workers for e in plan.employers)
        split = {h.union.parent.id for h in plan.holders if h.group == "branch" and h.union.parent}
        weights = [self._weight(h, split) for h in plan.holders]
        for holder, number in zip(plan.holders, spread(weights, scale.declared), strict=True):
            holder.declared = number
        self._recorded()

    def _weight(self, holder: Holder, split: set[int]) -> float:
        if not holder.employers:
            return 1_400.0
        workers = sum(e.workers for e in holder.employers) * float(self.rng.uniform(0.9, 1.03))
        if holder.group == "branch":
            return workers * 0.22
        return workers * (0.34 if holder.union.id in split else 1.0)

    def _recorded(self) -> None:
        holders, scale = self.plan.holders, self.plan.scale
        zeal = {g: float(self.rng.uniform(0.55, 1.3)) for g in {h.union.path[-2] for h in holders}}
        draw = self.rng.beta(2.2, 1.5, len(holders))
        kind = self.rng.random(len(holders))
        share = [
            0.0
            if k < 0.05 and h.employers
            else 1.0
            if k > 0.87
            else min(1.0, d * zeal[h.union.path[-2]])
            for h, d, k in zip(holders, draw, kind, strict=True)
        ]
        # The union of the demo's member has members to show.
        first = next(i for i, h in enumerate(holders) if h.union.kind == "grassroots")
        share[first] = 0.8
        caps = [h.declared if s > 0 else 0 for h, s in zip(holders, share, strict=True)]
        weights = [h.declared * s for h, s in zip(holders, share, strict=True)]
        for holder, number in zip(holders, spread(weights, scale.recorded, caps), strict=True):
            holder.recorded = number
