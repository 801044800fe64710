"""Long steps of an import, run by a worker; each may run twice."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.jobs import JobHandle, job, start_job
from zhigong.engines.exchange import operations as exchange_operations
from zhigong.engines.exchange import queries as exchange
from zhigong.kernel.text import N_
from zhigong.work.membership import operations, queries

PROBLEMS_SHOWN = 200
APPROVED_AT_ONCE = 5_000


class NotChecked(UserError):
    """Rows are written only after they were checked."""

    code = "not_checked"
    text = N_("预检尚未完成，不能导入。请等预检完成后再试。")


def start_check(*, actor: Actor, batch: Any, inline: bool = False) -> None:
    """Have every row of a batch checked, anew when it was checked before.

    :param inline: check at once instead of leaving it to a worker.
    """
    exchange_operations.forget_check(batch=batch)
    title = _("预检 %(name)s") % {"name": batch.file_name}
    _start(check_batch, actor=actor, batch=batch, title=title, inline=inline)


def start_commit(*, actor: Actor, batch: Any) -> None:
    """Have a batch written; after an interruption it goes on, while it is written nothing starts.

    :raises NotChecked: it was not checked, or not to the end.
    :raises BatchIsOver: it was written already.
    """
    if batch.checked_at is None:
        raise NotChecked
    if _is_being_written(batch, actor):
        return
    # Marked first, started then: a worker may be quicker than this request.
    with transaction.atomic():
        exchange_operations.mark_committing(batch=batch, job_id=None, row_count=batch.row_count)
        title = _("导入 %(name)s") % {"name": batch.file_name}
        _start(commit_batch, actor=actor, batch=batch, title=title)


def start_roll_back(*, actor: Actor, batch: Any, reason: str) -> None:
    """Have a committed batch taken back."""
    title = _("撤回 %(name)s") % {"name": batch.file_name}
    _start(roll_back_batch, actor=actor, batch=batch, title=title, reason=reason)


def _is_being_written(batch: Any, actor: Actor) -> bool:
    if batch.state != "committing":
        return False
    job = queries.job_of(batch, actor=actor)
    # A colleague's job is not shown to this actor; it counts as running all the same.
    return batch.job_id is not None if job is None else not job.is_final


def _start(function: Any, *, actor: Actor, batch: Any, title: str, **more: Any) -> None:
    job = start_job(function, actor=actor, title=title, batch_id=str(batch.id), **more)
    exchange_operations.mark_job(batch=batch, job_id=job.id)


@job(queue="imports")
def check_batch(job: JobHandle, *, batch_id: str) -> None:
    """Check every row of a batch."""
    batch = exchange.get_batch_for(actor=job.actor, batch_id=UUID(batch_id))
    operations.check_batch(batch=batch, on_progress=job.progress)
    job.result(url=reverse("membership:check", args=[batch_id]))


@job(queue="imports")
def commit_batch(job: JobHandle, *, batch_id: str) -> None:
    """Write a batch part by part, then have its result written."""
    batch = exchange.get_batch_for(actor=job.actor, batch_id=UUID(batch_id))
    operations.commit_batch(actor=job.actor, batch=batch, job_id=job.id, on_progress=job.progress)
    job.result(url=reverse("membership:result", args=[batch_id]))
    start_job(write_result, actor=job.actor, title=batch.file_name, batch_id=batch_id)


@job(queue="results")
def write_result(job: JobHandle, *, batch_id: str) -> None:
    """Write the result workbook of a batch."""
    batch = exchange.get_batch_for(actor=job.actor, batch_id=UUID(batch_id))
    operations.write_result(batch=batch)
    job.result(url=reverse("membership:result_file", args=[batch_id]))


@job(queue="imports")
def roll_back_batch(job: JobHandle, *, batch_id: str, reason: str) -> None:
    """Take a batch back."""
    batch = exchange.get_batch_for(actor=job.actor, batch_id=UUID(batch_id))
    undone = operations.roll_back(
        actor=job.actor, at=clock.now(), batch=batch, reason=reason, on_progress=job.progress
    )
    summary = _("已撤回 %(n)s 项。") % {"n": f"{undone:,}"}
    job.result(url=reverse("membership:result", args=[batch_id]), summary=summary)


@job(queue="results")
def report_up(job: JobHandle, *, union_code: str, format_code: str, reason: str) -> None:
    """Write a union's members in a superior's table."""
    with exchange.report_to_write(job.id) as target:
        report = operations.report_up(
            actor=job.actor,
            union_code=union_code,
            format_code=format_code,
            reason=reason,
            target=target,
            remark=_remark(job),
            on_progress=job.progress,
        )
    problems = [{"row": one.row + 2, "text": one.text} for one in report.problems[:PROBLEMS_SHOWN]]
    job.progress(report.rows, report.rows)
    summary = _("已导出 %(n)s %(unit)s。") % {"n": f"{report.rows:,}", "unit": _(report.unit)}
    job.result(
        url=reverse("membership:report_file", args=[job.id]),
        summary=summary,
        problems=problems,
        problem_count=len(report.problems),
    )


@contextmanager
def _uploaded_once(upload: str) -> Iterator[Path]:
    """Give the clear file of an upload that is no batch, and drop the upload however it ends."""
    upload_id = UUID(upload)
    try:
        with exchange.upload_of(upload_id) as path:
            yield path
    finally:
        exchange_operations.drop_upload(upload_id)


@job(queue="results")
def compare_with_superior(
    job: JobHandle, *, union_code: str, format_code: str, reason: str, upload: str, name: str
) -> None:
    """Compare a union's members with a superior system's export, and drop the upload."""
    with _uploaded_once(upload) as path:
        found = operations.compare_with_superior(
            actor=job.actor,
            union_code=union_code,
            format_code=format_code,
            reason=reason,
            path=path,
            file_name=name,
        )
    with exchange.report_to_write(job.id) as target:
        lines = operations.write_comparison(
            found=found, format_code=format_code, target=target, remark=_remark(job)
        )
    summary = _(
        "一致 %(same)s 条，仅本系统有 %(here)s 条，仅上级有 %(there)s 条，内容不同 %(n)s 处。"
    ) % {
        "same": f"{found.same:,}",
        "here": f"{len(found.only_here):,}",
        "there": f"{len(found.only_there):,}",
        "n": f"{len(found.different):,}",
    }
    job.progress(1, 1)  # one file, compared as a whole
    url = reverse("membership:report_file", args=[job.id]) if lines else ""
    job.result(url=url, summary=summary)


@job(queue="imports")
def take_over_unions(
    job: JobHandle, *, union_code: str, format_code: str, reason: str, upload: str, name: str
) -> None:
    """Take unions over from a superior system's export, and drop the upload."""
    with _uploaded_once(upload) as path:
        taken = operations.take_over_unions(
            actor=job.actor,
            union_code=union_code,
            format_code=format_code,
            reason=reason,
            path=path,
            file_name=name,
        )
    with exchange.report_to_write(job.id) as target:
        operations.write_taken(taken=taken, target=target, remark=_remark(job))
    counted = Counter(one.outcome for one in taken)
    summary = "，".join(
        _("%(outcome)s %(n)s 个") % {"outcome": _(outcome), "n": number}
        for outcome, number in counted.items()
    )
    job.result(url=reverse("membership:report_file", args=[job.id]), summary=summary)


