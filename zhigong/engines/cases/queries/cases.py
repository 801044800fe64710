"""Cases, steps and drafts as pages, the API and other apps read them."""

import json
from datetime import date
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from django.db.models import Q

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.base.fields import reveal
from zhigong.base.holidays import calendar_of
from zhigong.engines.cases.contract import StepState
from zhigong.engines.cases.models import (
    Agency,
    BrokenGlass,
    Case,
    CaseEntry,
    CasePaper,
    CaseStep,
    Draft,
)
from zhigong.engines.cases.queries.programmes import led_codes, led_page
from zhigong.registry.accounts.queries import unions_with_administrator

if TYPE_CHECKING:
    from django.db.models import QuerySet

Inbox = Literal["todo", "soon", "late", "supervised", "below", "done"]
# 将超时: to be done within so many working days, today's own included.
SOON_DAYS = 2


def soon_until(today: date) -> date:
    """Return the last day of the limits that run out soon."""
    return calendar_of().add_working_days(today, SOON_DAYS)


def cases_for(*, actor: Actor, ability: str = "cases.view") -> "QuerySet[Case]":
    """Return the cases an actor sees, confidential ones only where she handles such.

    Besides those she opened in an emergency, for as long as they stay open.
    """
    return Case.objects.visible(
        actor.scope(ability),
        confidential=actor.scope("cases.confidential"),
        opened=_opened_by(actor) if actor.may("cases.break_glass") else (),
    ).select_related("union")


def _opened_by(actor: Actor) -> list[int]:
    rows = BrokenGlass.objects.filter(user_id=actor.user_id or -1, closes_at__gt=clock.now())
    return list(rows.values_list("case_id", flat=True))


def get_case_for(*, actor: Actor, number: str, ability: str = "cases.view") -> Case:
    """Return a case the actor sees.

    :raises Case.DoesNotExist: there is none, or it is not hers to see.
    """
    return cases_for(actor=actor, ability=ability).get(number=number)


def led_page_for(*, actor: Actor, number: str) -> str:
    """Return the page of a case that waits, or waited, where the actor works, if an app leads it.

    Her inbox shows such a case although it is confidential; what she may read there, that app says.

    :returns: an address; empty where there is no such case.
    """
    nodes = actor.scope("cases.handle").node_ids | actor.scope("cases.decide").node_ids
    rows = CaseStep.objects.trusted("only steps of the actor's own unions and below")
    mine = rows.filter(case__number=number, unit__ancestors__overlap=sorted(nodes))
    step = mine.select_related("case").first()
    return "" if step is None else led_page(step.case)


def get_own_case(*, actor: Actor, number: str) -> Case:
    """Return a case of the actor's own person, or one she applied for on behalf of another.

    :raises Case.DoesNotExist: it is not hers.
    """
    rows = own_cases(actor=actor).select_related("union", "agency")
    found: Case = rows.get(number=number)
    return found


def own_cases(*, actor: Actor) -> "QuerySet[Case]":
    """Return the actor's own cases and those she applied for on behalf of others, newest first."""
    rows = Case.objects.trusted("her own, or made by her for somebody (代办)")
    if actor.user_id is None and actor.person_id is None:
        return rows.none()
    mine = Q(person_id=actor.person_id) if actor.person_id else Q(pk__in=[])
    if actor.user_id is not None:
        made = Agency._base_manager.filter(agent_id=actor.user_id).values("case_id")
        mine |= Q(pk__in=made)
    return rows.filter(mine).order_by("-opened_at")


def get_step_for(*, actor: Actor, step_id: int) -> CaseStep:
    """Return a step of a case the actor sees.

    :raises CaseStep.DoesNotExist: there is none, or its case is not hers to see.
    """
    rows = CaseStep.objects.trusted("its case is asked for through its own door")
    step: CaseStep = rows.select_related("case__union", "unit").get(pk=step_id)
    cases_for(actor=actor).values_list("pk").get(pk=step.case_id)
    return step


