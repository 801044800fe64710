"""Workflows: tables that contradict themselves are refused, moves keep to the table."""

from enum import StrEnum

import pytest
from django.db import models, transaction

from zhigong.base import clock
from zhigong.base.actor import Actor, Power
from zhigong.base.models import Job, JobState
from zhigong.base.workflow import BrokenWorkflow, Move, MoveNotAllowed, ReasonMissing, Workflow


class Stage(StrEnum):
    """Stages of a paper."""

    DRAFT = "draft"
    SENT = "sent"
    KEPT = "kept"


SEND = Move("send", (Stage.DRAFT,), Stage.SENT)
KEEP = Move("keep", (Stage.SENT,), Stage.KEPT)
JOBS = Workflow(
    states=JobState,
    start=JobState.WAITING,
    moves=[
        Move("start", (JobState.WAITING,), JobState.RUNNING, ability="jobs.run"),
        Move("cancel", (JobState.RUNNING,), JobState.CANCELLED, reason_required=True),
        Move("finish", (JobState.RUNNING,), JobState.DONE),
        Move("fail", (JobState.RUNNING,), JobState.FAILED),
    ],
)
RUNNER = Actor(user_id=1, powers=(Power(1, frozenset({"jobs.run"})),))


@pytest.mark.parametrize(
    ("moves", "said"),
    [
        ([SEND], "unreachable.*kept"),
        ([SEND, KEEP, Move("lose", (Stage.KEPT,), "lost")], "unknown.*lost"),
        ([SEND, KEEP, Move("send", (Stage.KEPT,), Stage.DRAFT)], "repeated"),
        ([Move("find", (Stage.KEPT,), Stage.SENT), KEEP], "unreachable"),
    ],
)
def test_a_table_that_contradicts_itself_does_not_load(moves: list[Move], said: str) -> None:
    with pytest.raises(BrokenWorkflow, match=said):
        Workflow(states=Stage, start=Stage.DRAFT, moves=moves)


def a_job(state: str = JobState.WAITING) -> Job:
    """Return a saved row with a state."""
    done = clock.now() if state in (JobState.DONE, JobState.FAILED, JobState.CANCELLED) else None
    return Job.objects.create(
        task="t", title="t", state=state, created_at=clock.now(), finished_at=done
    )


def move(job: models.Model, name: str, actor: Actor = RUNNER, reason: str = "") -> None:
    """Make a move with what is saved beside it."""
    ends = name in ("cancel", "finish", "fail")
    changes = {"finished_at": clock.now()} if ends else {"note": "moved"}
    JOBS.move(job, name, actor=actor, at=clock.now(), reason=reason, changes=changes)


@pytest.mark.django_db
def test_a_move_saves_the_new_state_and_what_goes_with_it() -> None:
    job = a_job()

    with transaction.atomic():
        move(JOBS.lock(job), "start")

    job.refresh_from_db()
    assert (job.state, job.note) == (JobState.RUNNING, "moved")


@pytest.mark.django_db
@pytest.mark.parametrize("state", [s for s in JobState if s != JobState.WAITING])
def test_a_move_from_another_state_changes_nothing(state: str) -> None:
    job = a_job(state)

    with pytest.raises(MoveNotAllowed):
        move(job, "start")

    job.refresh_from_db()
    assert (job.state, job.note) == (state, "")


@pytest.mark.django_db
def test_a_move_without_its_ability_changes_nothing() -> None:
    job = a_job()

    with pytest.raises(MoveNotAllowed, match="排队中"):
        move(job, "start", actor=Actor(user_id=2))

    job.refresh_from_db()
    assert job.state == JobState.WAITING


@pytest.mark.django_db
def test_a_move_that_wants_a_reason_is_refused_without_one() -> None:
    job = a_job(JobState.RUNNING)

    with pytest.raises(ReasonMissing):
        move(job, "cancel", reason="  ")
    move(job, "cancel", reason="不再需要")

    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


@pytest.mark.django_db
def test_the_open_moves_are_those_the_actor_may_make_now() -> None:
    job = a_job()

    assert [m.name for m in JOBS.open_moves(job, RUNNER)] == ["start"]
    assert JOBS.open_moves(job, Actor(user_id=2)) == []
