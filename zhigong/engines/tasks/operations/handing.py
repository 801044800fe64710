"""Hand out: one order to one or a thousand unions, with rows or without, in a few statements."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import connection

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.events import publish
from zhigong.base.holidays import calendar_of
from zhigong.base.operations import act, operation
from zhigong.engines.tasks import rules
from zhigong.engines.tasks.contract import Order, Share
from zhigong.engines.tasks.events import TasksHandedOut
from zhigong.engines.tasks.models import Duty, HandOut, Task, TaskRow
from zhigong.engines.tasks.operations._common import note
from zhigong.engines.tasks.permissions import HAND_OUT
from zhigong.engines.tasks.queries import FIELD_OF
from zhigong.kernel.text import N_
from zhigong.registry.unions.queries import unions_by_id

if TYPE_CHECKING:
    from zhigong.registry.unions.models import Union

MOST_ROWS = 20_000
AT_ONCE = 2_000
ENDED = ("dissolved", "merged")

# What the rows say of their tasks after those that lie elsewhere already were left out.
_COUNT_ROWS = """
UPDATE tasks_task AS t SET rows_total = r.n, rows_open = r.n
FROM (SELECT task_id, count(*) AS n FROM tasks_taskrow WHERE task_id = ANY (%s) GROUP BY 1) AS r
WHERE t.id = r.task_id
"""


class NobodyChosen(UserError):
    """No union, or no row, is left to hand out."""

    code: ClassVar[str] = "nobody_chosen"
    text: ClassVar[str] = N_("没有可以交办的工会或名单，请重新选择。")


class AllSentAlready(UserError):
    """Every row lies in an open task."""

    code: ClassVar[str] = "all_sent_already"
    text: ClassVar[str] = N_("所选名单都已在办理中的任务里，没有重复交办。")


class TooManyRows(UserError):
    """More rows than are handed out at once."""

    code: ClassVar[str] = "too_many_rows"
    text: ClassVar[str] = N_("一次最多交办{most:,}行，所选有{rows:,}行，请先用查询条件缩小范围。")


class OutsideIssuer(UserError):
    """A union is not below the issuer, or has ended."""

    code: ClassVar[str] = "outside_issuer"
    text: ClassVar[str] = N_("{union}不在交办工会的管辖范围内，或已撤销，不能交办给它。")


class DeadlinePast(UserError):
    """The deadline lies before the day of handing out."""

    code: ClassVar[str] = "deadline_past"
    text: ClassVar[str] = N_("办理期限不能早于今天。")


class NothingToCount(UserError):
    """Nothing is asked that could be counted."""

    code: ClassVar[str] = "nothing_to_count"
    text: ClassVar[str] = N_("请填写计量单位（如家、人、件），或要求附材料：任务要能按结果销号。")


class MayNotHandOut(UserError):
    """The actor does not work for the issuer."""

    code: ClassVar[str] = "may_not_hand_out"
    text: ClassVar[str] = N_("您不能以{union}的名义交办任务。")
    status: ClassVar[int] = 403


@operation("tasks.hand_out")
def hand_out(
    *,
    actor: Actor,
    at: datetime,
    issuer: "Union",
    order: Order,
    shares: Sequence[Share],
    duty: Duty | None = None,
    period_key: str = "",
) -> HandOut:
    """Ask something of unions: one task each, with its rows; a row lies in one open task.

    Rows that lie in an open task of the same list are left out, whoever put them there meanwhile.
    A handful of statements, whatever the number of unions and rows.

    :raises MayNotHandOut: the actor does not hold the ability over the issuer.
    :raises NobodyChosen, AllSentAlready, TooManyRows, OutsideIssuer: as they say.
    :raises DeadlinePast, NothingToCount: as they say.
    """
    _check(actor=actor, issuer=issuer, order=order, shares=shares, on=at.date())
    made = _write_hand_out(
        actor=actor, at=at, issuer=issuer, order=order, shares=shares, duty=duty, key=period_key
    )
    tasks = Task.objects.bulk_create(
        Task(hand_out=made, union_id=one.union_id, due_on=made.due_on, wanted=one.wanted)
        for one in shares
    )
    if made.has_rows:
        tasks = _write_rows(made, tasks, shares)
    note(tasks, "issued", actor=actor, at=at)
    _record(made, tasks, actor)
    return made


def _check(
    *, actor: Actor, issuer: "Union", order: Order, shares: Sequence[Share], on: date
) -> None:
    if not actor.scope(HAND_OUT).covers(issuer.ancestors):
        raise MayNotHandOut(union=issuer.name)
    if not shares:
        raise NobodyChosen
    rows = sum(len(one.rows) for one in shares)
    if rows > MOST_ROWS:
        raise TooManyRows(most=MOST_ROWS, rows=rows)
    if order.due_on < on:
        raise DeadlinePast(field="due_on")
    if not (rows or order.unit or order.needs_evidence):
        raise NothingToCount(field="unit")
    for union in unions_by_id({one.union_id for one in shares}).values():
        if issuer.pk not in union.ancestors or union.status in ENDED:
            raise OutsideIssuer(union=union.name)


def _write_hand_out(
    *,
    actor: Actor,
    at: datetime,
    issuer: "Union",
    order: Order,
    shares: Sequence[Share],
    duty: Duty | None,
    key: str,
) -> HandOut:
    return HandOut.objects.create(
        union=issuer,
        title=order.title,
        instructions=order.instructions,
        due_on=rules.settled_deadline(order.due_on, calendar_of(issuer.region)),
        unit=order.unit,
        needs_evidence=order.needs_evidence,
        has_rows=any(one.rows for one in shares),
        source=order.source,
        before=dict(order.before),
        issued_at=at,
        issued_on=at.date(),
        issued_by_id=actor.user_id if duty is None else duty.created_by_id,
        duty=duty,
        period_key=key,
    )


def _write_rows(made: HandOut, tasks: list[Task], shares: Sequence[Share]) -> list[Task]:
    """Write the rows; return the tasks that got any, the others are taken away again."""
    rows = [
        TaskRow(
            task=task,
            source=made.source,
            kind=row.kind,
            label=row.label,
            missing=row.missing,
            **({FIELD_OF[row.kind]: row.key} if row.kind in FIELD_OF else {}),
        )
        for task, share in zip(tasks, shares, strict=True)
        for row in share.rows
    ]
    TaskRow.objects.bulk_create(rows, ignore_conflicts=True, batch_size=AT_ONCE)
    ids = [task.pk for task in tasks]
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_ROWS, [ids])
    mine = Task.objects.trusted("made in this transaction").filter(pk__in=ids)
    mine.filter(rows_total=0).delete()
    left = list(mine.order_by("pk"))
    if not left:
        raise AllSentAlready
    return left


def _record(made: HandOut, tasks: Sequence[Task], actor: Actor) -> None:
    told = ",".join(f"{task.pk}:{task.union_id}:{task.rows_total}" for task in tasks)
    rows = sum(task.rows_total for task in tasks)
    act().on(made, node_id=made.union_id, tasks=len(tasks), rows=rows, source=made.source)
    act().bulk(
        "tasks.task",
        count=len(tasks),
        digest=hashlib.sha256(told.encode()).digest(),
        node_id=made.union_id,
    )
    publish(
        TasksHandedOut(
            hand_out_id=made.pk,
            title=made.title,
            union_ids=frozenset(task.union_id for task in tasks),
            due_on=made.due_on,
            on=made.issued_on,
        )
    )
