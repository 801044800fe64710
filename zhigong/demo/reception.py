"""The service hall of the demo: windows, numbers of the last weeks, and who waits today.

Numbers go through the operations a real one goes through. Nothing is drawn twice: the same scale and
day give the same numbers. The hall is open the whole demo day, so that a visitor can take a number.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from zhigong.base import clock
from zhigong.base.actor import ANONYMOUS, SYSTEM, use_actor
from zhigong.registry.accounts.models import User
from zhigong.registry.accounts.queries import actor_of
from zhigong.registry.unions.queries import root
from zhigong.work.reception import operations
from zhigong.work.reception.contract import Priority, TicketChannel
from zhigong.work.reception.models import Duty, Hall, MatterGroup, Window
from zhigong.work.reception.operations.calling import NobodyWaits, WindowBusy
from zhigong.work.reception.rules import Pattern

SEED = 20_261_122
DAYS = 14
A_DAY = {"small": 14, "district": 30, "province": 30}
WAITING_NOW = 9
GROUPS = (
    ("A", "困难帮扶、慰问", "困难补助、住院和生育慰问", ("hardship_grant", "hospital_visit", "family_event")),
    ("B", "法律援助、维权", "法律咨询、欠薪、劳动争议", ("legal_advice", "complaint", "petition")),
    ("C", "入会、会员服务", "入会、会籍接转、信息变更", ("member_correction", "policy_advice")),
    ("D", "培训、心理关爱", "技能补贴、心理咨询预约", ("training_subsidy", "counselling")),
)  # fmt: skip
WINDOWS = (
    (1, "权益保障部", "AB"),
    (2, "法律工作部", "B"),
    (3, "组织部", "CA"),
    (4, "宣教和女工部", "DC"),
)
WEEK = tuple(range(5))
ADVISERS = (
    ("孙正平", "lawyer", "明理律师事务所", 1, 9, 11),
    ("叶晓岚", "counsellor", "区心理咨询师协会", 3, 14, 17),
    ("郑国良", "coordinator", "区劳动关系协调委员会", 2, 9, 11),
    ("吴春燕", "volunteer", "职工志愿服务队", 4, 9, 11),
    ("何志强", "volunteer", "职工志愿服务队", 5, 9, 11),
)
MATTERS = ("加班费计算", "劳动合同到期", "工伤待遇", "社保补缴", "年休假", "家庭和情绪")


@dataclass(frozen=True, slots=True)
class _Hall:
    hall: Hall
    groups: tuple[MatterGroup, ...]
    windows: tuple[Window, ...]
    clerk: Any


def open_halls(*, scale: str, on: date) -> int:
    """Set up the demo's hall with its numbers; return how many were taken."""
    made = _set_up(on)
    taken = 0
    for back in range(DAYS, 0, -1):
        day = on - timedelta(days=back)
        if day.weekday() < 5:
            taken += _play(made, day, A_DAY[scale])
    operations.close_days(today=on, at=_moment(on, 0, 10))
    _duties(made, on)
    _receptions(on)
    return taken + _today(made, on)


def _set_up(on: date) -> _Hall:
    clerk = actor_of(user=User._base_manager.get(login="window"), on=on)
    known: dict[str, Any] = {"actor": SYSTEM}
    hall = operations.open_hall(
        **known,
        union=root(),
        name="区职工服务中心",
        address="骆驼街道民和路818号一楼",
        phone="0574-12351",
        priorities=list(Priority.values),
    )
    for weekdays, opens, closes in (
        (WEEK, time(8, 30), time(11, 30)),
        (WEEK, time(13, 30), time(17)),
        ((2,), time(18), time(20, 30)),
        ((5,), time(9), time(11, 30)),
    ):
        operations.add_hours(
            **known, hall=hall, weekdays=weekdays, opens_at=opens, closes_at=closes
        )
    operations.set_day(
        **known, hall=hall, day=on, opens_at=time(0), closes_at=time(23, 59, 59), note="开放日"
    )
    groups = [
        operations.set_group(
            **known, hall=hall, prefix=prefix, title=title, hint=hint, programmes=list(codes)
        )
        for prefix, title, hint, codes in GROUPS
    ]
    by_prefix = {one.prefix: one for one in groups}
    windows = [
        operations.set_window(
            **known, hall=hall, number=number, title=title, groups=[by_prefix[p] for p in served]
        )
        for number, title, served in WINDOWS
    ]
    return _Hall(hall, tuple(groups), tuple(windows), clerk)


