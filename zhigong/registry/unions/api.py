"""The API of unions: list, tree of a day, one union, its children."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from zhigong.base import clock
from zhigong.base.api import MOST_ROWS, ROWS, Page, cut, door
from zhigong.base.pages import actor_of
from zhigong.registry.unions import queries
from zhigong.registry.unions.schemas import TreeNode, UnionDetail, UnionLine

VIEW = "unions.view"
Limit = Annotated[int, Query(ge=1, le=MOST_ROWS)]
router = Router(tags=["工会组织"])


@router.get("/unions", response=Page[UnionLine], **door(VIEW, "列出管辖范围内的工会"))
def list_unions(
    request: HttpRequest,
    *,
    q: str = "",
    kind: str = "",
    status: str = "",
    parent: str = "",
    cursor: str | None = None,
    limit: Limit = ROWS,
) -> Any:
    """List the unions in scope by code."""
    actor = actor_of(request)
    rows = queries.unions_for(actor=actor).select_related("parent")
    if parent:
        above = queries.get_union_for(actor=actor, code=parent)
        rows = rows.filter(parent_id=above.pk)
    if q:
        rows = rows.filter(name__contains=q)
    wanted = {name: value for name, value in (("kind", kind), ("status", status)) if value}
    found, following = cut(rows.filter(**wanted), by=("code",), cursor=cursor, limit=limit)
    return {"items": [_line(union) for union in found], "next": following}


@router.get("/unions/tree", response=list[TreeNode], **door(VIEW, "读取某日的组织树"))
def read_tree(request: HttpRequest, on: date | None = None) -> Any:
    """Return the tree of a day, as far as the caller sees it; parents before children."""
    scope = actor_of(request).scope(VIEW)
    rows = queries.tree_on(on or clock.today())
    if not scope.everything:
        rows = rows.filter(ancestors__overlap=sorted(scope.node_ids))
    columns = rows.values_list("union_id", "parent_id", "union__code", "union__name", "union__kind")
    found = list(columns.order_by("ancestors"))
    codes = {union_id: code for union_id, _parent, code, _name, _kind in found}
    return [
        {"code": code, "name": name, "kind": kind, "parent": codes.get(parent_id)}
        for _union, parent_id, code, name, kind in found
    ]


@router.get("/unions/{union_code}", response=UnionDetail, **door(VIEW, "读取一个工会"))
def read_union(request: HttpRequest, union_code: str) -> Any:
    """Return a union with its papers of today."""
    union = queries.get_union_for(actor=actor_of(request), code=union_code)
    record = queries.record_of(union=union, on=clock.today())
    declared, term = record.declared, record.terms[0] if record.terms else None
    plain = (
        "region", "legal_person", "certificate_number", "certificate_until", "established_on",
        "dissolved_on", "sector", "address", "phone",
    )  # fmt: skip
    return {
        **_line(union),
        **{name: getattr(union, name) for name in plain},
        "path": [above.code for above in record.path],
        "declared_workers": declared.workers if declared else None,
        "declared_members": declared.members if declared else None,
        "declared_as_of": declared.as_of if declared else None,
        "term_ends_before": term.ends_before if term else None,
        "committees": sorted({committee.kind for committee in record.committees}),
    }


@router.get(
    "/unions/{union_code}/children", response=Page[TreeNode], **door(VIEW, "列出下一级工会")
)
def list_children(
    request: HttpRequest,
    *,
    union_code: str,
    on: date | None = None,
    cursor: str | None = None,
    limit: Limit = ROWS,
) -> Any:
    """List what stood directly below a union on a day."""
    union = queries.get_union_for(actor=actor_of(request), code=union_code)
    rows = queries.tree_on(on or clock.today()).filter(parent_id=union.pk).select_related("union")
    found, following = cut(rows, by=("union_id",), cursor=cursor, limit=limit)
    below = [position.union for position in found]
    nodes = [{"code": u.code, "name": u.name, "kind": u.kind, "parent": union.code} for u in below]
    return {"items": nodes, "next": following}


def _line(union: Any) -> dict[str, Any]:
    plain = ("code", "name", "kind", "level", "status", "verification", "credit_code")
    line = {name: getattr(union, name) for name in plain}
    return line | {"parent": union.parent.code if union.parent else None}
