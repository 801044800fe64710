"""Follow the tree of unions: what waits at a union that ended moves on or up."""

from datetime import datetime, time
from typing import Any

from zhigong.base import clock
from zhigong.base.actor import current_actor
from zhigong.engines.cases.contract import OPEN_STATES, StepState
from zhigong.engines.cases.models import Case, CaseEntry, CaseStep


def follow_end(event: Any) -> None:
    """Move open cases and waiting steps of unions that ended, with a line in each history."""
    target = getattr(event, "successor_id", None) or getattr(event, "parent_id", None)
    if target is None:
        return
    ended = sorted(event.union_ids)
    at = datetime.combine(event.effective_on, time(12), clock.ZONE)
    mine = Case.objects.trusted("cases of unions that end").filter(union_id__in=ended).open()
    moved = set(mine.values_list("pk", flat=True))
    for step in CaseStep._base_manager.filter(unit_id__in=ended, state=StepState.WAITING):
        moved.add(step.case_id)
        lies_there = CaseStep._base_manager.filter(
            case_id=step.case_id, unit_id=target, state=StepState.WAITING
        )
        if lies_there.exists():  # both were to sign; one signature of the union above is enough
            step.state, step.decided_at = StepState.CANCELLED, at
        else:
            step.unit_id = target
        step.save(update_fields=["unit", "state", "decided_at"])
    Case._base_manager.filter(pk__in=moved, union_id__in=ended, state__in=OPEN_STATES).update(
        union_id=target
    )
    user_id = current_actor().user_id
    CaseEntry.objects.bulk_create(
        CaseEntry(case_id=pk, at=at, verb="union_ended", unit_id=target, user_id=user_id)
        for pk in sorted(moved)
    )
