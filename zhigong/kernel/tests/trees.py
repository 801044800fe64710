"""Random rules and facts for property tests; every engine that answers rules is tested with them."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from zhigong.kernel.predicate import (
    Arithmetic,
    ArithmeticSign,
    Comparison,
    ComparisonSign,
    Fact,
    FactSet,
    Literal,
    Sort,
    all_of,
    any_of,
    is_in,
    is_missing,
    not_,
    rounded,
)

facts = FactSet(
    Fact("persons", "人", "共同生活人数", int),
    Fact("months", "个月", "在籍月数", int),
    Fact("income", "元", "家庭年收入", Decimal),
    Fact("expenses", "元", "刚性支出", Decimal),
    Fact("in_union", "", "单位已建立工会", bool),
    Fact("is_member", "", "已是工会会员", bool),
    Fact("joined_on", "", "入会日期", date),
    Fact("state", "", "会籍状态", str),
)

STATES = ("在籍", "保留", "退会")
numbers = st.decimals(min_value=-100, max_value=100, places=2) | st.sampled_from(
    [Decimal(0), Decimal(1), Decimal("0.005"), Decimal("-0.005"), Decimal(3)]
)
whole_numbers = st.integers(-5, 20)
days = st.dates(date(2024, 1, 1), date(2024, 12, 31))

# Zeros and missing facts are frequent on purpose: they are where engines differ.
values = st.fixed_dictionaries(
    {
        "persons": st.none() | st.integers(-1, 5),
        "months": st.none() | whole_numbers,
        "income": st.none() | numbers,
        "expenses": st.none() | numbers,
        "in_union": st.none() | st.booleans(),
        "is_member": st.none() | st.booleans(),
        "joined_on": st.none() | days,
        "state": st.none() | st.sampled_from(STATES),
    }
)

number_facts = [fact for fact in facts if fact.sort is Sort.NUMBER]
number_terms = st.recursive(
    st.sampled_from(number_facts) | numbers.map(Literal) | whole_numbers.map(Literal),
    lambda inner: (
        st.builds(Arithmetic, st.sampled_from(ArithmeticSign), inner, inner)
        | st.builds(rounded, inner, st.integers(0, 4))
    ),
    max_leaves=5,
)
date_terms = st.just(facts.joined_on) | days.map(Literal)
text_terms = st.just(facts.state) | st.sampled_from(STATES).map(Literal)
signs = st.sampled_from(ComparisonSign)
equality = st.sampled_from([ComparisonSign.EQ, ComparisonSign.NE])
boolean_facts = st.sampled_from([facts.in_union, facts.is_member])

leaves = st.one_of(
    st.builds(Comparison, signs, number_terms, number_terms),
    st.builds(Comparison, signs, date_terms, date_terms),
    st.builds(Comparison, equality, text_terms, text_terms),
    st.builds(Comparison, equality, boolean_facts, st.booleans().map(Literal)),
    st.builds(is_missing, st.one_of(number_terms, st.sampled_from(list(facts)))),
    st.lists(st.sampled_from(STATES), min_size=1, max_size=2).map(
        lambda options: is_in(facts.state, *options)
    ),
    st.lists(whole_numbers, min_size=1, max_size=3).map(
        lambda options: is_in(facts.persons, *options)
    ),
)
conditions = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: all_of(*parts))
        | st.lists(inner, min_size=1, max_size=3).map(lambda parts: any_of(*parts))
        | inner.map(not_)
    ),
    max_leaves=6,
)
