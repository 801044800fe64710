"""What the operations on tasks share: the lock, the refusals several make, the history."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.engines.tasks import queries
from zhigong.engines.tasks.models import WORDS_LENGTH, HandOut, Task, TaskEntry
from zhigong.engines.tasks.workflow import TASK
from zhigong.kernel.text import N_


class NotYourTask(UserError):
    """The task lies at a union the actor does not work at."""

    code: ClassVar[str] = "not_your_task"
    text: ClassVar[str] = N_("这项任务由{union}办理，您不能代为填报。")
    status: ClassVar[int] = 403


class NotIssuer(UserError):
    """Only who handed it out, or a union above it, does this."""

    code: ClassVar[str] = "not_issuer"
    text: ClassVar[str] = N_("这项任务由{union}交办，由交办工会审核、催办或撤回。")
    status: ClassVar[int] = 403


class TaskOver(UserError):
    """The task is over, or lies with the issuer."""

    code: ClassVar[str] = "task_over"
    text: ClassVar[str] = N_("任务当前为“{state}”，不能再修改。请刷新后查看最新情况。")


def locked(task: Task) -> Task:
    """Return a task freshly read and locked, with what it belongs to."""
    fresh = TASK.lock(task)
    fresh.hand_out, fresh.union = task.hand_out, task.union
    return fresh


def require_owner(task: Task, *, actor: Actor, at: datetime) -> None:
    """Refuse who does not work at the task's union.

    :raises NotYourTask: she does not.
    """
    if not queries.may_handle(actor=actor, task=task, on=at.date()):
        raise NotYourTask(union=task.union.name)


def require_issuer(hand_out: HandOut, *, actor: Actor) -> None:
    """Refuse who does not work for the issuer.

    :raises NotIssuer: she does not.
    """
    if not queries.may_review(actor=actor, hand_out=hand_out):
        raise NotIssuer(union=hand_out.union.name)


def note(tasks: Iterable[Task], verb: str, *, actor: Actor, at: datetime, words: str = "") -> None:
    """Write a line into the history of tasks."""
    TaskEntry.objects.bulk_create(
        TaskEntry(
            task_id=task.pk, at=at, verb=verb, user_id=actor.user_id, words=words[:WORDS_LENGTH]
        )
        for task in tasks
    )
