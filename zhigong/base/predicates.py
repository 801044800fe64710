"""Compile a rule of the kernel to an SQL expression, so that it finds everybody it applies to.

The expression has three values, as the kernel's answer has: true is yes, false is no, NULL is
undecided. Numbers are exact ``numeric``; a missing fact or a zero divisor gives NULL, which passes
through calculations and comparisons as the kernel passes ``None``.

Django's ``Q`` is not used: its negation turns NULL into true or false.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import (
    BooleanField,
    DateField,
    DecimalField,
    Expression,
    F,
    Field,
    Func,
    TextField,
    Value,
)

from zhigong.kernel.money import Money
from zhigong.kernel.predicate import (
    DIVISION_PLACES,
    AllOf,
    AnyOf,
    Arithmetic,
    ArithmeticSign,
    Comparison,
    ComparisonSign,
    Condition,
    Fact,
    IsIn,
    IsMissing,
    Literal,
    Not,
    Rounded,
    Sort,
    Term,
)

Binding = Expression | F | Money | Decimal | int | bool | date | str | None

# PostgreSQL keeps at least the dividend's scale in a quotient: with these zeros the quotient is far
# more exact than the place it is rounded to, and rounding twice gives what rounding once does.
_ONE = "1." + "0" * 60

_TYPES: dict[Sort, tuple[str, "type[Field[Any, Any]]"]] = {
    Sort.NUMBER: ("numeric", DecimalField),
    Sort.BOOLEAN: ("boolean", BooleanField),
    Sort.DATE: ("date", DateField),
    Sort.TEXT: ("text", TextField),
}
_COMPARISONS = {
    ComparisonSign.LT: " < ",
    ComparisonSign.LE: " <= ",
    ComparisonSign.GT: " > ",
    ComparisonSign.GE: " >= ",
    ComparisonSign.EQ: " = ",
    ComparisonSign.NE: " <> ",
}
_CALCULATIONS = {
    ArithmeticSign.ADD: " + ",
    ArithmeticSign.SUBTRACT: " - ",
    ArithmeticSign.MULTIPLY: " * ",
}


class UnboundFact(LookupError):
    """The rule asks for a fact that nothing in the query stands for."""

    code = "unbound_fact"


def compile(node: Condition, bindings: Mapping[str, Binding]) -> Expression:
    """Return the expression that answers a rule for each row of a query.

    :param bindings: for every fact of the rule by its name, an expression over the row (``F``, a
        subquery …), or a plain value for a parameter; ``None`` is missing. A text is a value, never
        the name of a column.
    :returns: a boolean expression for ``filter`` or ``annotate``; NULL where the rule is undecided.
    :raises UnboundFact: a fact of the rule has no binding.
    """
    if isinstance(node, AllOf | AnyOf):
        joiner = " AND " if isinstance(node, AllOf) else " OR "
        return _boolean(joiner, *(compile(part, bindings) for part in node.parts))
    if isinstance(node, Not):
        return _boolean("", compile(node.part, bindings), template="(NOT %(expressions)s)")
    if isinstance(node, Comparison):
        sides = _term(node.left, bindings), _term(node.right, bindings)
        return _boolean(_COMPARISONS[node.sign], *sides)
    if isinstance(node, IsMissing):
        return _boolean("", _term(node.term, bindings), template="(%(expressions)s IS NULL)")
    if isinstance(node, IsIn):
        return _is_in(node, bindings)
    raise AssertionError(node)


def _boolean(joiner: str, *parts: Expression, template: str = "(%(expressions)s)") -> Expression:
    return Func(*parts, arg_joiner=joiner, template=template, output_field=BooleanField())


def _is_in(node: IsIn, bindings: Mapping[str, Binding]) -> Expression:
    """Return the test as equalities: NULL when the term is missing, like ``IN``."""
    term = _term(node.term, bindings)
    options = (_typed(node.term.sort, Value(_plain(option))) for option in node.options)
    return _boolean(" OR ", *(_boolean(" = ", term, option) for option in options))


def _term(term: Term, bindings: Mapping[str, Binding]) -> Expression:
    if isinstance(term, Fact):
        return _fact(term, bindings)
    if isinstance(term, Literal):
        return _typed(term.sort, Value(_plain(term.value)))
    if isinstance(term, Rounded):
        return _number(f"round(%(expressions)s, {term.places})", "", _term(term.term, bindings))
    if isinstance(term, Arithmetic):
        left, right = _term(term.left, bindings), _term(term.right, bindings)
        if term.sign is ArithmeticSign.DIVIDE:
            template = f"round({_ONE} * %(expressions)s, {DIVISION_PLACES})"
            return _number(template, " / ", left, _number("nullif(%(expressions)s, 0)", "", right))
        return _number("(%(expressions)s)", _CALCULATIONS[term.sign], left, right)
    raise AssertionError(term)


def _number(template: str, joiner: str, *parts: Expression) -> Expression:
    return Func(*parts, arg_joiner=joiner, template=template, output_field=DecimalField())


def _fact(fact: Fact, bindings: Mapping[str, Binding]) -> Expression:
    if fact.name not in bindings:
        raise UnboundFact(fact.name)
    bound = bindings[fact.name]
    is_of_row = isinstance(bound, Expression | F)
    return _typed(fact.sort, bound if is_of_row else Value(_plain(bound)))


def _plain(value: Any) -> Any:
    """Return a value as the database driver takes it; numbers as exact decimals."""
    if isinstance(value, Money):
        return value.yuan
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return value


def _typed(sort: Sort, expression: Any) -> Expression:
    """Return the expression cast to the SQL type of its sort, so that NULL has a type too."""
    name, field = _TYPES[sort]
    return Func(expression, template=f"(%(expressions)s)::{name}", output_field=field())
