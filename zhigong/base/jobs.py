"""Long work with progress: started in a transaction, run by a worker, seen moving by its owner."""

import functools
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Protocol
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from zhigong.base import clock
from zhigong.base.actor import SYSTEM, Actor, Power, use_actor
from zhigong.base.errors import UserError
from zhigong.base.models import Job, JobState

log = logging.getLogger(__name__)
STALLED_AFTER_SECONDS = 60


class JobCancelled(Exception):
    """The owner asked the job to stop; raised between two steps."""


@dataclass(slots=True)
class JobHandle:
    """What a running job may say of itself."""

    id: UUID
    actor: Actor

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Tell how far it is. Call it between transactions, or nobody sees it.

        :raises JobCancelled: the owner asked for it.
        """
        Job.objects.filter(id=self.id).update(done=done, total=total, note=note[:200])
        if Job.objects.filter(id=self.id, cancel_requested=True).exists():
            raise JobCancelled

    def result(self, **result: Any) -> None:
        """Keep what the owner is shown at the end (``url``, ``summary`` …)."""
        Job.objects.filter(id=self.id).update(result=result)


class JobFunction(Protocol):
    """A function made a job by ``@job``."""

    task: Any
    __name__: str

    def __call__(self, job: JobHandle, **arguments: Any) -> None:
        """Do the work."""


def job(*, queue: str = "default") -> Callable[[Callable[..., None]], Any]:
    """Make ``function(job, **ids)`` a job. It must be idempotent: it may run twice."""

    def decorate(function: Callable[..., None]) -> Any:
        name = f"{function.__module__}.{function.__name__}"

        @functools.wraps(function)
        def perform(job_id: str) -> None:
            run_job(UUID(job_id), function)

        task = app.task(name=name, queue=queue, retry=RetryStrategy(max_attempts=1))(perform)
        function.task = task  # type: ignore[attr-defined]
        return function

    return decorate


def start_job(
    function: Any, *, actor: Actor, title: str, inline: bool = False, **arguments: Any
) -> Job:
    """Queue a job; it exists if and only if the surrounding transaction commits.

    :param inline: run it here and now (commands, tests).
    :param arguments: ids only, as JSON carries them.
    """
    with transaction.atomic():
        started = Job.objects.create(
            task=function.task.name,
            arguments=arguments,
            title=title,
            owner_id=actor.user_id,
            actor=_actor_as_json(actor),
            created_at=clock.now(),
        )
        if not inline:
            function.task.defer(job_id=str(started.id))
    if inline:
        run_job(started.id, function)
        started.refresh_from_db()
    return started


def cancel_job(*, job_id: UUID, owner_id: int | None) -> None:
    """Ask a job of this owner to stop at its next step."""
    Job.objects.filter(id=job_id, owner_id=owner_id).update(cancel_requested=True)


def get_job_for(*, actor: Actor, job_id: UUID) -> Job:
    """Return a job the actor started.

    :raises Job.DoesNotExist: no such job, or somebody else's.
    """
    return Job.objects.get(_started_by(actor), id=job_id)


def _started_by(actor: Actor) -> Q:
    """Return the condition on jobs of one actor.

    Machines have no user: a missing owner alone would give each of them the jobs of all others, so
    theirs are told apart by the key they came with.
    """
    if actor.user_id is not None:
        return Q(owner_id=actor.user_id)
    if actor.machine_id is not None:
        return Q(owner_id=None, actor__kind="machine", actor__machine_id=actor.machine_id)
    return Q(owner_id=None, actor__kind="system") if actor.kind == "system" else Q(pk__in=[])


def run_job(job_id: UUID, function: Callable[..., None]) -> None:
    """Run a queued job once, keeping its state, and turn errors into words for its owner."""
    row = Job.objects.get(id=job_id)
    if row.is_final:
        return
    actor = _actor_from_json(row.actor)
    Job.objects.filter(id=job_id).update(state=JobState.RUNNING, started_at=clock.now())
    try:
        with use_actor(actor, reason=row.title):
            function(JobHandle(job_id, actor), **row.arguments)
    except JobCancelled:
        _finish(job_id, JobState.CANCELLED, _("已按您的要求停止；已完成的部分保留。"))
    except UserError as error:
        _finish(job_id, JobState.FAILED, error.message)
    except BaseException:
        # A defect: the owner gets plain words, the log the rest; the worker must see it too.
        log.exception("job %s failed", job_id)
        _finish(
            job_id,
            JobState.FAILED,
            _("处理中断，已完成的部分保留。请重新开始；仍不成功请联系管理员。"),
        )
        raise
    else:
        _finish(job_id, JobState.DONE, None)


def _finish(job_id: UUID, state: JobState, note: str | None) -> None:
    changes: dict[str, Any] = {"state": state, "finished_at": clock.now()}
    if note is not None:
        changes["note"] = note[:200]
    Job.objects.filter(id=job_id).update(**changes)


def _actor_as_json(actor: Actor) -> dict[str, Any]:
    plain = asdict(actor)
    plain.pop("_scopes")
    plain["powers"] = [[p.node_id, sorted(p.abilities)] for p in actor.powers]
    return plain


def _actor_from_json(plain: dict[str, Any]) -> Actor:
    if not plain or plain.get("kind") == "system":
        return SYSTEM
    powers = tuple(Power(node, frozenset(codes)) for node, codes in plain["powers"])
    return Actor(**{**plain, "powers": powers})


@app.periodic(cron="* * * * *")
@app.task(name="base.sweep_stalled_jobs", queue="sweeper", pass_context=True)
async def sweep_stalled_jobs(context: Any, timestamp: int) -> None:
    """Queue again what a killed worker left in ``doing``."""
    manager = context.app.job_manager
    for stalled in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS):
        await manager.retry_job(stalled)
