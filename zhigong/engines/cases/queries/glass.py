"""Confidential cases opened in an emergency: which may be, and the record of those that were."""

from typing import TYPE_CHECKING

from zhigong.base.actor import Actor
from zhigong.engines.cases.models import BrokenGlass, Case
from zhigong.engines.cases.models.case import seen_from

if TYPE_CHECKING:
    from django.db.models import QuerySet

BREAK = "cases.break_glass"
RECORDS = "cases.glass_records"


def sealed_case(*, actor: Actor, number: str) -> Case | None:
    """Return the confidential case with a number in the scope in which the actor may open one."""
    scope = actor.scope(BREAK)
    if scope.is_empty:
        return None
    rows = Case.objects.trusted("opened with a reason, recorded and reported")
    found: Case | None = rows.filter(seen_from(scope), is_confidential=True, number=number).first()
    return found


def broken_glass_for(*, actor: Actor) -> "QuerySet[BrokenGlass]":
    """Return the records of emergency readings in the actor's scope, newest first."""
    scope = actor.scope(RECORDS)
    if scope.is_empty:
        return BrokenGlass.objects.none()
    cases = Case.objects.trusted("only numbers of cases").filter(seen_from(scope))
    rows = BrokenGlass.objects.filter(case__in=cases.values("pk"))
    return rows.select_related("case", "case__union", "user").order_by("-opened_at")


def team_path_of(union_id: int) -> list[int]:
    """Return the ids from the root down to a union, by which its holders are found."""
    model = Case._meta.get_field("union").related_model
    return list(model._base_manager.values_list("ancestors", flat=True).get(pk=union_id))
