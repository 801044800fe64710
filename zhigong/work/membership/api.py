"""The API of imports: upload, check, commit, and what was found of every row."""

from typing import Annotated, Any, Literal
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.base.api import MOST_ROWS, ROWS, acting, door
from zhigong.base.errors import UserError
from zhigong.base.jobs import start_job
from zhigong.base.pages import actor_of
from zhigong.engines.exchange import operations as exchange_operations
from zhigong.engines.exchange import queries as exchange
from zhigong.registry.unions.queries import get_union_for
from zhigong.work.membership import jobs, operations
from zhigong.work.membership.schemas import ImportStatus, RowPage

VIEW = "exchange.view"
LARGEST_ROW = 2**31 - 1
Limit = Annotated[int, Query(ge=1, le=MOST_ROWS)]
router = Router(tags=["导入"])


class NotChecked(UserError):
    """Rows are written only after they were checked."""

    code = "not_checked"
    text = "预检尚未完成，不能导入。请等预检完成后再试。"


@router.post("/imports", response={201: ImportStatus}, **door(VIEW, "上传名册并开始预检"))
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
            raise PermissionDenied
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
        title = _("预检 %(name)s") % {"name": batch.file_name}
        _start(jobs.check_batch, actor=actor, batch=batch, title=title)
    return 201, _status(batch)


@router.get("/imports/{batch_id}", response=ImportStatus, **door(VIEW, "查看导入进度"))
def read_import(request: HttpRequest, batch_id: UUID) -> Any:
    """Return where an import stands."""
    return _status(exchange.get_batch_for(actor=actor_of(request), batch_id=batch_id))


@router.post("/imports/{batch_id}/commit", response={202: ImportStatus}, **door(VIEW, "确认导入"))
def commit_import(request: HttpRequest, batch_id: UUID) -> Any:
    """Start writing a checked import; asked again after an interruption it goes on."""
    with acting(request) as actor:
        batch = exchange.get_batch_for(actor=actor, batch_id=batch_id)
        ability = exchange.import_kind(batch.kind).ability
        if not actor.scope(ability).covers(batch.union.ancestors):
            raise PermissionDenied
        if batch.checked_at is None:
            raise NotChecked
        if batch.state != "committing":
            _start_commit(actor, batch)
    return 202, _status(batch)


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


def _start_commit(actor: Actor, batch: Any) -> None:
    """Mark first, start then: a worker may be quicker than this request."""
    with transaction.atomic():
        exchange_operations.mark_committing(batch=batch, job_id=None, row_count=batch.row_count)
        title = _("导入 %(name)s") % {"name": batch.file_name}
        _start(jobs.commit_batch, actor=actor, batch=batch, title=title)


def _start(function: Any, *, actor: Actor, batch: Any, title: str) -> None:
    job = start_job(function, actor=actor, title=title, batch_id=str(batch.id))
    exchange_operations.mark_job(batch=batch, job_id=job.id)


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
