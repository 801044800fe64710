"""Tasks of the demo: a gap list handed out, two orders under way, a duty, one task that is late.

They go through the operations a real one goes through; the same scale and day give the same tasks.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from zhigong.base import clock
from zhigong.base.actor import Actor, Power, use_actor
from zhigong.engines.indicators.operations import hand_out_gap
from zhigong.engines.indicators.queries import gap_list, listed_rows
from zhigong.engines.tasks import operations, permissions
from zhigong.engines.tasks.contract import Order, Share
from zhigong.engines.tasks.models import HandOut, Task
from zhigong.engines.tasks.operations import RowAnswer
from zhigong.engines.tasks.queries import planned, tasks_of
from zhigong.registry.accounts.models import Grant, User
from zhigong.registry.unions.models import Union

RIGHTS = frozenset(
    {permissions.VIEW, permissions.HANDLE, permissions.HAND_OUT, permissions.SUPERVISE}
)
LIST = "union_rate_25"
MOST_ROWS = 60


def hand_out_tasks(*, on: date) -> int:
    """Hand the demo's tasks out and let some of them go on; return how many there are."""
    seat = Union._base_manager.get(parent__isnull=True)
    held = Grant._base_manager.filter(ends_before__isnull=True).values("union_id")
    streets = list(Union._base_manager.filter(parent=seat, pk__in=held).order_by("pk")[:6])
    leader = _worker(seat)
    _gap(seat, leader, on)
    _visits(seat, streets, leader, on)
    _late(seat, streets[:2], leader, on)
    _duty(seat, leader, on)
    return Task._base_manager.count()


def _worker(union: Union) -> Actor:
    rows = User._base_manager.filter(
        grants__union=union,
        grants__ends_before__isnull=True,
        grants__role__code__in=permissions.STAFF,
        kind="staff",
    )
    user = rows.order_by("pk").distinct()[0]
    return Actor(user_id=user.pk, name=user.name, powers=(Power(union.pk, RIGHTS),))


def _at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour, 30), clock.ZONE)


def _do(actor: Actor, at: datetime, act: Any, **values: Any) -> Any:
    with clock.use_clock(at), use_actor(actor):
        return act(actor=actor, at=at, **values)


def _gap(seat: Union, leader: Actor, on: date) -> None:
    """Hand out the firms of 25 and more without a union; a street answers the first rows."""
    day = on - timedelta(days=5)
    rows = listed_rows(gap_list(code=LIST, union_id=seat.pk, on=on), code=LIST, most=MOST_ROWS)
    plan = planned(rows[:MOST_ROWS], kind="employer", issuer=seat.pk, today=on, level="child")
    made = _do(
        leader,
        _at(day),
        hand_out_gap,
        code=LIST,
        issuer=seat,
        order=Order(
            title="25人以上未建会企业摸底建会",
            instructions="逐家走访，符合条件的年内建会；停业、并入联合工会的写明情况。",
            due_on=on + timedelta(days=24),
        ),
        plan=plan,
    )
    task = tasks_of(made).order_by("-rows_total", "pk")[0]
    answers = [
        RowAnswer(row.pk, "hindered", "企业已停产，正在办理注销") for row in task.rows.all()[:2]
    ]
    owner = _owner_of(task, leader)
    _do(owner, _at(on - timedelta(days=3)), operations.read_task, task=task)
    _do(owner, _at(on - timedelta(days=2)), operations.answer_rows, task=task, answers=answers)


def _owner_of(task: Task, leader: Actor) -> Actor:
    """Return who works at a task's union; the issuer where the demo opened nobody an account."""
    known = Grant._base_manager.filter(
        union=task.union, ends_before__isnull=True, role__code__in=permissions.STAFF
    )
    return _worker(task.union) if known.exists() else leader


def _issue(seat: Union, unions: list[Union], leader: Actor, at: datetime, order: Order) -> HandOut:
    shares = [Share(union.pk, wanted=10) for union in unions]
    made: HandOut = _do(leader, at, operations.hand_out, issuer=seat, order=order, shares=shares)
    return made


def _visits(seat: Union, streets: list[Union], leader: Actor, on: date) -> None:
    """Ask every street for visits: one is done, one waits, one was sent back."""
    order = Order(
        title="走访新就业形态劳动者",
        instructions="走访货车司机、快递员、网约送餐员，登记入会意愿和困难。",
        due_on=on + timedelta(days=6),
        unit="人",
    )
    made = _issue(seat, streets, leader, _at(on - timedelta(days=9)), order)
    fates = ("accept", "wait", "return", "read")
    for fate, task in zip(fates, tasks_of(made).order_by("pk"), strict=False):
        owner, day = _worker(task.union), on - timedelta(days=4)
        _do(owner, _at(day, 8), operations.read_task, task=task)
        if fate == "read":
            continue
        said = {"words": "已走访并登记入会意愿，名册见会员管理。", "count": 12}
        _do(owner, _at(day), operations.reply_task, task=task, **said)
        if fate == "accept":
            _do(leader, _at(day, 14), operations.accept_task, task=task)
        elif fate == "return":
            why = "请补充走访的快递网点名称。"
            _do(leader, _at(day, 15), operations.return_task, task=task, words=why)


def _late(seat: Union, streets: list[Union], leader: Actor, on: date) -> None:
    """Leave one order late: urged, and one of its tasks under supervision."""
    order = Order(
        title="报送三季度困难职工摸排情况",
        instructions="填报摸排户数，附汇总表。",
        due_on=on - timedelta(days=4),
        unit="户",
    )
    made = _issue(seat, streets, leader, _at(on - timedelta(days=25)), order)
    tasks = list(tasks_of(made).order_by("pk"))
    _do(leader, _at(on - timedelta(days=2)), operations.urge_tasks, hand_out=made, tasks=tasks)
    _do(
        leader,
        _at(on - timedelta(days=1)),
        operations.supervise_task,
        task=tasks[0],
        until=on + timedelta(days=2),
        words="两个工作日内报送。",
    )


def _duty(seat: Union, leader: Actor, on: date) -> None:
    """Let a monthly report come back, this month's included."""
    first = on.replace(day=1)
    _do(
        leader,
        _at(first - timedelta(days=20)),
        operations.save_duty,
        issuer=seat,
        title="工会工作月报",
        instructions="每月第一个工作日下发，报上月入会、建会、活动和走访人数。",
        rhythm="monthly",
        ordinal=1,
        limit_days=5,
        unit="份",
        starts_on=first,
    )
    moment = _at(on - timedelta(days=1))
    with clock.use_clock(moment):
        operations.open_due_duties(at=moment)
