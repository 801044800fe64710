"""Expert teams, what lies with them, and with whom."""

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from zhigong.base.actor import Actor
from zhigong.engines.cases import queries as cases
from zhigong.work.reception.models import Adviser, Assignment, ExpertTeam
from zhigong.work.reception.permissions import MANAGE

if TYPE_CHECKING:
    from django.db.models import QuerySet

HELD = "the caller holds the team"


def teams_for(*, actor: Actor) -> "QuerySet[ExpertTeam]":
    """Return the teams of unions in scope, with the number of open cases."""
    rows = ExpertTeam.objects.within(actor.scope(MANAGE)).select_related("union")
    still = Count("assignments", filter=Q(assignments__ended_at__isnull=True), distinct=True)
    return rows.annotate(open_cases=still)


def get_team_for(*, actor: Actor, team_id: int) -> ExpertTeam:
    """Return a team.

    :raises ExpertTeam.DoesNotExist: none, or outside the scope.
    """
    return teams_for(actor=actor).get(pk=team_id)


def members_of(team: ExpertTeam) -> "QuerySet[Adviser]":
    """Return the members of a team with ``load``, the open cases each has from all teams."""
    ids = ExpertTeam.members.through.objects.filter(expertteam=team).values("adviser_id")
    rows = Adviser.objects.trusted(HELD).filter(pk__in=ids, is_active=True)
    mine = Q(assignments__ended_at__isnull=True)
    return rows.annotate(load=Count("assignments", filter=mine)).order_by("kind", "name")


def assignments_of(team: ExpertTeam, *, actor: Actor) -> list[dict[str, Any]]:
    """Return what lies with a team: ``row, case``.

    ``case`` is ``None`` where the actor may not see it: a confidential one is counted, not named.
    """
    rows = Assignment.objects.trusted(HELD).filter(team=team, ended_at__isnull=True)
    found = list(rows.select_related("adviser").order_by("assigned_at"))
    seen = cases.cases_for(actor=actor).filter(pk__in=[row.case_id for row in found])
    visible = {case.pk: case for case in seen}
    return [{"row": row, "case": visible.get(row.case_id)} for row in found]


def beside_case(actor: Actor, case: Any) -> dict[str, Any] | None:
    """Return ``assigned`` and ``open_teams`` of a case the caller opened; ``None`` without either.

    Teams of unions outside the actor's scope are left out, with what lies with them.
    """
    teams = {team.pk: team for team in teams_for(actor=actor)}
    rows = Assignment.objects.trusted("the caller opened the case").filter(
        case_id=case.pk, team_id__in=teams, ended_at__isnull=True
    )
    assigned = list(rows.select_related("team", "adviser").order_by("assigned_at"))
    taken = {row.team_id for row in assigned}
    free = [team for pk, team in teams.items() if team.is_active and pk not in taken]
    open_teams = free if case.is_open else []
    if not assigned and not open_teams:
        return None
    return {"case": case, "assigned": assigned, "open_teams": open_teams}


def get_assignment_of(team: ExpertTeam, assignment_id: int) -> Assignment:
    """Return an open assignment of a team.

    :raises Assignment.DoesNotExist: the team has no such assignment.
    """
    rows = Assignment.objects.trusted(HELD).filter(team=team, ended_at__isnull=True)
    return rows.get(pk=assignment_id)
