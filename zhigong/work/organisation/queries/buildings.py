"""Buildings and elections as pages and papers read them; ``get_building_for`` is the one door."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from zhigong.base.actor import Actor
from zhigong.base.holidays import calendar_of
from zhigong.engines.cases.queries import may_handle, steps_of
from zhigong.registry.accounts.queries import unions_with_administrator
from zhigong.registry.people.queries import members_by_union
from zhigong.registry.unions.queries import path_of, terms_of
from zhigong.work.organisation.contract import ENDS, Approver, Stage
from zhigong.work.organisation.models import (
    Building,
    BuildingFirm,
    BuildingStep,
    Candidate,
    Practice,
)
from zhigong.work.organisation.permissions import APPROVE, BUILD, VIEW
from zhigong.work.organisation.rules import APPROVERS, STAGES

if TYPE_CHECKING:
    from zhigong.registry.unions.models import Term, Union

REPLY_DAYS = 15


def buildings_for(*, actor: Actor, ability: str = VIEW) -> "QuerySet[Building]":
    """Return the buildings and elections an actor sees."""
    rows: QuerySet[Building] = Building.objects.within(actor.scope(ability))
    return rows.select_related("case__union", "approver", "union", "parent")


def get_building_for(*, actor: Actor, number: str) -> Building:
    """Return a building the actor sees, by the number of its case.

    :raises Building.DoesNotExist: there is none, or it is not hers to see.
    """
    return buildings_for(actor=actor).get(case__number=number)


def with_whereabouts(rows: "QuerySet[Building]") -> "QuerySet[Building]":
    """Annotate buildings with where they wait and until when: ``step_unit``, ``step_due``."""
    waits = Building._base_manager.filter(pk=OuterRef("pk"), case__steps__state="waiting")
    return rows.annotate(
        step_unit=Subquery(waits.values("case__steps__unit__name")[:1]),
        step_due=Subquery(waits.values("case__steps__due_on")[:1]),
    )


def waiting_here(*, actor: Actor) -> "QuerySet[Building]":
    """Return the buildings that wait at a union the actor works in, for what she may do."""
    mine = Q(pk__in=[])
    for stages, ability in ((APPROVERS, APPROVE), (set(STAGES["founding"]) - APPROVERS, BUILD)):
        scope = actor.scope(ability)
        here = Q(stage__in=sorted(stages), case__steps__state="waiting")
        mine |= here & (Q() if scope.everything else Q(case__steps__unit_id__in=scope.node_ids))
    return buildings_for(actor=actor).filter(mine)


def late_buildings(rows: "QuerySet[Building]", *, today: date) -> "QuerySet[Building]":
    """Keep the open buildings whose present step is beyond its limit."""
    stuck = Q(case__steps__state="waiting", case__steps__due_on__lt=today)
    return rows.filter(stuck).exclude(stage__in=ENDS)


def search_buildings(rows: "QuerySet[Building]", words: str) -> "QuerySet[Building]":
    """Keep the buildings by the name of the union or a firm, or the number of the case."""
    text = words.strip()
    firms = BuildingFirm._base_manager.filter(employer__name__icontains=text)
    return rows.filter(
        Q(name__icontains=text)
        | Q(case__number__iexact=text)
        | Q(pk__in=firms.values("building_id"))
    )


@dataclass(frozen=True, slots=True)
class StageView:
    """One step of the chain as the page shows it: done, now or next."""

    code: str
    title: str
    state: str
    who: str = ""
    due_on: date | None = None
    done: BuildingStep | None = None


def chain_of(building: Building) -> list[StageView]:
    """Return the steps of a building in order, with what was done and what waits."""
    done: dict[str, BuildingStep] = {}
    for step in steps_done(building):
        done[step.stage] = step
    waiting = next((one for one in steps_of(building.case) if one.state == "waiting"), None)
    route = STAGES[building.kind]
    now = route.index(building.stage) if building.stage in route else len(route)
    if building.stage == Stage.STOPPED:
        now = len([code for code in route if code in done])
    found = []
    for place, code in enumerate(route):
        title = str(Stage(code).label)
        if place < now:
            found.append(StageView(code, title, "done", done=done.get(code)))
        elif place == now and waiting is not None:
            found.append(StageView(code, title, "now", waiting.unit.name, waiting.due_on))
        else:
            found.append(StageView(code, title, "next"))
    return found


def steps_done(building: Building) -> "QuerySet[BuildingStep]":
    """Return the steps of a building that were done, in order."""
    rows = BuildingStep._base_manager.filter(building=building)
    return rows.select_related("scan", "done_by").order_by("done_at", "pk")


def firms_of(building: Building) -> "QuerySet[BuildingFirm]":
    """Return the firms a union is set up for."""
    rows = BuildingFirm._base_manager.filter(building=building)
    return rows.select_related("employer").order_by("pk")


def candidates_of(building: Building) -> "QuerySet[Candidate]":
    """Return who stands, by committee."""
    return Candidate._base_manager.filter(building=building).order_by("-body", "pk")


def why_not_step(*, actor: Actor, building: Building, on: date) -> str:
    """Return why the actor cannot do the step a building waits in; empty when she can."""
    waiting = next((one for one in steps_of(building.case) if one.state == "waiting"), None)
    if waiting is None:
        return "已办结或已终止。"
    if may_handle(actor=actor, step=waiting, on=on):
        return ""
    return f"这一环节由“{waiting.unit.name}”办理。"


def practice_of(union: "Union", *, on: date) -> "Practice | None":
    """Return the approval rule that holds for a union on a day: the nearest upwards, the latest."""
    rows = Practice.objects.trusted("a rule of the place").filter(
        union_id__in=union.ancestors, starts_on__lte=on
    )
    by_union: dict[int, Practice] = {}
    for row in rows.order_by("starts_on"):
        by_union[row.union_id] = row
    return next((by_union[pk] for pk in reversed(union.ancestors) if pk in by_union), None)


def approver_of(*, parent: "Union", is_founding: bool, on: date) -> "Union":
    """Return who approves below a parent: itself, or the county's federation where a rule says so.

    :legal: 工会法 art. 12: the union next above approves.
    """
    rule = practice_of(parent, on=on)
    chosen = (rule.founding if is_founding else rule.election) if rule else Approver.PARENT
    if chosen == Approver.PARENT:
        return parent
    line = path_of(parent)
    return next((one for one in reversed(line) if one.kind == "federation"), line[0])


def reply_due(approver: "Union", *, on: date) -> date:
    """Return by when a union that approves has to answer."""
    rule = practice_of(approver, on=on)
    days = rule.reply_days if rule else REPLY_DAYS
    return calendar_of(approver.region).add_working_days(on, days)


def last_term(union: "Union") -> "Term | None":
    """Return the latest term of office on record."""
    return terms_of(union=union).first()


def members_of(union: "Union", *, on: date) -> dict[str, Any]:
    """Return how many members a union has by name today, for a building to begin with."""
    count = members_by_union(on=on, union_ids=[union.pk]).get(union.pk)
    return {"members": count} if count else {}


def has_administrator(union_id: int, *, on: date) -> bool:
    """Return whether somebody keeps a union and may log in."""
    return union_id in unions_with_administrator(union_ids=[union_id], on=on)


def open_building_of(*, employer_ids: Iterable[int]) -> dict[int, str]:
    """Return the numbers of the open buildings of firms."""
    rows = BuildingFirm._base_manager.filter(employer_id__in=list(employer_ids), is_open=True)
    return dict(rows.values_list("employer_id", "building__case__number"))
