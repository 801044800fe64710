"""Rules as trees: three-valued answers, reasons, what would change them, and the Chinese text."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import count
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhigong.kernel.legal import LegalSource
from zhigong.kernel.money import Money
from zhigong.kernel.outcome import Answer
from zhigong.kernel.predicate import (
    AllOf,
    AnyOf,
    Arithmetic,
    BadFactValue,
    BadPredicate,
    Comparison,
    Fact,
    FactSet,
    IsIn,
    IsMissing,
    Leaf,
    Literal,
    Not,
    Rounded,
    UnknownFact,
    all_of,
    any_of,
    evaluate,
    facts_of,
    is_in,
    is_missing,
    leaves_of,
    not_,
    rounded,
    say,
    unit_of,
    value_of,
)
from zhigong.kernel.tests.trees import conditions, facts, number_terms, values

SOURCE = LegalSource("困难职工帮扶办法", "3", "2020-01-01", "general knowledge")
LINE = Fact("line", "元", "低保标准", Decimal, is_parameter=True)
PER_HEAD = rounded((facts.income - facts.expenses) / 12 / facts.persons)
IN_DEEP_HARDSHIP = PER_HEAD < LINE
IN_HARDSHIP = PER_HEAD < LINE * 2
FAMILY = {"persons": 3, "line": Decimal(1062)}


def answer(node, **given_facts):
    return evaluate(node, given_facts).answer


# Worked examples


def test_a_family_below_the_line_is_in_deep_hardship():
    family = {**FAMILY, "income": Money.of(60_000), "expenses": Money.of(26_000)}

    assert value_of(PER_HEAD, family) == Decimal("944.44")
    assert evaluate(IN_DEEP_HARDSHIP, family).is_yes


def test_a_family_below_twice_the_line_is_in_hardship_but_not_deep():
    family = {**FAMILY, "income": Decimal(90_000), "expenses": Decimal(20_000)}

    assert evaluate(IN_DEEP_HARDSHIP, family).is_no
    assert evaluate(IN_HARDSHIP, family).is_yes


def test_a_family_exactly_on_twice_the_line_is_not_below_it():
    family = {**FAMILY, "income": Decimal(96_464), "expenses": Decimal(20_000)}

    assert value_of(PER_HEAD, family) == Decimal("2124.00")
    assert evaluate(IN_HARDSHIP, family).is_no


# Writing a rule


@pytest.mark.parametrize("node", [facts.income, facts.income > 1, all_of(facts.in_union)])
def test_a_node_refuses_to_be_a_truth_value(node):
    with pytest.raises(TypeError):
        bool(node)


def test_and_or_and_chained_comparisons_are_refused_instead_of_losing_a_part():
    with pytest.raises(TypeError):
        _ = facts.income > 1 and facts.months > 1
    with pytest.raises(TypeError):
        _ = 1 < facts.income < 10


@pytest.mark.parametrize(
    "value", [0.5, None, float("nan"), Decimal("NaN"), datetime(2024, 1, 1, tzinfo=UTC), [1]]
)
def test_a_value_that_no_rule_can_hold_is_refused_when_the_rule_is_written(value):
    with pytest.raises(BadPredicate):
        facts.income < value  # noqa: B015


@pytest.mark.parametrize(
    "write",
    [
        lambda: facts.income == "在籍",
        lambda: facts.state < "在籍",
        lambda: facts.in_union > False,
        lambda: facts.joined_on + 1,
        lambda: facts.persons == True,  # noqa: E712
        lambda: is_in(facts.state),
        lambda: is_in(facts.state, 1),
        all_of,
        lambda: any_of(facts.income),
        lambda: not_(facts.state),
        lambda: rounded(facts.income, 11),
        lambda: rounded(facts.state),
        lambda: Fact("two words", "", "x"),
        lambda: Fact("x", "", "x", float),
    ],
)
def test_parts_that_do_not_fit_together_are_refused_when_the_rule_is_written(write):
    with pytest.raises(BadPredicate):
        write()


def test_an_undeclared_fact_is_an_error_at_once():
    with pytest.raises(UnknownFact):
        _ = facts.incom


def test_a_fact_is_declared_once():
    with pytest.raises(BadPredicate):
        facts | FactSet(Fact("income", "元", "另一个"))
    assert len(facts | FactSet(LINE)) == len(facts) + 1
    assert "line" in (facts | FactSet(LINE))


def test_facts_and_leaves_of_a_rule_are_listed_in_order_each_fact_once():
    rule = all_of(IN_HARDSHIP, any_of(facts.months >= 12, not_(facts.in_union)), facts.persons > 0)

    names = [fact.name for fact in facts_of(rule)]
    assert names == ["income", "expenses", "persons", "line", "months", "in_union"]
    assert len(leaves_of(rule)) == 4


# Answering


def test_a_missing_fact_leaves_a_condition_undecided_and_is_named():
    outcome = evaluate(IN_HARDSHIP, {**FAMILY, "income": Decimal(1)})

    assert outcome.is_undecided
    assert outcome.missing == ("expenses",)
    assert [change.text for change in outcome.changes] == ["需要提供刚性支出"]


def test_a_missing_parameter_is_named_like_a_fact():
    family = {"persons": 3, "income": Decimal(1), "expenses": Decimal(0)}

    assert evaluate(IN_HARDSHIP, family).missing == ("line",)


def test_a_division_by_zero_is_undecided_because_of_its_divisor():
    family = {**FAMILY, "persons": 0, "income": Decimal(1), "expenses": Decimal(0)}

    outcome = evaluate(IN_HARDSHIP, family)

    assert outcome.missing == ("persons",)
    assert "除数为零" in outcome.reasons[0].text


def test_one_no_decides_all_of_in_spite_of_missing_facts():
    assert answer(all_of(facts.in_union, facts.months >= 12), in_union=False) is Answer.NO
    assert answer(all_of(facts.in_union, facts.months >= 12), in_union=True) is Answer.UNDECIDED


def test_one_yes_decides_any_of_in_spite_of_missing_facts():
    assert answer(any_of(facts.in_union, facts.months >= 12), in_union=True) is Answer.YES
    assert answer(any_of(facts.in_union, facts.months >= 12), in_union=False) is Answer.UNDECIDED


def test_being_missing_is_always_decided():
    assert answer(is_missing(facts.income)) is Answer.YES
    assert answer(is_missing(facts.income), income=Decimal(0)) is Answer.NO
    assert (
        answer(is_missing(facts.income / facts.persons), income=Decimal(1), persons=0) is Answer.YES
    )


def test_rounding_goes_half_up_and_away_from_zero():
    assert value_of(rounded(facts.income), {"income": Decimal("0.005")}) == Decimal("0.01")
    assert value_of(rounded(facts.income), {"income": Decimal("-0.005")}) == Decimal("-0.01")
    assert value_of(facts.income / 3, {"income": Decimal(2)}) == Decimal("0.6666666667")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("income", 0.1),
        ("income", True),
        ("persons", Decimal("1.5")),
        ("state", 1),
        ("joined_on", "2024-01-01"),
    ],
)
def test_a_fact_of_the_wrong_type_is_an_error_not_an_answer(name, value):
    with pytest.raises(BadFactValue):
        evaluate(is_missing(getattr(facts, name)), {name: value})


# Explaining


def test_a_refusal_names_the_conditions_that_failed_with_their_source():
    rule = all_of(
        (facts.months >= 12).because(SOURCE, "入会满12个月", code="too_new"), facts.in_union
    )

    outcome = evaluate(rule, {"months": 8, "in_union": True})

    assert outcome.is_no
    [reason] = outcome.reasons
    assert (reason.code, reason.source, reason.fact_names) == ("too_new", SOURCE, ("months",))
    assert reason.text == "入会满12个月（实际为8个月）"
    assert [leaf.answer for leaf in outcome.leaves] == [Answer.NO, Answer.YES]
    assert [change.text for change in outcome.changes] == [
        "需要入会满12个月（实际为8个月，相差4个月）"
    ]


def test_of_two_ways_to_turn_a_refusal_the_shorter_is_told():
    rule = any_of(all_of(facts.months >= 12, facts.persons > 5), facts.in_union)

    outcome = evaluate(rule, {"months": 8, "persons": 3, "in_union": False})

    assert [change.code for change in outcome.changes] == ["in_union_is"]


def test_an_allowed_case_tells_what_would_take_it_away():
    outcome = evaluate(facts.joined_on < date(2024, 6, 1), {"joined_on": date(2024, 5, 30)})

    assert outcome.is_yes
    assert [change.text for change in outcome.changes] == [
        "不再入会日期早于2024年6月1日（实际为2024年5月30日，相差2天）"
    ]


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (facts.income < Decimal("1062.50"), "家庭年收入低于1,062.5元"),
        (facts.months < 12, "在籍月数少于12个月"),
        (facts.joined_on >= date(2024, 3, 1), "入会日期不早于2024年3月1日"),
        (is_in(facts.state, "在籍", "保留"), "会籍状态属于“在籍”、“保留”"),
        (is_missing(facts.income), "没有家庭年收入"),
        (facts.in_union == True, "单位已建立工会"),  # noqa: E712
        (facts.in_union == False, "不符合“单位已建立工会”"),  # noqa: E712
        (facts.state != "退会", "会籍状态不为“退会”"),
        (
            (facts.income - facts.expenses) / 12 / facts.persons <= LINE,
            "（家庭年收入－刚性支出）÷12÷共同生活人数不超过低保标准",
        ),
        (facts.income / (facts.persons + 1) > 1, "家庭年收入÷（共同生活人数＋1）超过1"),
        (facts.income - (facts.expenses - 1) > 1, "家庭年收入－（刚性支出－1）超过1元"),
        (rounded(facts.income * 2, 0) > 1, "（家庭年收入×2）（四舍五入，取整数）超过1元"),
        (
            all_of(facts.in_union, any_of(facts.is_member, facts.months > 1)),
            "同时符合：单位已建立工会；（符合其中一项：已是工会会员；在籍月数超过1个月）",
        ),
        (not_(any_of(facts.in_union)), "不符合（单位已建立工会）"),
        ((facts.months >= 12).because(SOURCE, "入会满一年"), "入会满一年"),
    ],
)
def test_a_rule_is_said_in_chinese(node, text):
    assert say(node) == text


def test_a_unit_survives_only_where_it_keeps_its_meaning():
    assert unit_of(facts.income - facts.expenses) == "元"
    assert unit_of((facts.income - facts.expenses) / 12) == "元"
    assert unit_of(facts.income / facts.persons) == ""
    assert unit_of(facts.income + facts.months) == ""


# Properties


@given(conditions, values)
def test_the_answer_agrees_with_a_second_independent_reading(node, given_facts):
    expected = {True: Answer.YES, False: Answer.NO, None: Answer.UNDECIDED}[
        _truth(node, given_facts)
    ]

    assert evaluate(node, given_facts).answer is expected


@given(number_terms, values)
def test_a_calculation_agrees_with_exact_fractions(term, given_facts):
    value = value_of(term, given_facts)

    assert (None if value is None else Fraction(value)) == _number(term, given_facts)


@given(conditions, values)
def test_every_answer_explains_itself(node, given_facts):
    outcome = evaluate(node, given_facts)

    assert outcome.reasons
    assert set(outcome.reasons) <= set(outcome.leaves)
    assert len(outcome.leaves) == len(leaves_of(node))
    for reason in outcome.leaves:
        assert reason.text
        is_literal_zero = "除数为零" in reason.text
        assert reason.answer is not Answer.UNDECIDED or reason.fact_names or is_literal_zero


@given(conditions, values)
def test_turning_the_leaves_that_are_told_turns_the_answer(node, given_facts):
    rule = _with_numbered_leaves(node, count())
    outcome = evaluate(rule, given_facts)
    if outcome.is_undecided:
        return
    truths = {leaf.code: _truth(leaf, given_facts) for leaf in leaves_of(rule)}

    assert outcome.changes
    for change in outcome.changes:
        assert change.text.startswith(("需要", "不再"))
        truths[change.code] = change.text.startswith("需要") and not change.text.startswith(
            "需要不"
        )

    assert _truth(rule, given_facts, truths) is (not outcome.is_yes)


def _with_numbered_leaves(node, numbers):
    if isinstance(node, Not):
        return not_(_with_numbered_leaves(node.part, numbers))
    if isinstance(node, AllOf | AnyOf):
        parts = [_with_numbered_leaves(part, numbers) for part in node.parts]
        return all_of(*parts) if isinstance(node, AllOf) else any_of(*parts)
    number = next(numbers)
    return node.because(SOURCE, f"条件{number}", code=f"leaf_{number}")


@given(conditions, values)
def test_not_over_all_is_any_over_not(node, given_facts):
    other = facts.months >= 3

    one = evaluate(not_(all_of(node, other)), given_facts)
    same = evaluate(any_of(not_(node), not_(other)), given_facts)

    assert one.answer is same.answer


@given(conditions)
def test_every_rule_can_be_said(node):
    assert say(node)


@given(conditions, values, st.data())
def test_supplying_a_missing_fact_never_turns_a_decided_answer(node, given_facts, data):
    reads_absence = any(isinstance(leaf, IsMissing) for leaf in leaves_of(node))
    before = evaluate(node, given_facts).answer
    supplied = {**data.draw(values), **{k: v for k, v in given_facts.items() if v is not None}}

    if before is not Answer.UNDECIDED and not reads_absence:
        assert evaluate(node, supplied).answer is before


# The second reading: fractions and None instead of decimals and answers.


def _rounded(number, places):
    scaled = abs(number) * 10**places
    return Fraction(floor(scaled + Fraction(1, 2)), 10**places) * (1 if number >= 0 else -1)


def _number(term, given_facts):
    if isinstance(term, Fact):
        value = given_facts.get(term.name)
        return (
            Fraction(value)
            if isinstance(value, int | Decimal) and not isinstance(value, bool)
            else value
        )
    if isinstance(term, Literal):
        return (
            Fraction(term.value)
            if isinstance(term.value, int | Decimal) and not isinstance(term.value, bool)
            else term.value
        )
    if isinstance(term, Rounded):
        inner = _number(term.term, given_facts)
        return None if inner is None else _rounded(inner, term.places)
    assert isinstance(term, Arithmetic)
    left, right = _number(term.left, given_facts), _number(term.right, given_facts)
    if left is None or right is None or (term.sign == "/" and right == 0):
        return None
    match term.sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            return _rounded(left / right, 10)


def _truth(node, given_facts, fixed=None):
    if fixed and isinstance(node, Leaf):
        return fixed[node.code]
    if isinstance(node, Not):
        inner = _truth(node.part, given_facts, fixed)
        return None if inner is None else not inner
    if isinstance(node, AllOf | AnyOf):
        strong = isinstance(node, AnyOf)
        truths = [_truth(part, given_facts, fixed) for part in node.parts]
        return strong if strong in truths else None if None in truths else not strong
    if isinstance(node, IsMissing):
        return _number(node.term, given_facts) is None
    if isinstance(node, IsIn):
        value = _number(node.term, given_facts)
        return None if value is None else value in node.options
    assert isinstance(node, Comparison)
    left, right = _number(node.left, given_facts), _number(node.right, given_facts)
    if left is None or right is None:
        return None
    return {
        "==": lambda: left == right,
        "!=": lambda: left != right,
        "<": lambda: left < right,
        "<=": lambda: left <= right,
        ">": lambda: left > right,
        ">=": lambda: left >= right,
    }[node.sign]()
