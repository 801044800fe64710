"""Build the predicate of a composed programme from its lines; say what is wrong with one. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation

from zhigong.engines.cases.rules.declaration import Programme, Rule, RuleLine
from zhigong.kernel.predicate import (
    Comparison,
    ComparisonSign,
    Condition,
    Fact,
    Sort,
    all_of,
    any_of,
)
from zhigong.kernel.predicate.tree import Literal, Value

EQUAL_ONLY = (ComparisonSign.EQ, ComparisonSign.NE)
YES, NO = "yes", "no"
Known = Mapping[str, tuple[Fact, Mapping[str, str]]]
"""Facts by code, each with the labels of its values where it is a text."""


def signs_of(fact: Fact) -> tuple[ComparisonSign, ...]:
    """Return the comparisons that make sense for a fact."""
    if fact.sort is Sort.BOOLEAN:
        return (ComparisonSign.EQ,)
    return EQUAL_ONLY if fact.sort is Sort.TEXT else tuple(ComparisonSign)


def fault_of(line: RuleLine, known: Known) -> str:
    """Return what is wrong with a line: ``fact``, ``sign``, ``value``, or nothing."""
    if line.fact not in known:
        return "fact"
    fact, labels = known[line.fact]
    if line.sign not in {sign.value for sign in signs_of(fact)}:
        return "sign"
    return "" if _value(fact, labels, line.value) is not None else "value"


def condition_of(rule: Rule, known: Known) -> Condition | None:
    """Return the predicate of a rule; ``None`` when it has no lines.

    :raises ValueError: a line has a fault.
    """
    parts = [_leaf(line, known) for line in rule.lines]
    if not parts:
        return None
    return all_of(*parts) if rule.joined == "all" else any_of(*parts)


def with_eligibility(programme: Programme, known: Known) -> Programme:
    """Return a programme with the predicate its rule describes."""
    if programme.rule is None:
        return programme
    return replace(programme, eligibility=condition_of(programme.rule, known))


def _leaf(line: RuleLine, known: Known) -> Comparison:
    if fault := fault_of(line, known):
        raise ValueError(f"{line.fact} {line.sign} {line.value}: {fault}")
    fact, labels = known[line.fact]
    value = _value(fact, labels, line.value)
    assert value is not None
    return Comparison(ComparisonSign(line.sign), fact, Literal(value))


def _value(fact: Fact, labels: Mapping[str, str], text: str) -> Value | None:
    """Return the value a text means for a fact; ``None`` when it means none."""
    if fact.sort is Sort.TEXT:
        return labels.get(text)
    if fact.sort is Sort.BOOLEAN:
        return {YES: True, NO: False}.get(text)
    try:
        if fact.sort is Sort.DATE:
            return date.fromisoformat(text)
        number = Decimal(text)
    except (ValueError, InvalidOperation):
        return None
    if not number.is_finite():
        return None
    is_whole = number == number.to_integral_value()
    if fact.value_type is int:
        return int(number) if is_whole else None
    return number
