"""Sealing as a periodic job, and verifying as one an auditor starts."""

from django.urls import reverse
from procrastinate.contrib.django import app

from zhigong.base.jobs import JobHandle, job
from zhigong.registry.audit.operations import seal, verify_all
from zhigong.registry.audit.queries import count_entries

STEPS_A_TELLING = 2_000


@app.periodic(cron="* * * * *")
@app.task(name="audit.seal", queue="sweeper", queueing_lock="audit.seal")
def seal_entries(timestamp: int) -> None:
    """Seal what is final, each minute."""
    seal()


@job()
def verify_audit(job: JobHandle) -> None:
    """Verify the whole audit, telling how far it is."""
    total, done = count_entries(), 0
    job.progress(0, total)

    def step() -> None:
        nonlocal done
        done += 1
        if done % STEPS_A_TELLING == 0:
            job.progress(min(done, total), total)

    found = verify_all(actor=job.actor, step=step)
    job.progress(total, total)
    job.result(
        ok=found.ok,
        checked=found.checked,
        unsealed=found.unsealed,
        first_bad=found.first_bad,
        url=reverse("audit:verification", args=[job.id]),
    )
