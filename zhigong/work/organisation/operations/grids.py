"""Grids: small areas with a keeper, and the unions and firms that lie in them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.operations import act, operation
from zhigong.work.organisation.models import Grid, GridFirm, GridUnion

if TYPE_CHECKING:
    from zhigong.registry.unions.models import Union


class GridNameTaken(UserError):
    """The union has a grid of this name."""

    code = "grid_name_taken"
    text = "已有名为“{name}”的网格，请换一个名称。"


class NotInThisArea(UserError):
    """What is put into a grid lies outside the area of its union."""

    code = "not_in_this_area"
    text = "“{name}”不在本网格所属工会的范围内。"


@operation("organisation.save_grid")
def save_grid(
    *, actor: Actor, union: "Union", particulars: dict[str, str], grid: Grid | None = None
) -> Grid:
    """Open a grid below a union, or change one.

    :param particulars: name, keeper, phone, bounds.
    :raises GridNameTaken: the union has one of that name.
    """
    others = Grid._base_manager.filter(union=union, name=particulars["name"].strip())
    if grid is not None:
        others = others.exclude(pk=grid.pk)
    if others.exists():
        raise GridNameTaken(field="name", name=particulars["name"])
    kept = grid or Grid(union=union)
    for name, value in particulars.items():
        setattr(kept, name, value.strip())
    kept.save()
    act().on(kept, node_id=union.pk)
    return kept


@operation("organisation.fill_grid")
def fill_grid(
    *, actor: Actor, grid: Grid, unions: "Iterable[Any]" = (), firms: "Iterable[Any]" = ()
) -> int:
    """Put unions and firms into a grid; what lay in another grid comes over. Return how many.

    :raises NotInThisArea: one of them is not of the area of the grid's union.
    """
    count = 0
    for union in unions:
        if grid.union_id not in union.ancestors:
            raise NotInThisArea(field="union", name=union.name)
        GridUnion._base_manager.update_or_create(union=union, defaults={"grid": grid})
        count += 1
    for firm in firms:
        covered = firm.covered_by.ancestors if firm.covered_by else []
        if grid.union_id not in (*firm.area_union.ancestors, *covered):
            raise NotInThisArea(field="employer", name=firm.name)
        GridFirm._base_manager.update_or_create(employer=firm, defaults={"grid": grid})
        count += 1
    act().on(grid, node_id=grid.union_id, count=count)
    return count


@operation("organisation.empty_grid")
def empty_grid(*, actor: Actor, grid: Grid, kind: str, thing_id: int) -> None:
    """Take one union or firm out of a grid; twice does no harm."""
    rows = (
        GridUnion._base_manager.filter(grid=grid, union_id=thing_id)
        if kind == "union"
        else GridFirm._base_manager.filter(grid=grid, employer_id=thing_id)
    )
    gone, _ = rows.delete()
    if gone:
        act().on(grid, node_id=grid.union_id, count=gone)
    else:
        act().unchanged()
