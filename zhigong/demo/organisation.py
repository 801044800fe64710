"""Union building of the demo: firms being built at in every step, elections, requests, plans, grids.

They go through the operations real ones go through. Nothing is drawn: the same scale and day give
the same rows. No founding is finished and only small firms are exempt, so that the figures of the
plan stay as it has them.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from zhigong.base import clock
from zhigong.base.actor import SYSTEM, Actor, Power, use_actor
from zhigong.kernel.resident_id import check_digit
from zhigong.registry.accounts.models import Grant, User
from zhigong.registry.employers.models import Employer
from zhigong.registry.people.models import Officer
from zhigong.registry.unions.models import Union
from zhigong.registry.unions.queries import latest_terms
from zhigong.work.organisation import operations, permissions, queries
from zhigong.work.organisation.models import Building, Candidate, Placement
from zhigong.work.organisation.operations import Done
from zhigong.work.organisation.rules import APPROVERS, SCANNED, STAGES

RIGHTS = frozenset(
    value for value in vars(permissions).values() if str(value).startswith("organisation.")
) | {"cases.view", "cases.register", "cases.handle", "documents.store"}
# How far the foundings have come, and how many days ago they began.
FOUNDINGS = (
    ("contact", 6), ("petition", 14), ("approve", 9), ("prepare", 31), ("develop", 45),
    ("candidates", 52), ("elect", 66), ("confirm", 80),
)  # fmt: skip
ELECTIONS = (("approve", 8), ("candidates", 34), ("elect", 48))
NAMES = ("陈志刚", "沈晓燕", "王建军", "李春梅", "徐国平", "吴丽娜", "周明华", "郑海英")
REQUESTS = (
    ("shell", "注册地址为集中托管地址，实地走访无人办公，社保参保0人。"),
    ("idle", "厂房已停租，门卫称今年三月起停产，税务无申报。"),
    ("no_workers", "只有法定代表人一人，没有签订劳动合同的职工。"),
    ("in_joint_union", "职工已随街道小企业联合工会入会，原名录重复。"),
)
GRIDS = (("第一网格", "陈波"), ("第二网格", "徐静"), ("第三网格", "林芳"))
SMALL = 25
PLAN = "动作,工会编号,新上级（并入）工会编号,新名称\n{rows}"


@dataclass(frozen=True, slots=True)
class _Stage:
    """Where it happens: the county, a street with an administrator, both their officers."""

    county: Union
    street: Union
    officer: Actor
    leader: Actor
    on: date


def fill_organisation(*, on: date) -> int:
    """Fill union building; return how many foundings and elections there are."""
    stage = _stage(on)
    _settle(stage)
    firms = _bare(stage)
    for number, (until, days) in enumerate(FOUNDINGS):
        if number < len(firms):
            _found(stage, firms[number], until, days, number)
    for number, (union, (until, days)) in enumerate(zip(_ending(stage), ELECTIONS, strict=False)):
        _elect(stage, union, until, days, number)
    _exempt(stage, [firm for firm in firms if (firm.workers or 0) < SMALL][len(FOUNDINGS) :])
    _grids(stage, firms)
    _plans(stage)
    _place_officers()
    operations.count_health(actor=SYSTEM, at=clock.now())
    return Building._base_manager.count()


def _stage(on: date) -> _Stage:
    county = Union._base_manager.get(parent__isnull=True)
    street = Grant._base_manager.get(user__login="street").union
    return _Stage(county, street, _worker("street", street), _worker("county", county), on)


def _worker(login: str, union: Union) -> Actor:
    user = User._base_manager.get(login=login)
    return Actor(user_id=user.pk, name=user.name, powers=(Power(union.pk, RIGHTS),))


def _bare(stage: _Stage) -> list[Employer]:
    """Return the firms of the street without a union, the large ones first."""
    rows = Employer._base_manager.filter(
        covered_by__isnull=True, status="active", area_union__ancestors__contains=[stage.street.pk]
    )
    return list(rows.order_by("-workers", "pk")[:40])


def _moment(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), clock.ZONE)


def _do(actor: Actor, day: date, act: Any, **values: Any) -> Any:
    at = _moment(day)
    with clock.use_clock(at), use_actor(actor):
        return act(actor=actor, at=at, **values)


def _settle(stage: _Stage) -> None:
    """Let the county approve foundings and the union above elections; set the year's targets."""
    _do(
        stage.leader, stage.on - timedelta(days=300), operations.settle_practice,
        union=stage.county, starts_on=stage.on - timedelta(days=300), founding="county",
        election="parent", reply_days=15,
    )  # fmt: skip
    streets = Union._base_manager.filter(kind="street", parent=stage.county).order_by("pk")
    with use_actor(stage.leader):
        for number, street in enumerate(streets[:12]):
            operations.set_target(
                actor=stage.leader, union=street, year=stage.on.year,
                unions=2 + number % 3, firms=3 + number % 4, members=100 + 20 * (number % 3),
            )  # fmt: skip


