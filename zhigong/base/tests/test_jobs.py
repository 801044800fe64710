"""Jobs: seen moving by their owner, stopped by her, ended in words, run once."""

import uuid
from typing import Any

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from zhigong.base import jobs
from zhigong.base.actor import ANONYMOUS, SYSTEM, Actor, Power, current_actor
from zhigong.base.errors import UserError
from zhigong.base.jobs import JobHandle, cancel_job, get_job_for, job, run_job, start_job
from zhigong.base.models import Job, JobState

pytestmark = pytest.mark.django_db
OWNER = Actor(user_id=8, name="王五", powers=(Power(2, frozenset({"people.view"})),))
seen: list[Any] = []


class Broken(UserError):
    """A refusal of the tests."""

    text = "第{row}行无法读取，请改正后重新上传。"


@job()
def count_up(handle: JobHandle, *, steps: int, fault: str = "") -> None:
    """Count, and end in the way ``fault`` says."""
    for step in range(1, steps + 1):
        seen.append((step, current_actor()))
        handle.progress(step, steps, note=f"第{step}步")
        if fault == "cancel":
            cancel_job(job_id=handle.id, owner_id=OWNER.user_id)
    if fault == "refuse":
        raise Broken(row=3)
    if fault == "break":
        raise ZeroDivisionError
    handle.result(summary="数完了")


@pytest.fixture(autouse=True)
def nothing_seen() -> None:
    seen.clear()


def test_a_job_runs_as_its_owner_and_keeps_its_result() -> None:
    done = start_job(count_up, actor=OWNER, title="数数", inline=True, steps=2)

    assert (done.state, done.done, done.total, done.percent) == (JobState.DONE, 2, 2, 100)
    assert done.result == {"summary": "数完了"}
    assert seen == [(1, OWNER), (2, OWNER)]
    assert done.finished_at is not None


def test_progress_is_a_share_of_the_whole() -> None:
    assert Job(done=1, total=3).percent == 33
    assert Job(done=0, total=0).percent == 0
    assert Job(done=5, total=3).percent == 100


def test_a_job_is_queued_only_when_its_transaction_commits() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        start_job(count_up, actor=OWNER, title="数数", steps=1)
        raise RuntimeError

    assert Job.objects.count() == 0
    assert ProcrastinateJob.objects.count() == 0

    waiting = start_job(count_up, actor=OWNER, title="数数", steps=1)

    assert waiting.state == JobState.WAITING
    (queued,) = ProcrastinateJob.objects.all()
    assert queued.args == {"job_id": str(waiting.id)}
    assert seen == []


def test_a_cancelled_job_stops_at_its_next_step() -> None:
    done = start_job(count_up, actor=OWNER, title="数数", inline=True, steps=5, fault="cancel")

    assert done.state == JobState.CANCELLED
    assert len(seen) == 2
    assert "保留" in done.note


def test_somebody_else_can_neither_cancel_nor_see_it() -> None:
    waiting = start_job(count_up, actor=OWNER, title="数数", steps=1)

    cancel_job(job_id=waiting.id, owner_id=9)

    waiting.refresh_from_db()
    assert not waiting.cancel_requested
    assert get_job_for(actor=OWNER, job_id=waiting.id) == waiting
    with pytest.raises(Job.DoesNotExist):
        get_job_for(actor=Actor(user_id=9), job_id=waiting.id)
    with pytest.raises(Job.DoesNotExist):
        get_job_for(actor=OWNER, job_id=uuid.uuid4())


def test_a_refused_job_says_what_to_do() -> None:
    done = start_job(count_up, actor=OWNER, title="数数", inline=True, steps=1, fault="refuse")

    assert done.state == JobState.FAILED
    assert done.note == "第3行无法读取，请改正后重新上传。"


def test_a_defect_ends_in_plain_words_and_is_not_swallowed() -> None:
    with pytest.raises(ZeroDivisionError):
        start_job(count_up, actor=OWNER, title="数数", inline=True, steps=1, fault="break")

    (ended,) = Job.objects.all()
    assert ended.state == JobState.FAILED
    assert "ZeroDivision" not in ended.note
    assert "请" in ended.note


def test_a_finished_job_does_not_run_again() -> None:
    done = start_job(count_up, actor=OWNER, title="数数", inline=True, steps=1)

    run_job(done.id, count_up)

    assert len(seen) == 1


def test_an_interrupted_job_runs_again_from_its_queue() -> None:
    waiting = start_job(count_up, actor=OWNER, title="数数", steps=1)
    Job.objects.update(state=JobState.RUNNING)

    count_up.task(job_id=str(waiting.id))

    waiting.refresh_from_db()
    assert waiting.state == JobState.DONE
    assert jobs.STALLED_AFTER_SECONDS > 0


def test_a_machine_sees_its_own_jobs_and_no_others() -> None:
    mine = Actor(kind="machine", name="省平台", machine_id=1)
    other = Actor(kind="machine", name="市平台", machine_id=2)
    started = start_job(count_up, actor=mine, title="数数", inline=True, steps=1)
    by_hand = start_job(count_up, actor=OWNER, title="数数", inline=True, steps=1)
    of_night = start_job(count_up, actor=SYSTEM, title="数数", inline=True, steps=1)

    assert get_job_for(actor=mine, job_id=started.id) == started
    assert get_job_for(actor=SYSTEM, job_id=of_night.id) == of_night
    for actor in (other, OWNER, ANONYMOUS, SYSTEM):
        with pytest.raises(Job.DoesNotExist):
            get_job_for(actor=actor, job_id=started.id)
    for job_of_others in (by_hand, of_night):
        with pytest.raises(Job.DoesNotExist):
            get_job_for(actor=mine, job_id=job_of_others.id)
