"""Follow the tree of unions: what waits at a union that ended moves on or up."""

from datetime import datetime, time
from typing import Any

from zhigong.base import clock
from zhigong.base.actor import current_actor
from zhigong.base.events import publish
from zhigong.engines.cases.contract import OPEN_STATES, LetterState, StepState
from zhigong.engines.cases.events import CasesArrived
from zhigong.engines.cases.models import Case, CaseEntry, CaseStep, IncomingLetter


def follow_end(event: Any) -> None:
    """Move open cases, waiting steps and letters of unions that ended; histories say so."""
    target = getattr(event, "successor_id", None) or getattr(event, "parent_id", None)
    if target is None:
        return
    ended = sorted(event.union_ids)
    at = datetime.combine(event.effective_on, time(12), clock.ZONE)
    mine = Case.objects.trusted("cases of unions that end").filter(union_id__in=ended).open()
    moved = set(mine.values_list("pk", flat=True))
    limits = []
    for step in CaseStep._base_manager.filter(unit_id__in=ended, state=StepState.WAITING):
        moved.add(step.case_id)
        lies_there = CaseStep._base_manager.filter(
            case_id=step.case_id, unit_id=target, state=StepState.WAITING
        )
        if lies_there.exists():  # both were to sign; one signature of the union above is enough
            step.state, step.decided_at = StepState.CANCELLED, at
        else:
            step.unit_id = target
            limits.append(step.due_on)
        step.save(update_fields=["unit", "state", "decided_at"])
    Case._base_manager.filter(pk__in=moved, union_id__in=ended, state__in=OPEN_STATES).update(
        union_id=target
    )
    _move_letters(ended, target)
    user_id = current_actor().user_id
    CaseEntry.objects.bulk_create(
        CaseEntry(case_id=pk, at=at, verb="union_ended", unit_id=target, user_id=user_id)
        for pk in sorted(moved)
    )
    if limits:
        batch = f"ended:{'-'.join(map(str, ended))}"
        publish(CasesArrived(batch, target, len(limits), min(limits)))


def _move_letters(ended: list[int], target: int) -> None:
    """Let letters nobody registered wait above; a mail that went to both waits there already."""
    rows = IncomingLetter._base_manager.filter(state=LetterState.WAITING)
    there = set(rows.filter(union_id=target).values_list("key_blind", flat=True)) - {None}
    for letter in rows.filter(union_id__in=ended).order_by("pk"):
        if letter.key_blind not in there:
            letter.union_id = target
            letter.save(update_fields=["union"])
