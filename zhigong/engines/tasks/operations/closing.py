"""Rows close by what is counted: by the data where a list says so, else by the issuer's consent."""

import hashlib
from collections.abc import Collection
from datetime import datetime

from django.db import connection

from zhigong.base.actor import SYSTEM, Actor
from zhigong.base.operations import act, operation
from zhigong.engines.tasks import queries
from zhigong.engines.tasks.contract import RowEnd, RowState, TaskState, source_of
from zhigong.engines.tasks.models import Task, TaskRow
from zhigong.engines.tasks.operations._common import note
from zhigong.engines.tasks.queries import FIELD_OF

AT_ONCE = 5_000

# The counter follows its rows; a task whose last row closed by the data is done, unless the issuer
# took it back meanwhile.
_COUNT_OPEN = """
UPDATE tasks_task AS t SET rows_open = (
    SELECT count(*) FROM tasks_taskrow AS r WHERE r.task_id = t.id AND r.state <> 'closed')
WHERE t.id = ANY (%s)
"""


def close_shown_rows(*, task: Task | None = None, at: datetime) -> int:
    """Close the rows of lists that lack nothing any more; return how many.

    Asks who answers for each list. A row that fell out of the population lacks nothing either.

    :param task: rows of one task; of all tasks when None, as each night.
    """
    task_ids = None if task is None else [task.pk]
    closed = 0
    for source, kind in queries.sources_under_way(task_ids):
        answers = source_of(source)
        if answers is None:
            continue
        keys = queries.open_keys(source, kind, task_ids)
        for start in range(0, len(keys), AT_ONCE):
            part = set(keys[start : start + AT_ONCE])
            filled = part - answers.still_missing(source, part, at.date())
            if filled:
                closed += close_rows(actor=SYSTEM, at=at, source=source, kind=kind, keys=filled)
    return closed


@operation("tasks.close_rows")
def close_rows(*, actor: Actor, at: datetime, source: str, kind: str, keys: Collection[int]) -> int:
    """Close the open rows of a list about these employers, unions or memberships.

    The data show what they were handed out for. A task all rows of which are closed is done.

    :return: how many rows were closed.
    """
    rows = TaskRow.objects.trusted("named by the data").filter(
        source=source, kind=kind, state__in=(RowState.OPEN, RowState.ANSWERED)
    )
    rows = rows.filter(**{f"{FIELD_OF[kind]}__in": list(keys)})
    tasks = sorted(set(rows.values_list("task_id", flat=True)))
    # Locked in the order of their ids, so that no two closings wait for each other.
    held = Task.objects.trusted("their rows close").filter(pk__in=tasks).order_by("pk")
    list(held.select_for_update().values_list("pk", flat=True))
    closed = rows.update(state=RowState.CLOSED, closed_at=at, ended_by=RowEnd.DATA)
    if not closed:
        act().unchanged()
        return 0
    follow_rows(tasks)
    _end_tasks(tasks, actor=actor, at=at)
    digest = hashlib.sha256(",".join(map(str, sorted(keys))).encode()).digest()
    act().bulk("tasks.taskrow", count=closed, digest=digest, source=source)
    return closed


def follow_rows(task_ids: Collection[int]) -> None:
    """Count the open rows of tasks anew; their rows are locked by their tasks."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_OPEN, [list(task_ids)])


def _end_tasks(task_ids: Collection[int], *, actor: Actor, at: datetime) -> None:
    """End the tasks whose last row the data closed."""
    rows = Task.objects.trusted("their rows closed").filter(pk__in=task_ids, rows_open=0)
    ended = list(rows.filter(state__in=("open", "returned", "replied")))
    for task in ended:
        task.state, task.closed_at = TaskState.DONE, at
        task.is_on_time = at.date() <= task.due_on
    Task._base_manager.bulk_update(ended, ["state", "closed_at", "is_on_time"])
    note(ended, "done_by_data", actor=actor, at=at)
