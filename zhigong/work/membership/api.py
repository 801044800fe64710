"""The API of imports: upload, check, commit, and what was found of every row."""

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import File, Form, Query, Router, Status
from ninja.files import UploadedFile

from zhigong.base import clock
from zhigong.base.api import MOST_ROWS, ROWS, AbilityMissing, acting, door
from zhigong.base.pages import actor_of
from zhigong.engines.exchange import queries as exchange
from zhigong.registry.unions.queries import get_union_for
from zhigong.work.membership import jobs, operations
from zhigong.work.membership.schemas import ImportStatus, RowPage

VIEW = "exchange.view"
LARGEST_ROW = 2**31 - 1
Limit = Annotated[int, Query(ge=1, le=MOST_ROWS)]
router = Router(tags=["导入"])


def importing(summary: str) -> dict[str, Any]:
    """Return the door of a route that also asks for the ability of the kind of import."""
    needed = (
        f"需要权限 `{VIEW}`；导入名册（`roster`）另需 `membership.import_roster`，"
        "导入企业名录（`employers`）另需 `membership.import_employers`。"
    )
    return door(VIEW, summary) | {"description": needed}


@router.post("/imports", response={201: ImportStatus}, **importing("上传名册并开始预检"))
def upload_import(
    request: HttpRequest,
    *,
    file: Annotated[UploadedFile, File()],
    union: Annotated[str, Form(max_length=40)],
    kind: Annotated[Literal["roster", "employers"], Form()] = "roster",
    mode: Annotated[Literal["incremental", "reconcile"], Form()] = "incremental",
    source: Annotated[Literal["", "market", "social_insurance", "tax"], Form()] = "",
) -> Any:
    """Take a workbook for a union and start its check, a job."""
    found = exchange.import_kind(kind)
    with acting(request) as actor:
        if not actor.may(found.ability):
            raise AbilityMissing(found.ability)
        options = {"source": source or "market", "as_of": str(clock.today())}
        batch = operations.receive(
            actor=actor,
            kind=kind,
            union=get_union_for(actor=actor, code=union, ability=found.ability),
            file_name=file.name or "",
            chunks=file.chunks(),
            mode=mode,
            options=options if kind == "employers" else {},
        )
        jobs.start_check(actor=actor, batch=batch)
    return Status(201, _status(batch))


@router.get("/imports/{batch_id}", response=ImportStatus, **door(VIEW, "查看导入进度"))
def read_import(request: HttpRequest, batch_id: UUID) -> Any:
    """Return where an import stands."""
    return _status(exchange.get_batch_for(actor=actor_of(request), batch_id=batch_id))


@router.post("/imports/{batch_id}/commit", response={202: ImportStatus}, **importing("确认导入"))
def commit_import(request: HttpRequest, batch_id: UUID) -> Any:
    """Start writing a checked import; asked again after an interruption it goes on."""
    with acting(request) as actor:
        batch = exchange.get_batch_for(actor=actor, batch_id=batch_id)
        ability = exchange.import_kind(batch.kind).ability
        if not actor.scope(ability).covers(batch.union.ancestors):
            raise AbilityMissing(ability)
        jobs.start_commit(actor=actor, batch=batch)
    return Status(202, _status(batch))


@router.get("/imports/{batch_id}/rows", response=RowPage, **door(VIEW, "逐行查看核查结果"))
def list_import_rows(
    request: HttpRequest,
    *,
    batch_id: UUID,
    action: str = "",
    finding: str = "",
    after: Annotated[int, Query(ge=0, le=LARGEST_ROW)] = 0,
    limit: Limit = ROWS,
) -> Any:
    """List the rows of an import in sheet order; values are not said, codes are."""
    batch = exchange.get_batch_for(actor=actor_of(request), batch_id=batch_id)
    if "\x00" in action + finding:
        raise Http404
    rows = exchange.rows_of(batch, action=action, finding=finding).filter(row__gt=after)
    found = list(rows[: limit + 1])
    items = [{"row": r.row, "action": r.action, "findings": r.findings} for r in found[:limit]]
    return {"items": items, "next": items[-1]["row"] if len(found) > limit else None}


def _status(batch: Any) -> dict[str, Any]:
    plain = (
        "id", "kind", "mode", "state", "file_name", "row_count", "committed_rows", "can_commit",
        "created_at",
    )  # fmt: skip
    totals = {
        name: counts
        for name, counts in batch.totals.items()
        if name in ("actions", "findings") and isinstance(counts, dict)
    }
    line = {name: getattr(batch, name) for name in plain}
    return line | {"union": batch.union.code, "totals": totals}
