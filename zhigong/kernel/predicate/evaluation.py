"""Answer a rule for given facts, and explain every condition of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import assert_never

from zhigong.kernel.money import Money
from zhigong.kernel.outcome import Answer, Outcome, Reason
from zhigong.kernel.predicate.tree import (
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
    Leaf,
    Literal,
    Not,
    Rounded,
    Sort,
    Term,
    Value,
    facts_of,
    sort_of_value,
    unit_of,
)
from zhigong.kernel.predicate.wording import say, say_value

FactValues = Mapping[str, object]

# Wide enough that sums and products of real amounts stay exact.
_EXACT = Context(prec=200, rounding=ROUND_HALF_UP)
_CODE_WORDS = {
    ComparisonSign.LT: "below",
    ComparisonSign.LE: "at_most",
    ComparisonSign.GT: "above",
    ComparisonSign.GE: "at_least",
    ComparisonSign.EQ: "is",
    ComparisonSign.NE: "is_not",
}
_OPPOSITE = {Answer.YES: Answer.NO, Answer.NO: Answer.YES, Answer.UNDECIDED: Answer.UNDECIDED}


class BadFactValue(TypeError):
    """A fact was given a value that is not of its type; floats never are."""

    code = "bad_fact_value"


@dataclass(frozen=True, slots=True)
class _Answered:
    """A condition with its answer and, for a leaf, its reason."""

    node: Condition
    answer: Answer
    parts: tuple["_Answered", ...] = ()
    reason: Reason | None = None


def value_of(term: Term, facts: FactValues) -> Value | None:
    """Return the value of a term; numbers as Decimal; None when it is missing.

    :raises BadFactValue: a fact has a value that is not of its type.
    """
    if isinstance(term, Fact):
        return _fact_value(term, facts)
    if isinstance(term, Literal):
        return Decimal(term.value) if term.sort is Sort.NUMBER else term.value  # type: ignore[arg-type]
    if isinstance(term, Rounded):
        number = value_of(term.term, facts)
        return _round(number, term.places) if isinstance(number, Decimal) else None
    if isinstance(term, Arithmetic):
        left, right = value_of(term.left, facts), value_of(term.right, facts)
        if not isinstance(left, Decimal) or not isinstance(right, Decimal):
            return None
        return _calculate(term.sign, left, right)
    raise AssertionError(term)


def _fact_value(fact: Fact, facts: FactValues) -> Value | None:
    value = facts.get(fact.name)
    if value is None:
        return None
    plain = value.yuan if isinstance(value, Money) else value
    is_whole = fact.value_type is not int or isinstance(plain, int)
    if sort_of_value(plain) is not fact.sort or not is_whole:
        raise BadFactValue(f"{fact.name}: {type(value).__name__}")
    if isinstance(plain, int | Decimal) and not isinstance(plain, bool):
        return Decimal(plain)
    return plain  # type: ignore[return-value]  # its sort was looked up above


def _round(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _EXACT)


def _calculate(sign: ArithmeticSign, left: Decimal, right: Decimal) -> Decimal | None:
    match sign:
        case ArithmeticSign.ADD:
            return _EXACT.add(left, right)
        case ArithmeticSign.SUBTRACT:
            return _EXACT.subtract(left, right)
        case ArithmeticSign.MULTIPLY:
            return _EXACT.multiply(left, right)
        case ArithmeticSign.DIVIDE:
            return _round(_EXACT.divide(left, right), DIVISION_PLACES) if right else None
        case _:
            assert_never(sign)


def evaluate(node: Condition, facts: FactValues) -> Outcome:
    """Answer a rule: yes, no or undecided, with its reasons.

    ``reasons`` are the conditions that decided, ``leaves`` all of them. ``changes`` names what
    would change the answer: for yes and no the fewest conditions that would have to turn, for
    undecided the facts to be supplied.

    :param facts: values by fact name; a name that is absent or None is missing.
    :raises BadFactValue: a fact has a value that is not of its type.
    """
    answered = _answer(node, facts)
    reasons = _deciding(answered)
    if answered.answer is Answer.UNDECIDED:
        changes = _to_supply(node, reasons)
    else:
        flipped = _fewest_flips(answered, _OPPOSITE[answered.answer])
        changes = tuple(_change(leaf, target, facts) for leaf, target in flipped)
    return Outcome(answered.answer, reasons, _leaf_reasons(answered), changes)


def _answer(node: Condition, facts: FactValues) -> _Answered:
    if isinstance(node, Leaf):
        answer = _answer_leaf(node, facts)
        return _Answered(node, answer, (), _reason(node, answer, facts))
    if isinstance(node, Not):
        part = _answer(node.part, facts)
        return _Answered(node, _OPPOSITE[part.answer], (part,))
    if isinstance(node, AllOf | AnyOf):
        parts = tuple(_answer(part, facts) for part in node.parts)
        answers = {part.answer for part in parts}
        strong, weak = _strong_and_weak(node)
        answer = strong if strong in answers else Answer.UNDECIDED
        return _Answered(node, weak if answers == {weak} else answer, parts)
    raise AssertionError(node)


def _strong_and_weak(node: AllOf | AnyOf) -> tuple[Answer, Answer]:
    """Return the answer one part is enough for, and the one that needs all parts."""
    return (Answer.NO, Answer.YES) if isinstance(node, AllOf) else (Answer.YES, Answer.NO)


def _answer_leaf(leaf: Leaf, facts: FactValues) -> Answer:
    if isinstance(leaf, IsMissing):
        return _yes_or_no(value_of(leaf.term, facts) is None)
    if isinstance(leaf, IsIn):
        value = value_of(leaf.term, facts)
        return Answer.UNDECIDED if value is None else _yes_or_no(value in leaf.options)
    if isinstance(leaf, Comparison):
        left, right = value_of(leaf.left, facts), value_of(leaf.right, facts)
        if left is None or right is None:
            return Answer.UNDECIDED
        return _yes_or_no(_compare(leaf.sign, left, right))
    raise AssertionError(leaf)


def _yes_or_no(holds: bool) -> Answer:
    return Answer.YES if holds else Answer.NO


def _compare(sign: ComparisonSign, left: Value, right: Value) -> bool:
    if sign is ComparisonSign.EQ:
        return left == right
    if sign is ComparisonSign.NE:
        return left != right
    is_below = left < right  # type: ignore[operator]  # the tree holds only ordered sorts here
    match sign:
        case ComparisonSign.LT:
            return is_below
        case ComparisonSign.LE:
            return is_below or left == right
        case ComparisonSign.GT:
            return not is_below and left != right
        case ComparisonSign.GE:
            return not is_below
        case _:
            assert_never(sign)


def _undecidable(term: Term, facts: FactValues) -> tuple[Fact, ...]:
    """Return the facts because of which a term has no value: missing, or a zero divisor's."""
    missing = tuple(fact for fact in facts_of(term) if _fact_value(fact, facts) is None)
    if missing or value_of(term, facts) is not None:
        return missing
    if isinstance(term, Rounded):
        return _undecidable(term.term, facts)
    if isinstance(term, Arithmetic):
        inner = _undecidable(term.left, facts) + _undecidable(term.right, facts)
        return inner or facts_of(term.right)
    return ()


