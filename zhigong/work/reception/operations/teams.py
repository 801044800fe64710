"""Setting up expert teams, and giving cases to them."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import IntegrityError, transaction

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.operations import act, operation
from zhigong.engines.cases import queries as cases
from zhigong.kernel.text import N_
from zhigong.work.reception.models import Adviser, Assignment, ExpertTeam

if TYPE_CHECKING:
    from zhigong.engines.cases.models import Case
    from zhigong.registry.unions.models import Union


class TeamKnown(UserError):
    """The union has a team of this name."""

    code: ClassVar[str] = "team_known"
    text: ClassVar[str] = N_("这个工会已有同名团队，请换一个名称。")
    status: ClassVar[int] = 409


class CaseNotFound(UserError):
    """No open case the actor may see has this number."""

    code: ClassVar[str] = "case_not_found"
    text: ClassVar[str] = N_("没有找到这个编号的在办办件，请核对编号。")


class AssignedAlready(UserError):
    """The case is with this team."""

    code: ClassVar[str] = "assigned_already"
    text: ClassVar[str] = N_("这件办件已在本团队。")
    status: ClassVar[int] = 409


@operation("reception.set_team")
def set_team(
    *,
    actor: Actor,
    union: "Union",
    members: Sequence[Adviser],
    team: ExpertTeam | None = None,
    **given: Any,
) -> ExpertTeam:
    """Set up a team of a union, or change one, with its members.

    :raises TeamKnown: the union has another of this name.
    """
    row = team or ExpertTeam(union=union)
    for name, value in given.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "one_team_of_a_name_per_union" not in str(error):
            raise
        raise TeamKnown(field="name") from None
    belongs = ExpertTeam.members.through
    belongs.objects.filter(expertteam=row).delete()
    belongs.objects.bulk_create(belongs(expertteam=row, adviser=one) for one in members)
    act().on(row, node_id=row.union_id)
    return row


@operation("reception.assign_case")
def assign_case(
    *,
    actor: Actor,
    at: datetime,
    team: ExpertTeam,
    number: str,
    adviser: Adviser | None = None,
    note: str = "",
) -> Assignment:
    """Give an open case to a team, and to one of its members.

    Nobody gets to see a case by this: who may not open it is told of it by whoever may.

    :raises CaseNotFound: the actor sees no open case of this number.
    :raises AssignedAlready: it is with the team.
    """
    case = _case(actor, number)
    try:
        with transaction.atomic():
            made: Assignment = Assignment.objects.create(
                team=team, case=case, adviser=adviser, note=note, assigned_at=at
            )
    except IntegrityError as error:
        if "one_open_assignment_per_team_and_case" not in str(error):
            raise
        raise AssignedAlready(field="number") from None
    act().on(made, node_id=team.union_id)
    return made


@operation("reception.end_assignment")
def end_assignment(*, actor: Actor, at: datetime, assignment: Assignment) -> None:
    """Note that a team is done with a case."""
    assignment.ended_at = at
    assignment.save(update_fields=["ended_at"])
    act().on(assignment, node_id=assignment.team.union_id)


def _case(actor: Actor, number: str) -> "Case":
    found = cases.cases_for(actor=actor).filter(number=number.strip()).first()
    if found is None or not found.is_open:
        raise CaseNotFound(field="number")
    return found
