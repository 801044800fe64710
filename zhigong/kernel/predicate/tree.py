"""The nodes of a rule, and the functions that build them.

Both engines, Python and SQL, keep to this:

- every number is an exact decimal; ``/`` rounds its quotient half up (away from zero) to
  ``DIVISION_PLACES`` decimals, the other signs are exact;
- a missing fact makes the term that uses it missing, and so does a division by zero;
- a condition on a missing term is undecided, except ``is_missing``, which always decides;
- ``all_of``, ``any_of`` and ``not_`` follow Kleene's logic, as SQL does.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NoReturn, Self, TypeAlias

from zhigong.kernel.legal import LegalSource
from zhigong.kernel.money import Money

DIVISION_PLACES = 10
MOST_PLACES = DIVISION_PLACES

Value = int | Decimal | bool | date | str
Operand: TypeAlias = "Term | Value | Money"


class BadPredicate(TypeError):
    """The parts of a rule do not fit together; found when the rule is written, not when it runs."""

    code = "bad_predicate"


class UnknownFact(AttributeError):
    """No fact of that name is declared."""

    code = "unknown_fact"


class Sort(StrEnum):
    """What kind of value a term has; only equal sorts can be compared."""

    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    TEXT = "text"


_SORTS: dict[type, Sort] = {
    int: Sort.NUMBER,
    Decimal: Sort.NUMBER,
    bool: Sort.BOOLEAN,
    date: Sort.DATE,
    str: Sort.TEXT,
}


class ComparisonSign(StrEnum):
    """The six comparisons."""

    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="
    EQ = "=="
    NE = "!="


class ArithmeticSign(StrEnum):
    """The four arithmetic operations."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"


class Node:
    """A part of a rule. It has no truth value: ``and``, ``or``, ``not`` and ``if`` are refused."""

    __slots__ = ()

    def __bool__(self) -> NoReturn:
        """Refuse: a rule is answered by ``evaluate``, and joined by ``all_of`` and ``any_of``.

        :raises TypeError: always.
        """
        raise TypeError("a rule has no truth value; use all_of, any_of, not_ and evaluate")


class Term(Node):
    """A part of a rule that has a value: a fact, a literal, or a calculation with them."""

    __slots__ = ()

    @property
    def sort(self) -> Sort:
        """What kind of value the term has."""
        raise NotImplementedError

    __hash__ = object.__hash__

    def __eq__(self, other: Operand) -> "Comparison":  # type: ignore[override]
        return Comparison(ComparisonSign.EQ, self, _term(other))

    def __ne__(self, other: Operand) -> "Comparison":  # type: ignore[override]
        return Comparison(ComparisonSign.NE, self, _term(other))

    def __lt__(self, other: Operand) -> "Comparison":
        return Comparison(ComparisonSign.LT, self, _term(other))

    def __le__(self, other: Operand) -> "Comparison":
        return Comparison(ComparisonSign.LE, self, _term(other))

    def __gt__(self, other: Operand) -> "Comparison":
        return Comparison(ComparisonSign.GT, self, _term(other))

    def __ge__(self, other: Operand) -> "Comparison":
        return Comparison(ComparisonSign.GE, self, _term(other))

    def __add__(self, other: Operand) -> "Arithmetic":
        return Arithmetic(ArithmeticSign.ADD, self, _term(other))

    def __radd__(self, other: Operand) -> "Arithmetic":
        return Arithmetic(ArithmeticSign.ADD, _term(other), self)

    def __sub__(self, other: Operand) -> "Arithmetic":
        return Arithmetic(ArithmeticSign.SUBTRACT, self, _term(other))

    def __rsub__(self, other: Operand) -> "Arithmetic":
        return Arithmetic(ArithmeticSign.SUBTRACT, _term(other), self)

    def __mul__(self, other: Operand) -> "Arithmetic":
        return Arithmetic(ArithmeticSign.MULTIPLY, self, _term(other))

    def __rmul__(self, other: Operand) -> "Arithmetic":
        return Arithmetic(ArithmeticSign.MULTIPLY, _term(other), self)

    def __truediv__(self, other: Operand) -> "Arithmetic":
        return Arithmetic(ArithmeticSign.DIVIDE, self, _term(other))

    def __rtruediv__(self, other: Operand) -> "Arithmetic":
        return Arithmetic(ArithmeticSign.DIVIDE, _term(other), self)