def _terms(leaf: Leaf) -> tuple[Term, ...]:
    if isinstance(leaf, Comparison):
        return (leaf.left, leaf.right)
    if isinstance(leaf, IsIn | IsMissing):
        return (leaf.term,)
    raise AssertionError(leaf)


def _reason_code(leaf: Leaf) -> str:
    if leaf.code:
        return leaf.code
    names = "_".join(fact.name for fact in facts_of(leaf)) or "constant"
    if isinstance(leaf, Comparison):
        return f"{names}_{_CODE_WORDS[leaf.sign]}"
    return f"{names}_is_in" if isinstance(leaf, IsIn) else f"{names}_is_missing"


def _reason(leaf: Leaf, answer: Answer, facts: FactValues) -> Reason:
    if answer is Answer.UNDECIDED:
        lacking = [fact for term in _terms(leaf) for fact in _undecidable(term, facts)]
        found = dict.fromkeys(fact.name for fact in lacking)
        text = f"{say(leaf)}（{_say_lacking(lacking, facts)}）"
        return Reason(_reason_code(leaf), text, leaf.source, tuple(found), answer)
    names = tuple(fact.name for fact in facts_of(leaf))
    text = say(leaf) + _say_observed(leaf, facts)
    return Reason(_reason_code(leaf), text, leaf.source, names, answer)


