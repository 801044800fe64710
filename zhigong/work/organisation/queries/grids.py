"""Grids, and the unions and firms in them."""

from typing import TYPE_CHECKING

from django.db.models import Count

from zhigong.base.actor import Actor
from zhigong.work.organisation.models import Grid, GridFirm, GridUnion
from zhigong.work.organisation.permissions import VIEW

if TYPE_CHECKING:
    from django.db.models import QuerySet


def grids_for(*, actor: Actor, ability: str = VIEW) -> "QuerySet[Grid]":
    """Return the grids an actor sees, annotated ``union_count`` and ``firm_count``."""
    rows: QuerySet[Grid] = Grid.objects.within(actor.scope(ability))
    return rows.select_related("union").annotate(
        union_count=Count("unions", distinct=True), firm_count=Count("firms", distinct=True)
    )


def get_grid_for(*, actor: Actor, grid_id: int, ability: str = VIEW) -> Grid:
    """Return a grid the actor sees.

    :raises Grid.DoesNotExist: there is none, or it is not hers to see.
    """
    return grids_for(actor=actor, ability=ability).get(pk=grid_id)


def unions_in(grid: Grid) -> "QuerySet[GridUnion]":
    """Return the unions of a grid."""
    return GridUnion._base_manager.filter(grid=grid).select_related("union").order_by("union__code")


def firms_in(grid: Grid) -> "QuerySet[GridFirm]":
    """Return the firms of a grid, with the unions covering them."""
    rows = GridFirm._base_manager.filter(grid=grid).select_related("employer__covered_by")
    return rows.order_by("employer__code")