def sort_of_value(value: object) -> Sort | None:
    """Return the sort of a plain value; None for what no rule can hold, floats above all."""
    if isinstance(value, datetime):
        return None
    if isinstance(value, Decimal) and not value.is_finite():
        return None
    return _SORTS.get(type(value))


def _term(value: object) -> Term:
    if isinstance(value, Term):
        return value
    plain = value.yuan if isinstance(value, Money) else value
    if sort_of_value(plain) is None:
        raise BadPredicate(f"{value!r} can be no part of a rule")
    return Literal(plain)  # type: ignore[arg-type]  # its sort was looked up above


@dataclass(frozen=True, slots=True, eq=False)
class Fact(Term):
    """Something a rule asks for by name.

    :param name: an identifier, lower case; the key of the mapping given to ``evaluate``.
    :param unit: as people read it, such as 元 or 个月; "" for none.
    :param title: Chinese; of a yes-or-no fact a statement, such as 已建立工会.
    :param value_type: int, Decimal, bool, date or str.
    :param is_parameter: a dated number of the rule itself, bound as a literal in SQL.
    """

    name: str
    unit: str
    title: str
    value_type: type = Decimal
    is_parameter: bool = False

    def __post_init__(self) -> None:
        if not self.name.isidentifier() or self.name.startswith("_"):
            raise BadPredicate(f"{self.name!r} is no name of a fact")
        if self.value_type not in _SORTS:
            raise BadPredicate(f"{self.name}: {self.value_type!r} is no type of a fact")

    @property
    def sort(self) -> Sort:
        """What kind of value the fact has."""
        return _SORTS[self.value_type]


@dataclass(frozen=True, slots=True, eq=False)
class Literal(Term):
    """A value written in the rule."""

    value: Value

    @property
    def sort(self) -> Sort:
        """What kind of value it is."""
        return _SORTS[type(self.value)]


@dataclass(frozen=True, slots=True, eq=False)
class Arithmetic(Term):
    """A calculation with two numbers; missing when one is, or when the divisor is zero."""

    sign: ArithmeticSign
    left: Term
    right: Term

    def __post_init__(self) -> None:
        _require_sort(Sort.NUMBER, self.left, self.right)

    @property
    def sort(self) -> Sort:
        """Always a number."""
        return Sort.NUMBER


@dataclass(frozen=True, slots=True, eq=False)
class Rounded(Term):
    """A number rounded half up (away from zero) to some decimals."""

    term: Term
    places: int

    def __post_init__(self) -> None:
        _require_sort(Sort.NUMBER, self.term)
        if not 0 <= self.places <= MOST_PLACES:
            raise BadPredicate(f"{self.places} decimals; 0 to {MOST_PLACES} are possible")

    @property
    def sort(self) -> Sort:
        """Always a number."""
        return Sort.NUMBER


class Condition(Node):
    """A part of a rule that is answered yes, no or undecided."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Leaf(Condition):
    """A condition without conditions inside; may say why it stands in the rule.

    :param sentence: Chinese, said in place of the printed condition.
    :param code: stable name of the reason; made of fact names and sign when "".
    """

    source: LegalSource | None = None
    sentence: str = ""
    code: str = ""

    def because(self, source: LegalSource, sentence: str = "", *, code: str = "") -> Self:
        """Return the condition with its legal source, a Chinese sentence and a reason code."""
        return replace(self, source=source, sentence=sentence, code=code)


@dataclass(frozen=True, slots=True, eq=False)
class Comparison(Leaf):
    """Two terms compared; texts and yes-or-no values only for being equal or not."""

    sign: ComparisonSign
    left: Term
    right: Term

    def __post_init__(self) -> None:
        _require_sort(self.left.sort, self.right)
        is_ordered = self.left.sort in (Sort.NUMBER, Sort.DATE)
        if not is_ordered and self.sign not in (ComparisonSign.EQ, ComparisonSign.NE):
            raise BadPredicate(f"a {self.left.sort} cannot be compared by {self.sign}")


@dataclass(frozen=True, slots=True, eq=False)
class IsIn(Leaf):
    """A term is one of some values."""

    term: Term
    options: tuple[Value, ...]

    def __post_init__(self) -> None:
        if not self.options:
            raise BadPredicate("is_in needs at least one value")
        _require_sort(self.term.sort, *map(_term, self.options))


@dataclass(frozen=True, slots=True, eq=False)
class IsMissing(Leaf):
    """A term has no value; never undecided."""

    term: Term


@dataclass(frozen=True, slots=True, eq=False)
class AllOf(Condition):
    """Yes when every part is; no as soon as one is."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, eq=False)
