"""The API of employers: list and one employer."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from zhigong.base.api import MOST_ROWS, ROWS, Page, cut, door
from zhigong.base.pages import actor_of
from zhigong.registry.employers import queries
from zhigong.registry.employers.schemas import EmployerDetail, EmployerLine

VIEW = "employers.view"
Limit = Annotated[int, Query(ge=1, le=MOST_ROWS)]
router = Router(tags=["用人单位"])


@router.get("/employers", response=Page[EmployerLine], **door(VIEW, "列出管辖范围内的用人单位"))
def list_employers(
    request: HttpRequest,
    *,
    q: str = "",
    status: str = "",
    covered: bool | None = None,
    least_workers: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    cursor: str | None = None,
    limit: Limit = ROWS,
) -> Any:
    """List the employers in scope by code; ``covered=false`` gives those without a union."""
    rows = queries.employers_for(actor=actor_of(request))
    if q:
        rows = queries.search_employers(rows, q)
    if status:
        rows = rows.filter(status=status)
    if covered is not None:
        rows = queries.with_union(rows) if covered else queries.without_union(rows)
    if least_workers:
        rows = queries.at_least(rows, least_workers)
    rows = rows.select_related("area_union", "covered_by")
    found, following = cut(rows, by=("code",), cursor=cursor, limit=limit)
    return {"items": [_line(employer) for employer in found], "next": following}


@router.get("/employers/{employer_code}", response=EmployerDetail, **door(VIEW, "读取一个用人单位"))
def read_employer(request: HttpRequest, employer_code: str) -> Any:
    """Return an employer with its head-count."""
    employer = queries.get_employer_for(actor=actor_of(request), code=employer_code)
    plain = (
        "women_workers", "headcount_on", "headcount_source", "address", "region", "closed_on",
    )  # fmt: skip
    return _line(employer) | {name: getattr(employer, name) for name in plain}


def _line(employer: Any) -> dict[str, Any]:
    plain = (
        "code", "name", "credit_code", "credit_state", "status", "sector", "ownership", "workers",
        "verification",
    )  # fmt: skip
    line = {name: getattr(employer, name) for name in plain}
    covering = employer.covered_by
    line["union"] = covering.code if covering else None
    return line | {"area_union": employer.area_union.code}
