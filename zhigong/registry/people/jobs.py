"""Work of people that waits for its day, or takes longer than a request."""

from django.urls import reverse
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from zhigong.base import clock, sealed_files
from zhigong.base.actor import SYSTEM
from zhigong.base.jobs import JobHandle, job
from zhigong.registry.people.operations import (
    complete_due_transfers,
    exporting,
    find_duplicates,
)

AT_ONCE = 500


@app.periodic(cron="20 * * * *")
@app.task(
    name="people.complete_transfers", queue="sweeper", queueing_lock="people.complete_transfers"
)
def complete_transfers(timestamp: int) -> None:
    """Complete the transfers whose days for an objection are over; harmless to repeat."""
    while (
        complete_due_transfers(actor=SYSTEM, at=clock.now(), on=clock.today(), limit=AT_ONCE)
        == AT_ONCE
    ):
        continue


@job(queue="results")
def export_clear(job: JobHandle, *, membership_ids: list[int], reason: str) -> None:
    """Write the people list in clear; the file appears only once the audit holds its entry."""
    path = exporting.export_path(job.id)
    total = len(membership_ids)
    job.progress(0, total)
    if not path.exists():
        with sealed_files.writable(path) as target:
            exporting.export_clear(
                actor=job.actor,
                at=clock.now(),
                membership_ids=membership_ids,
                reason=reason,
                target=target,
            )
    job.result(
        url=reverse("people:export_clear_file", args=[job.id]),
        summary=_("文件已生成，请在24小时内下载。只有您本人可以下载。"),
    )
    job.progress(total, total)


@app.periodic(cron="50 * * * *")
@app.task(name="people.sweep_exports", queue="sweeper", queueing_lock="people.sweep_exports")
def sweep_exports(timestamp: int) -> None:
    """Delete the exports in clear whose day is over."""
    exporting.sweep_exports(at=clock.now())


@app.periodic(cron="10 2 * * *")
@app.task(name="people.find_duplicates", queue="sweeper", queueing_lock="people.find_duplicates")
def look_for_duplicates(timestamp: int) -> None:
    """Look for records that may be one person's; harmless to repeat."""
    find_duplicates(actor=SYSTEM, on=clock.today())
