"""The doors to tasks, the inbox, the light of each, and who may do what."""

from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Coalesce, Least

from zhigong.base.actor import Actor
from zhigong.base.counting import count_together
from zhigong.base.holidays import calendar_of
from zhigong.engines.tasks import rules
from zhigong.engines.tasks.contract import UNDER_WAY, WITH_OWNER, TaskState
from zhigong.engines.tasks.models import HandOut, Task, TaskEntry, TaskPaper
from zhigong.engines.tasks.permissions import HAND_OUT, HANDLE, SUPERVISE, VIEW
from zhigong.registry.accounts.queries import unions_with_administrator

if TYPE_CHECKING:
    from django.db.models import QuerySet

Box = Literal["todo", "soon", "late", "supervised", "review", "done"]
LIMIT = Least(F("due_on"), Coalesce(F("supervised_until"), F("due_on")))


def days_of(today: date) -> rules.Days:
    """Return the days by which lights are told on a day."""
    return rules.days_of(today, calendar_of())


def light_of(task: Task, *, today: date) -> tuple[rules.Light, rules.Reason] | None:
    """Return the light of a task and why; None when it is over."""
    standing = rules.Standing(
        state=task.state,
        limit=task.limit,
        issued_on=task.hand_out.issued_on,
        is_read=task.read_at is not None,
    )
    return rules.light_of(standing, days_of(today))


def with_light(rows: Any, *, today: date) -> Any:
    """Annotate tasks with ``limit_on`` and ``reason``, as ``rules.light_of`` tells them."""
    days = days_of(today)
    long_unread = Q(read_at__isnull=True, hand_out__issued_on__lte=days.unread_until)
    reason = Case(
        When(~Q(state__in=UNDER_WAY), then=Value("over")),
        When(state=TaskState.REPLIED, then=Value("with_issuer")),
        When(limit_on__lt=today, then=Value("overdue")),
        When(limit_on__lte=days.soon_until, then=Value("soon")),
        When(state=TaskState.RETURNED, then=Value("returned")),
        When(long_unread, then=Value("unread")),
        default=Value("fine"),
        output_field=CharField(),
    )
    return rows.annotate(limit_on=LIMIT).annotate(reason=reason)


def tasks_for(*, actor: Actor, ability: str = VIEW) -> "QuerySet[Task]":
    """Return the tasks of the unions an actor sees."""
    rows = Task.objects.within(actor.scope(ability))
    return rows.select_related("hand_out__union", "union", "person")


def get_task_for(*, actor: Actor, task_id: int, ability: str = VIEW) -> Task:
    """Return a task the actor sees.

    :raises Task.DoesNotExist: no such task, or outside her scope; callers cannot tell.
    """
    return tasks_for(actor=actor, ability=ability).get(pk=task_id)


def hand_outs_for(*, actor: Actor, ability: str = VIEW) -> "QuerySet[HandOut]":
    """Return what the unions an actor sees handed out."""
    return HandOut.objects.within(actor.scope(ability)).select_related("union", "issued_by", "duty")


def get_hand_out_for(*, actor: Actor, hand_out_id: int, ability: str = VIEW) -> HandOut:
    """Return something that was handed out, by a union the actor sees.

    :raises HandOut.DoesNotExist: there is none, or it is outside her scope.
    """
    return hand_outs_for(actor=actor, ability=ability).get(pk=hand_out_id)


def inbox_for(*, actor: Actor, box: Box = "todo", today: date) -> "QuerySet[Task]":
    """Return the tasks of a box: to do here or by her, near, late, supervised, to look at, over.

    An inbox is that of the unions the actor works at, not of all below them.
    """
    rows = Task.objects.trusted("narrowed to the actor's unions, or to herself, below")
    rows = rows.select_related("hand_out__union", "union", "person")
    if box == "review":
        issuing = actor.scope(HAND_OUT).node_ids
        return rows.filter(state=TaskState.REPLIED, hand_out__union_id__in=issuing)
    mine = Q(union_id__in=actor.scope(HANDLE).node_ids)
    if actor.user_id is not None:
        mine |= Q(person_id=actor.user_id)
    rows = rows.filter(mine)
    if box == "done":
        return rows.exclude(state__in=WITH_OWNER)
    rows = rows.filter(state__in=WITH_OWNER)
    if box == "supervised":
        return rows.filter(supervised_until__isnull=False)
    if box == "todo":
        return rows
    rows = rows.annotate(limit_on=LIMIT)
    if box == "soon":
        return rows.filter(limit_on__gte=today, limit_on__lte=days_of(today).soon_until)
    return rows.filter(limit_on__lt=today)


def inbox_counts(*, actor: Actor, today: date) -> dict[str, int]:
    """Return how many tasks each box holds, those that are over left out; one statement."""
    boxes: tuple[Box, ...] = ("todo", "soon", "late", "supervised", "review")
    return count_together(
        {box: inbox_for(actor=actor, box=box, today=today).select_related(None) for box in boxes}
    )


def may_handle(*, actor: Actor, task: Task, on: date) -> bool:
    """Whether the actor may work on a task.

    It is her union's, or hers, or lies below her at a union nobody works at.
    """
    scope = actor.scope(HANDLE)
    if task.union_id in scope.node_ids or scope.everything:
        return True
    if task.person_id is not None and task.person_id == actor.user_id:
        return True
    if not scope.covers(task.union.ancestors):
        return False
    return task.union_id not in unions_with_administrator(union_ids=[task.union_id], on=on)


def may_review(*, actor: Actor, hand_out: HandOut) -> bool:
    """Whether the actor works for who handed it out."""
    return actor.scope(HAND_OUT).covers(hand_out.union.ancestors)


def may_supervise(*, actor: Actor, task: Task) -> bool:
    """Whether the actor may set a day for a task."""
    return actor.scope(SUPERVISE).covers(task.union.ancestors)


def entries_of(task: Task) -> "QuerySet[TaskEntry]":
    """Return the history of a task the caller holds, oldest first."""
    return (
        task.entries.trusted("the caller holds the task")
        .select_related("user")
        .order_by("at", "pk")
    )


def papers_of(task: Task) -> "QuerySet[TaskPaper]":
    """Return what proves a task the caller holds, oldest first."""
    return (
        task.papers.trusted("the caller holds the task")
        .select_related("document__owner_union")
        .order_by("added_at", "pk")
    )


def opens_through_task(actor: Actor, document: Any) -> bool:
    """Whether a file proves a task the actor sees."""
    if not actor.may(VIEW):
        return False
    return tasks_for(actor=actor).filter(papers__document_id=document.pk).exists()
