"""The API of coverages: figures of a union, and the list of what is missing."""

from datetime import date
from itertools import islice
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router

from zhigong.base import clock
from zhigong.base.api import MOST_ROWS, ROWS, door
from zhigong.base.pages import actor_of
from zhigong.engines.indicators import queries
from zhigong.engines.indicators.contract import COVERAGES
from zhigong.engines.indicators.schemas import CoverageFigure, GapPage
from zhigong.registry.unions.queries import get_union_for

VIEW = "indicators.view"
MOST_SKIPPED = 1_000_000
Limit = Annotated[int, Query(ge=1, le=MOST_ROWS)]
router = Router(tags=["覆盖与缺口"])


@router.get(
    "/unions/{union_code}/coverage",
    response=list[CoverageFigure],
    **door(VIEW, "读取一个工会及其下级的覆盖率"),
)
def read_coverage(request: HttpRequest, union_code: str, on: date | None = None) -> Any:
    """Return every coverage of a union with everything below it, on a day.

    Of a day to come nothing is known: today's figures are given, and ``as_of`` says so.
    """
    union = get_union_for(actor=actor_of(request), code=union_code, ability=VIEW)
    today = clock.today()
    figures = queries.coverage(union_id=union.pk, on=min(on or today, today), today=today)
    plain = ("code", "numerator", "denominator", "gap", "gap_rows", "excess", "as_of")
    return [
        {name: getattr(figure, name) for name in plain}
        | {
            "title": COVERAGES.get(figure.code).title,
            "rate": None if figure.rate is None else str(figure.rate),
        }
        for figure in figures
    ]


@router.get(
    "/unions/{union_code}/gaps/{facet}",
    response=GapPage,
    **door(VIEW, "读取未覆盖名单"),
)
def list_gap(
    request: HttpRequest,
    *,
    union_code: str,
    facet: str,
    on: date | None = None,
    skip: Annotated[int, Query(ge=0, le=MOST_SKIPPED)] = 0,
    limit: Limit = ROWS,
) -> Any:
    """List what is missing of a coverage below a union."""
    union = get_union_for(actor=actor_of(request), code=union_code, ability=VIEW)
    if facet not in COVERAGES:
        raise Http404
    items = queries.gap_items(
        code=facet, union_id=union.pk, on=min(on or clock.today(), clock.today())
    )
    found = list(islice(items, skip, skip + limit + 1))
    following = skip + limit if len(found) > limit else None
    return {"items": [_row(item) for item in found[:limit]], "next": following}


def _row(item: Any) -> dict[str, Any]:
    return {name: getattr(item, name) for name in ("kind", "id", "name", "union", "missing")}
