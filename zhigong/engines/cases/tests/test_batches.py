"""Many steps decided with one opinion: each by itself in the audit, together for those who hear."""

import pytest
from django.apps import apps

from zhigong.base.clock import use_clock
from zhigong.engines.cases.contract import Decision, StepState
from zhigong.engines.cases.models import CaseStep
from zhigong.engines.cases.operations import decide_step, decide_steps
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