def _found(stage: _Stage, firm: Employer, until: str, days: int, number: int) -> None:
    began = stage.on - timedelta(days=days)
    building = _do(
        stage.officer, began, operations.open_founding,
        union=stage.street, firms=[firm], name=f"{firm.name}工会委员会",
        union_kind="grassroots", parent=stage.street,
    )  # fmt: skip
    _go(stage, building, until, began, days, number)


def _ending(stage: _Stage) -> list[Union]:
    """Return unions of the street whose term ends first, without an administrator of their own."""
    rows = latest_terms(why="the demo's own unions").filter(
        union__parent=stage.street, union__kind="grassroots"
    )
    return [term.union for term in rows[: len(ELECTIONS)]]


def _elect(stage: _Stage, union: Union, until: str, days: int, number: int) -> None:
    began = stage.on - timedelta(days=days)
    own = Actor(user_id=stage.officer.user_id, name=stage.officer.name,
                powers=(Power(union.pk, RIGHTS),))  # fmt: skip
    building = _do(own, began, operations.open_election, union=union, kind="renewal")
    _go(stage, building, until, began, days, number + 20, own=own)


def _go(
    stage: _Stage,
    building: Building,
    until: str,
    began: date,
    days: int,
    number: int,
    *,
    own: Actor | None = None,
) -> None:
    """Do the steps up to the one a building waits in, some days apart."""
    route = STAGES[building.kind]
    steps = route[: route.index(until)]
    officer = own or stage.officer
    approver = stage.leader if building.approver_id == stage.county.pk else stage.officer
    for place, code in enumerate(steps):
        day = began + timedelta(days=min((place + 1) * days // (len(steps) + 1), days))
        if code == "candidates":
            _stand(building, officer, day, number)
        facts = _facts(building, code, number)
        done = Done(
            done_on=day,
            number=f"镇总工〔{day.year}〕{30 + number}号" if code in APPROVERS else "",
            scan=_scan() if code in SCANNED else None,
            facts=facts,
        )
        actor = approver if code in APPROVERS else officer
        _do(actor, day, operations.complete_step, building=building, stage=code, done=done)
        building.refresh_from_db()


def _facts(building: Building, code: str, number: int) -> dict[str, Any]:
    members = min(max((building.workers or 60) * 2 // 3, 26), 190)
    if code == "contact":
        return {
            "met": f"{NAMES[number % 8][0]}经理",
            "workers": building.workers or 60,
            "agreed": "yes",
        }
    if code == "prepare":
        return {
            "head": NAMES[number % 8],
            "team": f"{NAMES[(number + 1) % 8]}、{NAMES[(number + 2) % 8]}",
        }
    if code == "develop":
        return {"members": members, "women_members": 9, "groups": members // 12}
    if code == "candidates":
        return {"seats": 3, "audit_seats": 3, "women_form": "single"}
    if code == "elect":
        return _votes(building, members)
    return {}


def _votes(building: Building, members: int) -> dict[str, Any]:
    facts: dict[str, Any] = {"assembly": "members", "voters": members}
    present = members - members // 9
    facts |= {"present": present, "issued": present, "returned": present}
    seen: dict[str, int] = {}
    for one in Candidate._base_manager.filter(building=building).order_by("pk"):
        seen[one.body] = seen.get(one.body, 0) + 1
        few = seen[one.body] > 3
        facts[f"votes_{one.pk}"] = members // 4 if few else present - seen[one.body]
    return facts


def _stand(building: Building, actor: Actor, day: date, number: int) -> None:
    """Put the usual candidates on the ballots; identity numbers are made up, of one birthday."""
    posts = (
        "chair", "vice_chair", "member", "member",
        "audit_chair", "audit_member", "audit_member", "audit_member", "women_member",
    )  # fmt: skip
    for place, post in enumerate(posts):
        first = f"33021119880216{number:02d}{place * 2 % 10}"
        if place >= 5:
            first = f"33021119880217{number:02d}{place * 2 % 10}"
        body = (
            "audit"
            if post.startswith("audit")
            else "women"
            if post.startswith("women")
            else "union"
        )
        _do(
            actor, day, operations.add_candidate, building=building,
            particulars={
                "name": NAMES[(number + place) % 8], "id_number": first + check_digit(first),
                "body": body, "post": post, "standing": "", "engagement": "part_time",
                "front_line": place % 2 == 1, "model_worker": False,
            },
        )  # fmt: skip


def _scan() -> BytesIO:
    """Return what stands for a sealed paper: lines of text and a seal, without a word of its own."""
    page = Image.new("RGB", (620, 877), "white")
    pen = ImageDraw.Draw(page)
    for line in range(14):
        pen.line((80, 140 + 38 * line, 540 if line % 5 else 420, 140 + 38 * line), fill="#9aa0a6")
    pen.ellipse((380, 660, 520, 800), outline="#b8121b", width=6)
    content = BytesIO()
    page.save(content, "PNG")
    content.seek(0)
    return content


def _exempt(stage: _Stage, firms: list[Employer]) -> None:
    """Make requests of the street: one granted, one refused, the others waiting."""
    recheck = stage.on + timedelta(days=150)
    for number, (firm, (reason, evidence)) in enumerate(zip(firms, REQUESTS, strict=False)):
        asked = _do(
            stage.officer, stage.on - timedelta(days=12 - number), operations.ask_exemption,
            employer=firm, reason=reason, evidence=evidence, recheck_on=recheck,
        )  # fmt: skip
        if number < 2:
            _do(
                stage.leader, stage.on - timedelta(days=5), operations.decide_exemption,
                request=asked, is_granted=number == 0,
                words="" if number == 0 else "税务仍有申报，请再核实。",
            )  # fmt: skip


def _grids(stage: _Stage, firms: list[Employer]) -> None:
    unions = list(
        Union._base_manager.filter(parent=stage.street, dissolved_on__isnull=True).order_by("pk")
    )
    with use_actor(stage.officer):
        for number, (name, keeper) in enumerate(GRIDS):
            grid = operations.save_grid(
                actor=stage.officer, union=stage.street,
                particulars={
                    "name": name, "keeper": keeper, "phone": f"0574-8625120{number}",
                    "bounds": "以街道网格划分图为准。",
                },
            )  # fmt: skip
            operations.fill_grid(
                actor=stage.officer, grid=grid,
                unions=unions[number :: len(GRIDS)][:12], firms=firms[number :: len(GRIDS)][:6],
            )  # fmt: skip


def _plans(stage: _Stage) -> None:
    """Make a plan for the new year that is sound, and one with faults to look at."""
    unions = list(
        Union._base_manager.filter(parent=stage.street, kind="grassroots", dissolved_on=None)
        .order_by("pk")[:4]
    )  # fmt: skip
    other = (
        Union._base_manager.filter(kind="street", parent=stage.county)
        .exclude(pk=stage.street.pk)
        .order_by("pk")
        .first()
    )
    if other is None or len(unions) < 2:
        return
    sound = [f"调整隶属,{one.code},{other.code},\n" for one in unions[:2]]
    wrong = [
        f"调整隶属,{stage.street.code},{unions[0].code},\n",
        f"更名,{unions[1].code},,{unions[1].name}\n",
        "合并,GH999999,,\n",
    ]
    for title, rows, ahead in (
        ("产业园区企业工会归口调整方案", sound, 40),
        ("系统工会调整方案（初稿）", [*sound, *wrong], 60),
    ):
        _do(
            stage.leader, stage.on - timedelta(days=2), operations.receive_plan,
            union=stage.county, title=title, effective_on=stage.on + timedelta(days=ahead),
            file_name=f"{title}.csv", chunks=[PLAN.format(rows="".join(rows)).encode()],
        )  # fmt: skip
    first = queries.plans_for(actor=stage.leader).order_by("pk").first()
    if first is not None:
        operations.schedule_plan(actor=stage.leader, plan=first)


def _place_officers() -> None:
    """Say of most officers how they serve: few full-time, most part-time."""
    kinds = ("part_time",) * 7 + ("full_time", "professional", "seconded")
    rows = Officer._base_manager.filter(ends_before__isnull=True).order_by("pk")
    Placement._base_manager.bulk_create(
        (
            Placement(officer_id=pk, kind=kinds[number % len(kinds)])
            for number, pk in enumerate(rows.values_list("pk", flat=True)[:5_000])
            if number % 6
        ),
        batch_size=1_000,
    )
