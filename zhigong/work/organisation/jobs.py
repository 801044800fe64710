"""What union building does without anybody asking."""

from procrastinate.contrib.django import app

from zhigong.base import clock
from zhigong.base.actor import SYSTEM
from zhigong.base.jobs import JobHandle, job
from zhigong.work.organisation import operations


@app.periodic(cron="30 0 * * *")
@app.task(name="organisation.remind_terms", queue="default")
def remind_terms(timestamp: int) -> None:
    """Remind unions of the end of their terms; harmless to repeat."""
    operations.remind_terms(actor=SYSTEM, on=clock.today())


@app.periodic(cron="40 17 * * *")  # 01:40 in Shanghai
@app.task(name="organisation.count_health", queue="sweeper", queueing_lock="organisation.health")
def count_health(timestamp: int) -> None:
    """Count the health cards of all unions."""
    operations.count_health(actor=SYSTEM, at=clock.now())


@app.periodic(cron="5 16 * * *")  # 00:05 in Shanghai
@app.task(name="organisation.apply_due_plans", queue="default", queueing_lock="organisation.plans")
def apply_due_plans(timestamp: int) -> None:
    """Apply the plans whose day has come, each for itself."""
    operations.apply_due_plans(at=clock.now())


@job()
def apply_plan(job: JobHandle, plan_id: int) -> None:
    """Apply one plan now, and lead its owner to it."""
    applied = operations.apply_plan(actor=job.actor, at=clock.now(), plan_id=plan_id)
    job.result(url=f"/desk/organisation/plans/{plan_id}/", summary=applied.get_state_display())