def _duties(made: _Hall, on: date) -> None:
    """Put people on duty for this month and the next; note whom they received so far."""
    first = on.replace(day=1)
    advisers = []
    for name, kind, organisation, weekday, begins, ends in ADVISERS:
        adviser = operations.set_adviser(
            actor=SYSTEM, union=made.hall.union, name=name, kind=kind, organisation=organisation
        )
        advisers.append(adviser)
        pattern = Pattern(weekday, first, first + timedelta(days=60))
        duties = operations.plan_duty(
            actor=SYSTEM,
            adviser=adviser,
            hall=made.hall,
            pattern=pattern,
            begins_at=time(begins),
            ends_at=time(ends),
        )
        for duty in duties:
            if duty.day < on:
                _hold(duty, made.clerk)
    operations.set_team(
        actor=SYSTEM,
        union=made.hall.union,
        name="三师维权服务团",
        subjects="欠薪、工伤、劳动合同、心理疏导",
        members=advisers[:3],
    )


def _hold(duty: Duty, clerk: Any) -> None:
    drawn = Random(f"{SEED}:{duty.day}:{duty.adviser_id}")
    at = datetime.combine(duty.day, duty.begins_at, clock.ZONE)
    known = {"actor": clerk, "duty": duty}
    with clock.use_clock(at), use_actor(clerk):
        operations.sign_duty(**known, at=at)
        for number in range(drawn.randint(1, 5)):
            later = at + timedelta(minutes=25 * (number + 1))
            people = drawn.choice((1, 1, 1, 2, 3))
            operations.note_visit(**known, at=later, people=people, matter=drawn.choice(MATTERS))
        operations.sign_duty(**known, at=datetime.combine(duty.day, duty.ends_at, clock.ZONE))


def _receptions(on: date) -> None:
    """Publish two reception days; the demo's member has booked the first."""
    member = actor_of(user=User._base_manager.get(kind="member", person_id__isnull=False), on=on)
    for number, host in enumerate(("周敏 主席", "陈波 副主席")):
        day = operations.plan_reception(
            actor=SYSTEM,
            union=root(),
            host=host,
            place="区职工服务中心二楼接待室",
            day=on + timedelta(days=4 + 14 * number),
            begins_at=time(9),
            ends_at=time(11),
        )
        operations.publish_reception(actor=SYSTEM, reception=day)
        if number == 0:
            operations.book_reception(
                actor=member,
                at=clock.now(),
                reception=day,
                slot_at=time(9),
                matter="厂区通勤班车早班停开，希望工会出面协调。",
                number=3,
            )


def _play(made: _Hall, day: date, count: int) -> int:
    """Let a day pass: people come, windows call, some do not answer, some leave."""
    drawn = Random(f"{SEED}:{day}")
    comes = sorted(drawn.randrange(0, 7 * 60) for _ in range(count))
    free = dict.fromkeys(made.windows, _moment(day, 8, 30))
    for minute in comes:
        at = _moment(day, 8, 30) + timedelta(minutes=minute)
        _work(made, free, until=at, drawn=drawn)
        _take(made, at, drawn)
    _work(made, free, until=_moment(day, 16, 40), drawn=drawn)
    return count


def _take(made: _Hall, at: datetime, drawn: Random) -> None:
    group = drawn.choices(made.groups, weights=(5, 4, 3, 2))[0]
    priority = drawn.choice(["aged", "disabled", "model_worker"]) if drawn.random() < 0.15 else ""
    channel = TicketChannel.KIOSK if drawn.random() < 0.8 else TicketChannel.DESK
    with clock.use_clock(at), use_actor(ANONYMOUS):
        operations.take_number(
            actor=ANONYMOUS if channel is TicketChannel.KIOSK else made.clerk,
            at=at,
            hall=made.hall,
            group=group,
            channel=TicketChannel.DESK if at.hour in (11, 12, 13) else channel,
            priority=priority,
        )


def _work(made: _Hall, free: dict[Window, datetime], *, until: datetime, drawn: Random) -> None:
    """Let every window that is free before a moment call, and end what it has called."""
    while (window := min(free, key=lambda one: (free[one], one.number))) and free[window] < until:
        at = free[window]
        known = {"actor": made.clerk, "at": at, "window": window}
        with clock.use_clock(at), use_actor(made.clerk):
            try:
                operations.call_next(**known)
            except NobodyWaits:  # nor will anybody before the next one comes
                free[window] = until
                continue
            if drawn.random() < 0.06:
                operations.pass_over(**known)
                free[window] = at + timedelta(minutes=2)
                continue
            ends = at + timedelta(minutes=drawn.randint(12, 45))
            operations.finish_number(**known | {"at": ends})
            free[window] = ends + timedelta(minutes=1)


def _today(made: _Hall, on: date) -> int:
    """Leave a morning behind, two windows busy and some people waiting."""
    drawn = Random(f"{SEED}:today")
    for number in range(WAITING_NOW):
        _take(made, _moment(on, 9, 0) + timedelta(minutes=4 * number), drawn)
    for window in made.windows[:2]:
        at = _moment(on, 9, 40)
        with clock.use_clock(at), use_actor(made.clerk):
            try:
                operations.call_next(actor=made.clerk, at=at, window=window)
            except (NobodyWaits, WindowBusy):
                continue
    return WAITING_NOW


def _moment(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), clock.ZONE)
