"""Long steps of an import, run by a worker; each may run twice."""

from uuid import UUID

from django.urls import reverse

from zhigong.base.jobs import JobHandle, job, start_job
from zhigong.engines.exchange import queries as exchange
from zhigong.work.membership import operations


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
    operations.commit_batch(
        actor=job.actor, batch=batch, job_id=job.id, on_progress=job.progress
    )
    job.result(url=reverse("membership:result", args=[batch_id]))
    start_job(write_result, actor=job.actor, title=batch.file_name, batch_id=batch_id)


@job(queue="results")
def write_result(job: JobHandle, *, batch_id: str) -> None:
    """Write the result workbook of a batch."""
    batch = exchange.get_batch_for(actor=job.actor, batch_id=UUID(batch_id))
    operations.write_result(batch=batch)
    job.result(url=reverse("membership:result_file", args=[batch_id]))
