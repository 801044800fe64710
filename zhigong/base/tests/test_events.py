"""Events: heard inside the transaction, or after it by a job that no kill can lose."""

import os
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from zhigong.base import events
from zhigong.base.events import publish, subscribe


@dataclass(frozen=True)
class Rained:
    """It rained."""

    node_ids: frozenset[int]
    effective_on: date


RAIN = Rained(frozenset({4}), date(2026, 3, 1))


@app.task(name="base.tests.open_umbrella")
def open_umbrella(event: dict[str, Any]) -> None:
    """Listen after the commit."""


@pytest.fixture(autouse=True)
def nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_within", {})
    monkeypatch.setattr(events, "_after", {})


@pytest.fixture
def queue(transactional_db: None) -> None:
    """An empty queue; its tables are not Django's, so nobody empties them between tests."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


def queued() -> list[dict[str, Any]]:
    """Return the arguments of the queued jobs."""
    rows = ProcrastinateJob.objects.filter(task_name="base.tests.open_umbrella")
    return list(rows.values_list("args", flat=True))


@pytest.mark.django_db
def test_a_listener_within_hears_once_before_the_commit() -> None:
    heard: list[Rained] = []
    subscribe(Rained, within=heard.append)
    subscribe(Rained, within=heard.append)

    publish(RAIN)

    assert heard == [RAIN]


@pytest.mark.usefixtures("queue")
def test_a_listener_that_fails_undoes_what_it_heard_of() -> None:
    def fail(event: Rained) -> None:
        raise ZeroDivisionError

    subscribe(Rained, after=open_umbrella)
    subscribe(Rained, within=fail)

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        open_umbrella.defer(event={})
        publish(RAIN)

    assert queued() == []


@pytest.mark.usefixtures("queue")
def test_a_listener_after_is_queued_if_and_only_if_it_is_committed() -> None:
    subscribe(Rained, after=open_umbrella)

    with pytest.raises(RuntimeError), transaction.atomic():
        publish(RAIN)
        raise RuntimeError
    undone = queued()
    with transaction.atomic():
        publish(RAIN)

    assert undone == []
    assert queued() == [{"event": {"node_ids": [4], "effective_on": "2026-03-01"}}]


@pytest.mark.usefixtures("queue")
def test_a_process_killed_right_after_the_commit_loses_nothing() -> None:
    """The process dies before one more line of Python runs: the job is there all the same."""
    subscribe(Rained, after=open_umbrella)
    connection.close()

    child = os.fork()
    if child == 0:
        transaction.atomic().__enter__()
        publish(RAIN)
        connection.run_on_commit = []
        connection.connection.commit()
        os._exit(9)
    _pid, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 9
    assert len(queued()) == 1


@pytest.mark.usefixtures("queue")
def test_a_process_killed_right_before_the_commit_leaves_nothing() -> None:
    subscribe(Rained, after=open_umbrella)
    connection.close()

    child = os.fork()
    if child == 0:
        transaction.atomic().__enter__()
        publish(RAIN)
        os._exit(9)
    os.waitpid(child, 0)

    assert queued() == []