def _say_lacking(lacking: list[Fact], facts: FactValues) -> str:
    missing = [fact.title for fact in lacking if _fact_value(fact, facts) is None]
    if missing:
        return "缺少" + "、".join(dict.fromkeys(missing))
    zero = "、".join(dict.fromkeys(fact.title for fact in lacking))
    return f"{zero}使除数为零，无法计算" if zero else "除数为零，无法计算"


def _say_observed(leaf: Leaf, facts: FactValues) -> str:
    """Return ``（实际为944.44元）``; nothing for yes-or-no facts, whose answer says it all."""
    if isinstance(leaf, IsMissing):
        return ""
    term = _terms(leaf)[0]
    value = value_of(term, facts)
    if value is None or isinstance(value, bool):
        return ""
    return f"（实际为{_say_measured(value, unit_of(term))}）"


def _say_measured(value: Value, unit: str) -> str:
    is_number = isinstance(value, Decimal)
    return say_value(_round(value, 2) if is_number else value, unit=unit)  # type: ignore[arg-type]


def _deciding(answered: _Answered) -> tuple[Reason, ...]:
    if answered.reason is not None:
        return (answered.reason,)
    if isinstance(answered.node, Not):
        return _deciding(answered.parts[0])
    chosen = (part for part in answered.parts if part.answer is answered.answer)
    return tuple(reason for part in chosen for reason in _deciding(part))


def _leaf_reasons(answered: _Answered) -> tuple[Reason, ...]:
    if answered.reason is not None:
        return (answered.reason,)
    return tuple(reason for part in answered.parts for reason in _leaf_reasons(part))


def _fewest_flips(answered: _Answered, target: Answer) -> tuple[tuple[_Answered, Answer], ...]:
    """Return the fewest leaves that have to turn for the node to answer ``target``, and how."""
    if answered.answer is target:
        return ()
    if answered.reason is not None:
        return ((answered, target),)
    if isinstance(answered.node, Not):
        return _fewest_flips(answered.parts[0], _OPPOSITE[target])
    flips = [_fewest_flips(part, target) for part in answered.parts]
    is_one_enough = isinstance(answered.node, AnyOf) is (target is Answer.YES)
    if is_one_enough:
        return min(flips, key=len)
    return tuple(leaf for part in flips for leaf in part)


def _change(answered: _Answered, target: Answer, facts: FactValues) -> Reason:
    leaf = answered.node
    if not isinstance(leaf, Leaf) or answered.reason is None:
        raise AssertionError(leaf)
    if target is Answer.YES:
        text = f"需要{say(leaf)}"
    elif answered.answer is Answer.YES:
        text = f"不再{say(leaf)}"
    else:
        text = f"需要不符合“{say(leaf)}”"
    names = tuple(fact.name for fact in facts_of(leaf))
    distance = _say_distance(leaf, facts)
    return Reason(answered.reason.code, text + distance, leaf.source, names, answered.answer)


def _say_distance(leaf: Leaf, facts: FactValues) -> str:
    """Return ``（实际为8个月，相差4个月）`` for numbers and dates, else what is observed."""
    if isinstance(leaf, Comparison):
        left, right = value_of(leaf.left, facts), value_of(leaf.right, facts)
        unit = unit_of(leaf.left) or unit_of(leaf.right)
        if isinstance(left, Decimal) and isinstance(right, Decimal):
            gap = f"，相差{_say_measured(abs(left - right), unit)}" if left != right else ""
            return f"（实际为{_say_measured(left, unit)}{gap}）"
        if isinstance(left, date) and isinstance(right, date):
            return f"（实际为{say_value(left)}，相差{abs((left - right).days)}天）"
    return _say_observed(leaf, facts)


def _to_supply(node: Condition, reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    titles = {fact.name: fact.title for fact in facts_of(node)}
    names = dict.fromkeys(name for reason in reasons for name in reason.fact_names)
    return tuple(
        Reason(f"{name}_needed", f"需要提供{titles[name]}", None, (name,), Answer.UNDECIDED)
        for name in names
    )
