"""The demo's service centre: stations, petitions, letters nobody signed, boxes, gifts on a sheet.

All goes through the operations a real one goes through, so that limits, clocks, figures and the
audit are as they would be. Nothing is drawn: the same scale and day give the same.
"""

from datetime import date, datetime, time, timedelta
from itertools import islice

from zhigong.base import clock
from zhigong.base.actor import SYSTEM, Actor, Power, use_actor
from zhigong.demo.cases import record_amount
from zhigong.engines.cases import operations as cases
from zhigong.engines.cases.contract import Channel, Decision, StepState
from zhigong.engines.cases.models import Case
from zhigong.engines.cases.queries import get_programme, steps_of
from zhigong.registry.accounts.models import Grant, User
from zhigong.registry.people.models import Membership
from zhigong.registry.unions.models import Union
from zhigong.work.service_centre import operations, queries
from zhigong.work.service_centre.operations import box
from zhigong.work.service_centre.rules import GIFTS

STATIONS = (
    ("centre", "员工诉求中心", "综合楼一楼东侧", "工作日 8:30–17:00，周二、周四延至 19:30"),
    ("station", "一车间诉求工作站", "一车间更衣室旁", "每日 11:40–12:20"),
)
HEADS = ("周海燕", "陈国平", "林秀芬", "徐建军", "方志明", "沈丽华")
LETTERS = (
    # matter, days ago, text, answer and its days ago; whether it ended
    ("conduct", 26, "食堂窗口收费没有小票，同样的菜价格每天不一样，请工会查一查。",
     "已约谈承包人，自本周起每餐公示价目、提供小票，工会每月抽查。", 23, True),
    ("rights", 15, "上个月加班三十多小时，工资条上只写了十二小时，不敢去问。",
     "已请人事部门核对考勤。请在本页告诉我们大致班组，不需要写姓名。", 13, False),
    ("living", 8, "宿舍三号楼晚上十点以后没有热水，倒班的人洗不了澡。", "", 0, False),
    ("suggestion", 3, "建议把职工书屋的开放时间改到下班以后。", "", 0, False),
)  # fmt: skip
PETITIONS = (
    # days ago, people, channel, text, how far it is
    (70, 1, Channel.LETTER, "来信反映一九九六年至一九九八年在原国营厂的工龄没有认定。", "answered"),
    (48, 3, Channel.RECEPTION, "三名家属工反映养老补缴的年限计算有误，希望书面答复。", "extended"),
    (20, 8, Channel.WINDOW, "八名职工反映企业搬迁后通勤班车取消，推选两名代表来访。", "accepted"),
    (9, 1, Channel.LETTER, "来信反映退休档案中出生年月与身份证不一致。", "received"),
)


def open_stations(*, on: date, count: int = 6) -> int:
    """Open stations at unions in which somebody works, before anybody appeals there."""
    made = 0
    for number, union in enumerate(islice(_staffed(), count)):
        firm = union.name.removesuffix("工会委员会").removesuffix("工会")
        forms = STATIONS if number == 0 else STATIONS[:1]
        for level, name, place, hours in forms:
            operations.register_station(
                actor=SYSTEM,
                union=union,
                particulars={
                    "level": level,
                    "name": f"{firm}{name}"[:80],
                    "place": place,
                    "hours": hours,
                    "head": HEADS[number % len(HEADS)],
                    "phone": f"0574-8625{1000 + number * 37:04d}",
                    "starts_on": on - timedelta(days=400 - 30 * number),
                },
            )
            made += 1
    return made


def fill_centre(*, on: date) -> None:
    """Fill the service centre with petitions, letters, openings and gifts."""
    _petitions(on)
    _letters(on)
    _openings(on)
    _gifts(on)


def _staffed() -> list[Union]:
    """Return the grassroots unions in which somebody works, the demo's own first."""
    rows = Grant._base_manager.filter(role__code="union_admin", ends_before__isnull=True)
    ids = list(dict.fromkeys(rows.order_by("union_id").values_list("union_id", flat=True)))
    found = Union._base_manager.filter(pk__in=ids, kind="grassroots").in_bulk()
    own = User._base_manager.get(login="union").grants.get().union_id
    return sorted(found.values(), key=lambda union: (union.pk != own, union.pk))


def _moment(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour, 20), clock.ZONE)