def inbox_for(*, actor: Actor, box: Inbox = "todo", today: date) -> "QuerySet[CaseStep]":
    """Return the steps of an inbox: waiting here, late soon, late, supervised, below, done by her.

    A union's inbox is that of the unions the actor works in, not of all below them.
    """
    if box == "done":
        mine = CaseStep.objects.trusted("decided by the actor herself")
        return mine.filter(decided_by_id=actor.user_id or -1).select_related("case", "unit")
    handling, deciding = actor.scope("cases.handle"), actor.scope("cases.decide")
    nodes = handling.node_ids | deciding.node_ids
    rows = CaseStep.objects.trusted("narrowed to the actor's unions below")
    rows = rows.filter(state=StepState.WAITING).select_related("case", "unit")
    if not nodes <= actor.scope("cases.confidential").node_ids:
        rows = rows.filter(_not_too_confidential(actor))
    if box == "below":
        return rows.filter(unit__ancestors__overlap=sorted(nodes)).exclude(unit_id__in=nodes)
    if box == "supervised":
        return rows.filter(unit__ancestors__overlap=sorted(nodes), supervised_by__isnull=False)
    rows = rows.filter(unit_id__in=nodes)
    if box == "soon":
        return rows.filter(due_on__gte=today, due_on__lte=soon_until(today))
    return rows.filter(due_on__lt=today) if box == "late" else rows


def _not_too_confidential(actor: Actor) -> Q:
    """Return the condition that a step is of no confidential case, or lies where she may do such.

    Holding the ability at one union opens nothing at another.
    """
    scope = actor.scope("cases.confidential")
    # What a work app leads says nothing here but its number, and its own page opens it or not.
    plain = Q(case__is_confidential=False) | Q(case__programme_code__in=led_codes())
    if scope.is_empty:
        return plain
    if scope.everything:
        return Q()
    return plain | Q(unit__ancestors__overlap=sorted(scope.node_ids))


def may_handle(*, actor: Actor, step: CaseStep, on: date) -> bool:
    """Whether the actor may do a step: it lies at her union, or nobody works there any more."""
    scope = actor.scope(step.ability)
    if scope.everything or step.unit_id in scope.node_ids:
        return True
    if not scope.covers(step.unit.ancestors):
        return False
    return step.unit_id not in unions_with_administrator(union_ids=[step.unit_id], on=on)


def steps_of(case: Case) -> "QuerySet[CaseStep]":
    """Return the steps of a case the caller holds, in order."""
    rows = CaseStep._base_manager.filter(case=case).select_related("unit", "decided_by")
    return rows.order_by("place", "id")


def handed_over_by(step: CaseStep) -> CaseStep | None:
    """Return the step at the union that handed this one over; ``None`` when it came on its route.

    One that was given back came from nobody: it is not given back once more.
    """
    rows = CaseStep._base_manager.filter(case_id=step.case_id, pk__lt=step.pk, code=step.code)
    moved = rows.filter(place=step.place, state=StepState.MOVED).select_related("unit")
    found = list(moved.order_by("-pk")[:2])
    was_here = len(found) > 1 and found[1].unit_id == step.unit_id
    return None if not found or was_here else found[0]


def history_of(case: Case, *, public_only: bool = False) -> "QuerySet[CaseEntry]":
    """Return what happened to a case the caller holds, oldest first."""
    rows = CaseEntry.objects.filter(case=case).select_related("unit", "user").order_by("id")
    return rows.filter(is_public=True) if public_only else rows


def papers_of(case: Case) -> "QuerySet[CasePaper]":
    """Return the papers of a case the caller holds."""
    rows = CasePaper._base_manager.filter(case=case).select_related("document")
    return rows.order_by("code", "id")


def answers_of(case: "Case | Draft") -> dict[str, Any]:
    """Return the answers in clear; nothing once the key was destroyed."""
    text = reveal(*map(_bytes, (case.data_key, case.answers_cipher)))
    return dict(json.loads(text)) if text else {}


def _bytes(value: bytes | memoryview | None) -> bytes | None:
    return None if value is None else bytes(value)


def own_drafts(*, actor: Actor) -> "QuerySet[Draft]":
    """Return what the actor has begun and not sent, newest first."""
    rows = Draft.objects.trusted("the actor's own drafts").filter(user_id=actor.user_id or -1)
    return rows.order_by("-saved_at")


def get_draft(*, actor: Actor, draft_id: UUID) -> Draft:
    """Return one of the actor's own drafts.

    :raises Draft.DoesNotExist: it is not hers.
    """
    return own_drafts(actor=actor).get(pk=draft_id)
