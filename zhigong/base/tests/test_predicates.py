"""The SQL engine of rules answers as the kernel does."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import Expression, F, IntegerField, Value
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhigong.base import predicates
from zhigong.base.models import Setting
from zhigong.kernel.money import Money
from zhigong.kernel.outcome import Answer
from zhigong.kernel.predicate import (
    Arithmetic,
    ArithmeticSign,
    Condition,
    Fact,
    FactSet,
    Literal,
    all_of,
    any_of,
    evaluate,
    is_missing,
    not_,
    rounded,
)
from zhigong.kernel.tests.trees import conditions, facts, values

pytestmark = pytest.mark.django_db

ANSWERS = {True: Answer.YES, False: Answer.NO, None: Answer.UNDECIDED}
_TYPES = {int: "bigint", Decimal: "numeric", bool: "boolean", str: "text"}
COLUMNS = {f.name: _TYPES.get(f.value_type, "date") for f in facts}


def answers(node: Condition, rows: list[dict[str, Any]]) -> list[Answer]:
    """Return what PostgreSQL answers for rows of a table with one column per fact."""
    compiler = Setting.objects.all().query.get_compiler(connection=connection)
    bindings = {name: _Column(name, output_field=IntegerField()) for name in COLUMNS}
    sql, params = compiler.compile(predicates.compile(node, bindings).resolve_expression())
    names = ", ".join(COLUMNS)
    one = "(" + ", ".join(f"%s::{kind}" for kind in COLUMNS.values()) + ")"
    table = ", ".join(f"({number}, {one[1:]}" for number in range(len(rows)))
    flat = [row[name] for row in rows for name in COLUMNS]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {sql} FROM (VALUES {table}) AS t (number, {names}) ORDER BY number",
            [*params, *flat],
        )
        return [ANSWERS[value] for (value,) in cursor.fetchall()]


class _Column(Expression):
    """A column of the table above."""

    def __init__(self, name: str, **options: Any) -> None:
        self.name = name
        super().__init__(**options)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return self.name, []


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(conditions, st.lists(values, min_size=1, max_size=8))
def test_both_engines_give_the_same_answer(node: Condition, rows: list[dict[str, Any]]) -> None:
    assert answers(node, rows) == [evaluate(node, row).answer for row in rows]


NOBODY = dict.fromkeys(COLUMNS)
THIRD = Arithmetic(ArithmeticSign.DIVIDE, Literal(1), Literal(3))


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (facts.income / facts.persons < 100, Answer.UNDECIDED),
        (is_missing(facts.income / facts.persons), Answer.YES),
        (is_missing(facts.income), Answer.NO),
        (all_of(facts.income > 0, facts.expenses > 0), Answer.UNDECIDED),
        (all_of(facts.income < 0, facts.expenses > 0), Answer.NO),
        (any_of(facts.income > 0, facts.expenses > 0), Answer.YES),
        (not_(facts.expenses > 0), Answer.UNDECIDED),
        (not_(not_(facts.in_union)), Answer.UNDECIDED),
        (Literal(2) / Literal(3) == Decimal("0.6666666667"), Answer.YES),
        (Literal(-2) / Literal(3) == Decimal("-0.6666666667"), Answer.YES),
        (THIRD * Literal(3) == Decimal("0.9999999999"), Answer.YES),
        (rounded(facts.income / Literal(8), 2) == Decimal("0.13"), Answer.YES),
        (rounded(Literal(Decimal("-0.125")), 2) == Decimal("-0.13"), Answer.YES),
    ],
)
def test_missing_values_zero_divisors_and_rounding_follow_the_page(
    node: Condition, expected: Answer
) -> None:
    row = NOBODY | {"persons": 0, "income": Decimal(1)}

    assert answers(node, [row]) == [expected] == [evaluate(node, row).answer]


def test_a_rule_filters_rows_and_leaves_the_undecided_out() -> None:
    Setting.objects.create(key="low", starts_on="2026-01-01", value=1)
    Setting.objects.create(key="high", starts_on="2026-01-01", value=1, source="x")
    known = FactSet(Fact("key", "", "代码", str), Fact("line", "元", "标准线", Decimal))
    rule = all_of(known.key == "low", known.line > 100)

    def found(line: Money | None) -> list[str]:
        expression = predicates.compile(rule, {"key": F("key"), "line": line})
        return [row.key for row in Setting.objects.filter(expression)]

    assert found(Money.of(101)) == ["low"]
    assert found(Money.of(100)) == []
    assert found(None) == []


def test_a_text_is_bound_as_a_value_never_as_a_column() -> None:
    Setting.objects.create(key="low", starts_on="2026-01-01", value=1)
    known = FactSet(Fact("key", "", "代码", str))

    expression = predicates.compile(all_of(known.key == "key"), {"key": "key"})

    assert Setting.objects.filter(expression).count() == 1
    assert Setting.objects.filter(Value(True)).count() == 1


def test_a_fact_nothing_stands_for_is_refused() -> None:
    with pytest.raises(predicates.UnboundFact, match="income"):
        predicates.compile(all_of(facts.income > 0), {"persons": 1})