def _officer(login: str) -> Actor:
    """Return a demo officer at her union, with what handling wants."""
    user = User._base_manager.get(login=login)
    union_id = user.grants.get().union_id
    abilities = {"cases.handle", "cases.decide", "cases.view", "cases.register"}
    abilities |= {"service_centre.extend_petition", "service_centre.give"}
    powers = (Power(union_id, frozenset(abilities)),)
    return Actor(user_id=user.pk, name=user.name, powers=powers)


def _petitions(on: date) -> None:
    county = _officer("county")
    own = User._base_manager.get(login="union").grants.get().union_id
    members = Membership._base_manager.filter(union_id=own, state="active")
    people = members.select_related("person", "union").order_by("-id")
    for (days, count, channel, text, how), membership in zip(PETITIONS, people, strict=False):
        at = _moment(on - timedelta(days=days))
        speakers = [{"name": name, "phone": "13800001234"} for name in HEADS[:2]]
        answers = {"people": count, "nature": "petition", "details": text}
        with clock.use_clock(at), use_actor(county):
            case = cases.open_case(
                actor=county,
                at=at,
                programme=get_programme("petition"),
                union=membership.union,
                answers=answers | ({"representatives": speakers} if count > 5 else {}),
                channel=channel,
                person=membership.person,
            )
        _carry(case, how, on - timedelta(days=days), county)


def _carry(case: Case, how: str, opened_on: date, county: Actor) -> None:
    """Let a petition go as far as it is to come."""
    if how == "received":
        return
    _pass(case, _moment(opened_on + timedelta(days=6)), county, "经审查，予以受理。")
    if how == "extended":
        at = _moment(opened_on + timedelta(days=40))
        step = steps_of(case).get(state=StepState.WAITING)
        reason = "需向原主管部门和档案馆调取一九九八年以前的工资底册，情况复杂。"
        with clock.use_clock(at):
            operations.ask_extension(actor=county, at=at, step=step, days=30, reason=reason)
            operations.decide_extension(actor=_officer("leader"), at=at, step=step, is_granted=True)
    if how == "answered":
        words = "经调阅档案，该段工龄属实，已函告原单位更正，自更正之日起连续计算。"
        _pass(case, _moment(opened_on + timedelta(days=45)), county, words)


def _pass(case: Case, at: datetime, actor: Actor, words: str) -> None:
    step = steps_of(case).select_related("case").get(state=StepState.WAITING)
    with clock.use_clock(at), use_actor(actor):
        cases.decide_step(actor=actor, at=at, step=step, decision=Decision.PASS, reason=words)


def _letters(on: date) -> None:
    union = _staffed()[0]
    officer = _officer("union")
    for matter, days, text, answer, answered, is_closed in LETTERS:
        at = _moment(on - timedelta(days=days))
        code = box.write_letter(
            union=union, matter=matter, text=text, offered=box.offered_code(), at=at
        )
        if answer:
            letter = queries.get_letter_by_code(code)
            reply = operations.close_letter if is_closed else operations.answer_letter
            day = on - timedelta(days=answered)
            reply(actor=officer, letter=letter, text=answer, on=day, seen=1)


def _openings(on: date) -> None:
    """Open the box at the gate last month, so that this month's opening is due."""
    first, second = _officer("union"), _officer("street")
    at = _moment(on.replace(day=1) - timedelta(days=4), 16)
    with clock.use_clock(at):
        opening = operations.open_box(
            actor=first, at=at, union=_staffed()[0], place="门卫办公室北墙", letters=1
        )
        operations.add_item(
            actor=first, opening=opening, matter="living", summary="二号宿舍楼三层走廊灯坏了多日。"
        )
        operations.confirm_opening(actor=second, at=at, opening=opening)
        operations.settle_item(
            actor=first, opening=opening, number=1, result="已报修，三天内更换完毕。"
        )


def _gifts(on: date) -> None:
    """Record what approved condolences came to; put those of one union on a sheet."""
    rows = Case._base_manager.filter(programme_code__in=GIFTS).select_related("union")
    delivering = rows.filter(steps__kind="deliver", steps__state=StepState.WAITING)
    approved = (delivering | rows.filter(state="done")).distinct().order_by("pk")
    county = _officer("county")
    by_union: dict[int, list[Case]] = {}
    at = _moment(on - timedelta(days=1), 14)
    with clock.use_clock(at):
        for case in approved:
            if case.state != "done":
                record_amount(case, actor=county, at=at)
            by_union.setdefault(case.union_id, []).append(case)
        for found in list(by_union.values())[:2]:
            operations.make_voucher(actor=county, at=at, cases=found)
