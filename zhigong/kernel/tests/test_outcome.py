"""Decisions with reasons."""

import pytest

from zhigong.kernel.outcome import Answer, Outcome, Reason

MISSING_INCOME = Reason("income_missing", "缺少家庭收入", fact_names=("income",))


def test_an_outcome_is_one_of_three_answers():
    assert Outcome.yes().is_yes
    assert Outcome.no(MISSING_INCOME).is_no
    assert Outcome.undecided(MISSING_INCOME).answer is Answer.UNDECIDED


def test_an_outcome_refuses_to_be_a_truth_value():
    with pytest.raises(TypeError):
        bool(Outcome.yes())


def test_only_an_undecided_outcome_misses_facts_and_names_each_once():
    assert Outcome.undecided(MISSING_INCOME, MISSING_INCOME).missing == ("income",)
    assert Outcome.no(MISSING_INCOME).missing == ()
