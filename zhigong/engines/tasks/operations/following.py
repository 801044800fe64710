"""Follow the tree of unions: what lies at a union that ended goes to its successor, or above."""

from datetime import datetime, time
from typing import Any

from zhigong.base import clock
from zhigong.base.actor import current_actor
from zhigong.engines.tasks.contract import UNDER_WAY
from zhigong.engines.tasks.models import Task
from zhigong.engines.tasks.operations._common import note


def follow_end(event: Any) -> None:
    """Move the open tasks of unions that ended, unless the successor has one of the same order.

    Such a task stays where it is: the union above still sees it, and works on it.
    """
    target = getattr(event, "successor_id", None) or getattr(event, "parent_id", None)
    if target is None:
        return
    at = datetime.combine(event.effective_on, time(12), clock.ZONE)
    rows = Task._base_manager.filter(state__in=UNDER_WAY)
    taken = set(rows.filter(union_id=target).values_list("hand_out_id", flat=True))
    moved: list[Task] = []
    for task in rows.filter(union_id__in=sorted(event.union_ids)).order_by("pk"):
        if task.hand_out_id not in taken:
            taken.add(task.hand_out_id)
            task.union_id, task.person_id = target, None
            moved.append(task)
    Task._base_manager.bulk_update(moved, ["union", "person"])
    note(moved, "union_ended", actor=current_actor(), at=at)
