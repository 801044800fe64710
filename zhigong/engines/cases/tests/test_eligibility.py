"""Eligibility composed of lines: the same predicate a built-in programme would have written."""

from datetime import date

import pytest

from zhigong.engines.cases.contract import FACTS, Applicant, Rule, RuleLine
from zhigong.engines.cases.queries.eligibility import known_facts, verdict_of
from zhigong.engines.cases.rules.eligibility import condition_of, fault_of, with_eligibility
from zhigong.engines.cases.tests.factories import TODAY, make_programme
from zhigong.kernel.predicate import say
from zhigong.registry.people.queries import present_membership

AGE = RuleLine("age", ">=", "40")
WOMAN = RuleLine("sex", "==", "2")


def test_every_fact_is_named_by_its_code_and_has_a_title():
    for one in FACTS.entries():
        assert one.fact.name == one.code
        assert one.fact.title


def test_lines_are_read_back_in_words():
    both = condition_of(Rule((AGE, WOMAN)), known_facts())
    either = condition_of(Rule((AGE, WOMAN), "any"), known_facts())

    assert both is not None
    assert either is not None
    assert say(both) == "同时符合：年龄不少于40周岁；性别为“女”"
    assert say(either) == "符合其中一项：年龄不少于40周岁；性别为“女”"
    assert condition_of(Rule(), known_facts()) is None


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (RuleLine("height", ">=", "170"), "fact"),
        (RuleLine("sex", ">=", "2"), "sign"),
        (RuleLine("migrant", "!=", "yes"), "sign"),
        (RuleLine("age", ">=", "forty"), "value"),
        (RuleLine("age", ">=", "40.5"), "value"),
        (RuleLine("age", ">=", "NaN"), "value"),
        (RuleLine("sex", "==", "7"), "value"),
        (RuleLine("migrant", "==", ""), "value"),
        (AGE, ""),
        (WOMAN, ""),
    ],
)
def test_a_line_that_says_nothing_is_named(line, fault):
    assert fault_of(line, known_facts()) == fault
    if fault:
        with pytest.raises(ValueError, match=fault):
            condition_of(Rule((line,)), known_facts())


def test_it_is_answered_for_a_member_with_reasons(people):
    programme = with_eligibility(make_programme(rule=Rule((AGE, WOMAN))), known_facts())
    membership = present_membership(person=people.person)
    people.person.birth_on, people.person.sex = date(1986, 11, 20), "1"

    outcome = verdict_of(programme=programme, person=people.person, membership=membership, on=TODAY)

    assert outcome is not None
    assert outcome.is_no
    assert [reason.text for reason in outcome.reasons] == ["性别为“女”（实际为“男”）"]


def test_what_is_not_recorded_cannot_be_decided(people):
    programme = with_eligibility(make_programme(rule=Rule((AGE,))), known_facts())
    people.person.birth_on = None

    outcome = verdict_of(programme=programme, person=people.person, membership=None, on=TODAY)

    assert outcome is not None
    assert outcome.missing == ("age",)


@pytest.mark.parametrize(
    ("joined", "months"),
    [(date(2025, 11, 20), 12), (date(2025, 11, 21), 11), (date(2026, 12, 1), None), (None, None)],
)
def test_months_of_membership_are_whole_months(people, joined, months):
    membership = present_membership(person=people.person)
    membership.joined_on = joined

    found = FACTS.get("membership_months").value(Applicant(people.person, membership, TODAY))

    assert found == months


def test_without_a_rule_there_is_no_verdict(people):
    verdict = verdict_of(
        programme=make_programme(), person=people.person, membership=None, on=TODAY
    )

    assert verdict is None
