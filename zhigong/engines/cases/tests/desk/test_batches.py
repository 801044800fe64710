"""Deciding many at once, with one opinion."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhigong.engines.cases.contract import (
    CaseState,
    Level,
    Step,
    StepKind,
)
from zhigong.engines.cases.tests.desk.pages import text, visit
from zhigong.engines.cases.tests.factories import (
    make_programme,
)

pytestmark = pytest.mark.django_db


def test_several_are_agreed_at_once_and_each_is_named_with_its_result(
    opened, desk, people, waiting, tree
):
    mine, taken = opened(), opened()
    steps = [waiting(mine).pk, waiting(taken).pk]
    visit(desk.firm, "decide", steps[1], data={"decision": "pass"})
    sent = {"ids": steps, "decision": "pass"}

    asked = text(visit(desk.firm, "decide_many", data=sent))
    result = text(
        visit(desk.firm, "decide_many", data={**sent, "confirmed": "1", "reason": "同意。"})
    )

    assert "意见内容" in asked
    assert waiting(mine).code == "decide"
    assert "已办理 1 件，未办理 1 件" in result
    assert mine.number in result
    assert re.search(rf"{taken.number}.*?未办理.*?已由", result, re.S)


def test_a_batch_returned_wants_an_opinion(opened, desk, waiting):
    case = opened()

    page = visit(
        desk.firm,
        "decide_many",
        data={"ids": [waiting(case).pk], "decision": "return", "confirmed": "1"},
    )

    assert page.status_code == 422
    assert waiting(case).code == "review"


def test_a_batch_touches_nothing_outside_the_scope(opened, desk, waiting):
    case = opened()

    done = visit(
        desk.other,
        "decide_many",
        data={"ids": [waiting(case).pk, "x"], "decision": "pass", "confirmed": "1"},
    )

    assert done.status_code == 302
    assert waiting(case).code == "review"


def test_a_batch_costs_one_reading_more_than_its_decisions(opened, desk, waiting):
    programme = make_programme()

    def statements(count):
        ids = [waiting(opened(programme)).pk for _n in range(count)]
        data = {"ids": ids, "decision": "pass", "confirmed": "1", "reason": "同意。"}
        with CaptureQueriesContext(connection) as counted:
            visit(desk.firm, "decide_many", data=data)
        return len(counted)

    statements(1)  # what is kept for the life of the process is read
    one, two, five = statements(1), statements(2), statements(5)

    assert five - two == 3 * (two - one)


def test_a_reply_is_not_sent_without_words_neither_alone_nor_with_others(opened, desk, waiting):
    reply = Step("reply", "答复", Level.OWN, StepKind.REPLY)
    case = opened(make_programme(route=(reply,)))
    step = waiting(case)
    batch = {"ids": [step.pk], "decision": "pass", "confirmed": "1"}

    alone = visit(desk.firm, "decide", step.pk, data={"decision": "pass"})
    together = visit(desk.firm, "decide_many", data=batch)

    assert (alone.status_code, together.status_code) == (422, 422)
    assert waiting(case) == step
    visit(desk.firm, "decide", step.pk, data={"decision": "pass", "reason": "按规定可以。"})
    case.refresh_from_db()
    assert (case.state, case.result) == (CaseState.DONE, "按规定可以。")
