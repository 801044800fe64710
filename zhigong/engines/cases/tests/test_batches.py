"""Many steps decided with one opinion: each by itself in the audit, together for those who hear."""

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhigong.base.clock import use_clock
from zhigong.engines.cases.contract import Decision, StepState
from zhigong.engines.cases.models import CaseStep
from zhigong.engines.cases.operations import decide_step, decide_steps, deciding
from zhigong.engines.cases.operations.deciding import NotYourStep
from zhigong.engines.cases.tests.factories import NOON
from zhigong.engines.cases.tests.test_notices import administrators, told  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(opened, waiting):
    """Three cases at the firm."""
    with use_clock(NOON):
        return [waiting(opened()) for _ in range(3)]


def decide(actor, steps):
    with use_clock(NOON):
        return decide_steps(
            actor=actor, at=NOON, steps=steps, decision=Decision.PASS, reason="同意"
        )


def test_each_case_of_a_batch_has_its_own_entry_in_the_audit(three, people):
    entries = apps.get_model("audit", "Entry").objects.filter(verb="cases.decide_step")

    outcomes = decide(people.firm, three)

    assert [one.refused for one in outcomes] == ["", "", ""]
    acted_on = {str(step.case_id) for step in three}
    assert acted_on <= set(entries.values_list("object_id", flat=True))


def test_a_batch_lays_every_case_before_the_next_union(three, people, tree):
    decide(people.firm, three)

    laid = CaseStep._base_manager.filter(state=StepState.WAITING)
    assert set(laid.values_list("case_id", "unit_id", "place")) == {
        (step.case_id, tree.county.pk, 2) for step in three
    }


def test_the_next_union_is_told_of_a_batch_once(three, people, administrators):  # noqa: F811
    decide(people.firm, three)

    (text,) = told(administrators["county"])
    assert text.startswith("有 3 件办件等待您的工会办理")


def test_who_was_faster_holds_up_no_other_and_leaves_no_second_entry(three, people):
    with use_clock(NOON):
        decide_step(actor=people.firm, at=NOON, step=three[1], decision=Decision.PASS)
    entries = apps.get_model("audit", "Entry").objects.filter(verb="cases.decide_step")
    before = entries.count()

    outcomes = decide(people.firm, three)

    assert [bool(one.refused) for one in outcomes] == [False, True, False]
    assert "已由" in outcomes[1].refused
    once = entries.filter(object_id=str(three[1].case_id)).count()
    assert (entries.count() > before, once) == (
        True,
        entries.filter(object_id=str(three[0].case_id)).count(),
    )


def test_a_batch_writes_the_rows_of_all_cases_together(opened, waiting, people):
    with use_clock(NOON):
        chosen = [waiting(opened()).pk for _ in range(6)]
    rows = CaseStep._base_manager.select_related("case__union").order_by("pk")
    few, *others = rows.filter(pk__in=chosen)
    sent = []
    for one in ([few], others):
        with CaptureQueriesContext(connection) as captured:
            decide(people.firm, one)
        sent.append(len(captured))

    assert sent[0] == sent[1]


def test_a_refusal_nobody_foresaw_holds_up_no_other(three, people, tree, monkeypatch):
    late = three[1].case_id
    advance = deciding.advance

    def refusing(case, **given):
        waiting = advance(case, **given)
        if case.pk == late:
            raise NotYourStep(unit="县总工会")
        return waiting

    monkeypatch.setattr(deciding, "advance", refusing)
    entries = apps.get_model("audit", "Entry").objects.filter(verb="cases.decide_step")

    outcomes = decide(people.firm, three)

    assert [bool(one.refused) for one in outcomes] == [False, True, False]
    places = CaseStep._base_manager.filter(state=StepState.WAITING).order_by("case_id")
    assert list(places.values_list("unit_id", flat=True)) == [
        tree.county.pk, three[1].unit_id, tree.county.pk,
    ]  # fmt: skip
    assert not entries.filter(object_id=str(late)).exists()


def test_a_batch_leaves_the_history_and_the_state_each_decision_leaves(three, people):
    decide(people.firm, three)

    for step in three:
        step.refresh_from_db()
        assert (step.state, step.decision, step.opinion) == (StepState.DONE, "pass", "同意")
        assert step.decided_by_id == people.firm.user_id
        (line,) = step.case.entries.filter(verb="step_pass")
        assert (line.step_title, line.note) == (step.title, "同意")