class AnyOf(Condition):
    """Yes as soon as one part is; no when every part is."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Not(Condition):
    """The opposite; undecided stays undecided."""

    part: Condition


def unit_of(term: Term) -> str:
    """Return the unit of a term's value as people read it; "" when none is known."""
    if isinstance(term, Fact):
        return term.unit
    if isinstance(term, Rounded):
        return unit_of(term.term)
    if not isinstance(term, Arithmetic):
        return ""
    left, right = unit_of(term.left), unit_of(term.right)
    if term.sign is ArithmeticSign.DIVIDE:
        return "" if right else left
    is_product = term.sign is ArithmeticSign.MULTIPLY
    if left and right and (is_product or left != right):
        return ""
    return left or right


def _require_sort(sort: Sort, *terms: Term) -> None:
    for term in terms:
        if term.sort is not sort:
            raise BadPredicate(f"a {term.sort} where a {sort} is needed")


def _condition(part: object) -> Condition:
    if isinstance(part, Condition):
        return part
    if isinstance(part, Fact) and part.sort is Sort.BOOLEAN:
        return Comparison(ComparisonSign.EQ, part, Literal(True))
    raise BadPredicate(f"{part!r} is no condition")


def _conditions(parts: tuple[Node, ...]) -> tuple[Condition, ...]:
    if not parts:
        raise BadPredicate("at least one condition is needed")
    return tuple(map(_condition, parts))


def all_of(*parts: Node) -> AllOf:
    """Return the condition that every part holds; a yes-or-no fact may stand for itself.

    :raises BadPredicate: no parts, or one that is no condition.
    """
    return AllOf(_conditions(parts))


def any_of(*parts: Node) -> AnyOf:
    """Return the condition that at least one part holds.

    :raises BadPredicate: no parts, or one that is no condition.
    """
    return AnyOf(_conditions(parts))


def not_(part: Node) -> Not:
    """Return the opposite of a condition.

    :raises BadPredicate: the part is no condition.
    """
    return Not(_condition(part))


def is_in(term: Term, *options: Value) -> IsIn:
    """Return the condition that a term is one of the values.

    :raises BadPredicate: no values, or one of another sort.
    """
    return IsIn(term, options)


def is_missing(term: Term) -> IsMissing:
    """Return the condition that a term has no value."""
    return IsMissing(term)


def rounded(term: Term, places: int = 2) -> Rounded:
    """Return a number rounded half up, away from zero, to 0 to ``MOST_PLACES`` decimals.

    :raises BadPredicate: no number, or a number of decimals outside the bounds.
    """
    return Rounded(term, places)


def _children(node: Node) -> Iterator[Node]:
    for declared in fields(node):  # type: ignore[arg-type]  # every node is a dataclass
        value = getattr(node, declared.name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Node):
                yield item


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for child in _children(node):
        yield from _walk(child)


def leaves_of(node: Condition) -> tuple[Leaf, ...]:
    """Return the conditions of a rule that have no conditions inside, in order."""
    return tuple(part for part in _walk(node) if isinstance(part, Leaf))


def facts_of(node: Node) -> tuple[Fact, ...]:
    """Return the facts a rule or term asks for, in order, each once."""
    found = (part for part in _walk(node) if isinstance(part, Fact))
    return tuple({fact.name: fact for fact in found}.values())


class FactSet:
    """The facts one part of the house declares, reached as attributes: ``facts.income``."""

    def __init__(self, *declared: Fact) -> None:
        names = [fact.name for fact in declared]
        if len(set(names)) < len(names) or any(hasattr(FactSet, name) for name in names):
            raise BadPredicate(f"a name is declared twice or reserved: {names}")
        self._by_name = {fact.name: fact for fact in declared}

    def __getattr__(self, name: str) -> Fact:
        if name.startswith("_") or name not in self._by_name:
            raise UnknownFact(name)
        return self._by_name[name]

    def __iter__(self) -> Iterator[Fact]:
        return iter(self._by_name.values())

    def __len__(self) -> int:
        return len(self._by_name)

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def __or__(self, other: "FactSet") -> "FactSet":
        """Return the facts of both sets.

        :raises BadPredicate: both declare a name.
        """
        return FactSet(*self, *other)