def start_approving(*, actor: Actor) -> Any:
    """Have everybody admitted who waits for the actor and needs no look."""
    return start_job(approve_joins, actor=actor, title=_("批准全部待审批的入会申请"))


@job(queue="imports")
def approve_joins(job: JobHandle) -> None:
    """Admit who waits, some thousands at a time; what is left stays as it is."""
    ids = list(
        queries.applications_waiting(actor=job.actor).order_by("pk").values_list("pk", flat=True)
    )
    admitted = moved = 0
    job.progress(0, len(ids))
    for start in range(0, len(ids), APPROVED_AT_ONCE):
        part = ids[start : start + APPROVED_AT_ONCE]
        done = operations.approve_applications(actor=job.actor, at=clock.now(), ids=part)
        admitted, moved = admitted + len(done.admitted), moved + len(done.transferred)
        job.progress(min(start + APPROVED_AT_ONCE, len(ids)), len(ids))
    summary = _("已批准 %(n)s 人入会，接收接转 %(m)s 人，留待逐件办理 %(left)s 件。") % {
        "n": f"{admitted:,}",
        "m": f"{moved:,}",
        "left": f"{len(ids) - admitted - moved:,}",
    }
    job.result(url=reverse("membership:joins"), summary=summary)


@app.task(name="membership.tell_joiners", queue="default")
def tell_joiners(event: dict[str, Any]) -> None:
    """Tell applicants what became of their applications; who was told is not told again."""
    operations.tell_joiners(ids=event["application_ids"], state=event["state"], at=clock.now())


@app.periodic(cron="30 8 * * *")
@app.task(name="membership.remind_of_joins", queue="default")
def remind_of_joins(timestamp: int) -> None:
    """Remind unions of applications whose days are over; harmless to repeat."""
    operations.remind_of_joins(on=clock.today())


def _remark(job: JobHandle) -> str:
    return f"{job.actor.name} {clock.now():%Y-%m-%d %H:%M}"
