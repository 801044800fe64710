"""Call-backs as the desk reads them, and who may not make one."""

from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from zhigong.base.actor import Actor
from zhigong.engines.cases.contract import Channel, StepKind, StepState
from zhigong.engines.cases.models import CallBack, Case, CaseRating, CaseStep
from zhigong.engines.cases.queries.cases import cases_for

if TYPE_CHECKING:
    from django.db.models import QuerySet

CallBox = Literal["due", "below", "mine", "all"]
_DECIDING = (StepKind.DECIDE, StepKind.REPLY, StepKind.COUNTERSIGN)


def handlers_of(case: Case) -> frozenset[int]:
    """Return who did a step of a case in any round, or registered it for somebody."""
    rows = CaseStep._base_manager.filter(case=case, decided_by__isnull=False)
    found = set(rows.values_list("decided_by_id", flat=True))
    if case.opened_by_id and case.channel not in (Channel.PORTAL, Channel.KIOSK):
        found.add(case.opened_by_id)
    return frozenset(found)


def deciding_union_of(case: Case) -> int:
    """Return the union that decided a case, else the last that did something, else its own."""
    rows = CaseStep._base_manager.filter(case=case, state=StepState.DONE).order_by("-place", "-id")
    found = list(rows.values_list("kind", "unit_id"))
    decided = next((unit for kind, unit in found if kind in _DECIDING), None)
    return decided or (found[0][1] if found else case.union_id)


def call_backs_for(*, actor: Actor, box: CallBox = "due", today: date) -> "QuerySet[CallBack]":
    """Return call-backs: to make at the actor's unions, below them, made by her, or all in scope.

    Of a confidential case only where she handles such.
    """
    scope = actor.scope("cases.call_back")
    rows = CallBack.objects.within(scope).select_related("case", "unit", "made_by")
    rows = rows.filter(case__in=cases_for(actor=actor).order_by().values("pk"))
    if box == "mine":
        return rows.filter(made_by_id=actor.user_id or -1)
    if box == "all":
        return rows
    rows = rows.filter(result="")
    if scope.everything:
        return rows
    is_here = {"unit_id__in": scope.node_ids}
    return rows.filter(**is_here) if box == "due" else rows.exclude(**is_here)


def get_call_back_for(*, actor: Actor, call_back_id: int) -> CallBack:
    """Return a call-back in the actor's scope, of a case she sees.

    :raises CallBack.DoesNotExist: there is none, or it is not hers to see.
    """
    rows = call_backs_for(actor=actor, box="all", today=date.min)
    found: CallBack = rows.select_related("case__union").get(pk=call_back_id)
    return found


def earlier_ratings_of(case: Case) -> list[CaseRating]:
    """Return the ratings of rounds before the present one, oldest first."""
    rows = CaseRating.objects.filter(case=case, round__lt=case.reopened_times)
    return list(rows.order_by("round"))


def call_backs_of(case: Case) -> list[Any]:
    """Return the call-backs of a case its caller holds, oldest first."""
    rows = CallBack._base_manager.filter(case=case).select_related("made_by", "unit")
    return list(rows.order_by("round"))
