"""What the issuer does: accept, return, withdraw, urge, extend; a union above supervises."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import ClassVar

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.events import publish
from zhigong.base.holidays import calendar_of
from zhigong.base.operations import act, operation
from zhigong.engines.tasks import queries, rules
from zhigong.engines.tasks.contract import RowEnd, RowState
from zhigong.engines.tasks.events import TaskReturned, TaskSupervised, TasksUrged
from zhigong.engines.tasks.models import HandOut, Task
from zhigong.engines.tasks.operations._common import TaskOver, locked, note, require_issuer
from zhigong.engines.tasks.operations.answering import require_result
from zhigong.engines.tasks.operations.closing import close_shown_rows, follow_rows
from zhigong.engines.tasks.workflow import TASK
from zhigong.kernel.text import N_


class UrgedToday(UserError):
    """All of them were urged today, or lie with the issuer."""

    code: ClassVar[str] = "urged_today"
    text: ClassVar[str] = N_("所选任务今天都已催办过，或已反馈，没有再次催办。")


class DayPast(UserError):
    """A day that was set lies in the past."""

    code: ClassVar[str] = "day_past"
    text: ClassVar[str] = N_("期限不能早于今天。")


class MayNotSupervise(UserError):
    """Supervision is for a federation above."""

    code: ClassVar[str] = "may_not_supervise"
    text: ClassVar[str] = N_("督办由上级总工会发起，您没有这项权限。")
    status: ClassVar[int] = 403


@operation("tasks.accept_task")
def accept_task(*, actor: Actor, at: datetime, task: Task, words: str = "") -> None:
    """Agree with a reply: the task is done, and its rows are closed by what was answered.

    :raises NotIssuer, MoveNotAllowed: as they say.
    :raises RowsNotShown, RowsUnanswered, EvidenceMissing, CountMissing: it cannot be counted.
    """
    require_issuer(task.hand_out, actor=actor)
    fresh = locked(task)
    if fresh.state == "replied" and close_shown_rows(task=fresh, at=at):
        fresh.refresh_from_db(fields=["state", "rows_open"])
        if not fresh.is_under_way:
            act().on(fresh, node_id=fresh.union_id, state=fresh.state)
            return
    if fresh.state == "replied":
        require_result(fresh, count=fresh.result_count)
        rows = fresh.rows.trusted("the caller holds the task").filter(state=RowState.ANSWERED)
        rows.update(state=RowState.CLOSED, closed_at=at, ended_by=RowEnd.ACCEPTED)
        follow_rows([fresh.pk])
    replied = fresh.replied_at or at
    TASK.move(
        fresh,
        "accept",
        actor=actor,
        at=at,
        changes={
            "closed_at": at,
            "closed_by_id": actor.user_id,
            "is_on_time": replied.astimezone(at.tzinfo).date() <= fresh.due_on,
        },
    )
    note([fresh], "accepted", actor=actor, at=at, words=words)
    act().on(fresh, node_id=fresh.union_id, state=fresh.state)


@operation("tasks.return_task")
def return_task(
    *, actor: Actor, at: datetime, task: Task, words: str, due_on: date | None = None
) -> None:
    """Send a reply back for more, with a new deadline when one is given.

    :raises NotIssuer, MoveNotAllowed, ReasonMissing, DayPast: as they say.
    """
    require_issuer(task.hand_out, actor=actor)
    fresh = locked(task)
    if due_on is not None and due_on < at.date():
        raise DayPast(field="due_on")
    day = (
        fresh.due_on
        if due_on is None
        else rules.settled_deadline(due_on, calendar_of(task.union.region))
    )
    TASK.move(
        fresh,
        "return",
        actor=actor,
        at=at,
        reason=words,
        changes={"returned_times": fresh.returned_times + 1, "due_on": day},
    )
    note([fresh], "returned", actor=actor, at=at, words=words)
    act().on(fresh, node_id=fresh.union_id, state=fresh.state)
    publish(
        TaskReturned(
            task_id=fresh.pk,
            title=fresh.hand_out.title,
            union_id=fresh.union_id,
            due_on=fresh.due_on,
            round=fresh.returned_times,
            on=at.date(),
        )
    )


@operation("tasks.withdraw_task")
def withdraw_task(*, actor: Actor, at: datetime, task: Task, words: str) -> None:
    """Take a task back; its rows may be handed out again.

    :raises NotIssuer, MoveNotAllowed, ReasonMissing: as they say.
    """
    require_issuer(task.hand_out, actor=actor)
    fresh = locked(task)
    TASK.move(
        fresh,
        "withdraw",
        actor=actor,
        at=at,
        reason=words,
        changes={"closed_at": at, "closed_by_id": actor.user_id},
    )
    rows = fresh.rows.trusted("the caller holds the task").exclude(state=RowState.CLOSED)
    rows.update(state=RowState.CLOSED, closed_at=at, ended_by=RowEnd.WITHDRAWN)
    follow_rows([fresh.pk])
    note([fresh], "withdrawn", actor=actor, at=at, words=words)
    act().on(fresh, node_id=fresh.union_id, state=fresh.state)


@operation("tasks.urge_tasks")
def urge_tasks(
    *, actor: Actor, at: datetime, hand_out: HandOut, tasks: Sequence[Task], words: str = ""
) -> int:
    """Ask the owners of tasks to hurry, each once a day; return how many were urged.

    :raises NotIssuer: the actor does not work for who handed them out.
    :raises UrgedToday: none of them is left to urge.
    """
    require_issuer(hand_out, actor=actor)
    ids = [task.pk for task in tasks if task.hand_out_id == hand_out.pk]
    rows = queries.tasks_of(hand_out).select_related(None).filter(pk__in=ids)
    rows = rows.filter(state__in=("open", "returned")).exclude(urged_on=at.date())
    found = list(rows.order_by("pk").select_for_update())
    if not found:
        raise UrgedToday
    for task in found:
        task.urged_times, task.urged_on = task.urged_times + 1, at.date()
    Task._base_manager.bulk_update(found, ["urged_times", "urged_on"], batch_size=1_000)
    note(found, "urged", actor=actor, at=at, words=words)
    act().on(hand_out, node_id=hand_out.union_id, urged=len(found))
    publish(
        TasksUrged(
            hand_out_id=hand_out.pk,
            title=hand_out.title,
            union_ids=frozenset(task.union_id for task in found),
            due_on=hand_out.due_on,
            on=at.date(),
        )
    )
    return len(found)


@operation("tasks.supervise_task")
def supervise_task(*, actor: Actor, at: datetime, task: Task, until: date, words: str = "") -> None:
    """Set a day by which a task has to be done, whatever its deadline (督办).

    :raises MayNotSupervise, DayPast, TaskOver: as they say.
    """
    if not queries.may_supervise(actor=actor, task=task):
        raise MayNotSupervise
    if until < at.date():
        raise DayPast(field="until")
    fresh = locked(task)
    if not fresh.is_under_way:
        raise TaskOver(state=fresh.get_state_display())
    fresh.supervised_until, fresh.supervised_by_id = until, actor.user_id
    fresh.save(update_fields=["supervised_until", "supervised_by"])
    note([fresh], "supervised", actor=actor, at=at, words=words)
    act().on(fresh, node_id=fresh.union_id, until=until.isoformat())
    publish(TaskSupervised(fresh.pk, fresh.hand_out.title, fresh.union_id, until))


@operation("tasks.extend_task")
def extend_task(*, actor: Actor, at: datetime, task: Task, due_on: date, words: str = "") -> None:
    """Give a task another deadline.

    :raises NotIssuer, DayPast, TaskOver: as they say.
    """
    require_issuer(task.hand_out, actor=actor)
    if due_on < at.date():
        raise DayPast(field="due_on")
    fresh = locked(task)
    if not fresh.is_under_way:
        raise TaskOver(state=fresh.get_state_display())
    fresh.due_on = rules.settled_deadline(due_on, calendar_of(task.union.region))
    fresh.save(update_fields=["due_on"])
    note([fresh], "extended", actor=actor, at=at, words=words)
    act().on(fresh, node_id=fresh.union_id, due_on=fresh.due_on.isoformat())
