"""Print a rule in Chinese, the way an officer would say it."""

from datetime import date
from decimal import Decimal

from zhigong.kernel.predicate.tree import (
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
    Node,
    Not,
    Rounded,
    Sort,
    Term,
    Value,
    unit_of,
)

_C = ComparisonSign
_ABOUT_MONEY = {_C.LT: "低于", _C.LE: "不超过", _C.GT: "超过", _C.GE: "不低于"}
_ABOUT_COUNTS = {_C.LT: "少于", _C.LE: "不超过", _C.GT: "超过", _C.GE: "不少于"}
_ABOUT_DATES = {_C.LT: "早于", _C.LE: "不晚于", _C.GT: "晚于", _C.GE: "不早于"}
_ABOUT_EQUALITY = {_C.EQ: "为", _C.NE: "不为"}
_SIGNS = {
    ArithmeticSign.ADD: "＋",
    ArithmeticSign.SUBTRACT: "－",
    ArithmeticSign.MULTIPLY: "×",
    ArithmeticSign.DIVIDE: "÷",
}
_SUMS = (ArithmeticSign.ADD, ArithmeticSign.SUBTRACT)
_MONEY_UNITS = ("元", "万元")


def say(node: Node) -> str:
    """Return a rule or a term in Chinese, on one line, without a full stop."""
    if isinstance(node, AllOf | AnyOf):
        return _say_parts(node)
    if isinstance(node, Not):
        return f"不符合（{say(node.part)}）"
    if isinstance(node, Comparison):
        return node.sentence or _say_comparison(node)
    if isinstance(node, IsIn):
        options = "、".join(say_value(option) for option in node.options)
        return node.sentence or f"{say(node.term)}属于{options}"
    if isinstance(node, IsMissing):
        return node.sentence or f"没有{say(node.term)}"
    return _say_term(node)


def _say_parts(node: AllOf | AnyOf) -> str:
    if len(node.parts) == 1:
        return say(node.parts[0])
    parts = "；".join(_say_inner(part) for part in node.parts)
    return ("同时符合：" if isinstance(node, AllOf) else "符合其中一项：") + parts


def _say_inner(part: Condition) -> str:
    has_parts = isinstance(part, AllOf | AnyOf) and len(part.parts) > 1
    return f"（{say(part)}）" if has_parts else say(part)


def _say_comparison(node: Comparison) -> str:
    if isinstance(node.right, Literal) and node.left.sort is Sort.BOOLEAN:
        is_plain = node.right.value is (node.sign is ComparisonSign.EQ)
        return say(node.left) if is_plain else f"不符合“{say(node.left)}”"
    right = say(node.right)
    if isinstance(node.right, Literal) and node.right.sort is Sort.NUMBER:
        right = say_value(node.right.value, unit=unit_of(node.left))
    return f"{say(node.left)}{say_sign(node)}{right}"


def say_sign(node: Comparison) -> str:
    """Return the word between both sides: 低于 for money, 少于 for counts, 早于 for dates."""
    if node.sign in _ABOUT_EQUALITY:
        return _ABOUT_EQUALITY[node.sign]
    if node.left.sort is Sort.DATE:
        return _ABOUT_DATES[node.sign]
    unit = unit_of(node.left) or unit_of(node.right)
    return (_ABOUT_MONEY if unit.endswith(_MONEY_UNITS) else _ABOUT_COUNTS)[node.sign]


def _say_term(node: Node) -> str:
    if isinstance(node, Fact):
        return node.title
    if isinstance(node, Literal):
        return say_value(node.value)
    if isinstance(node, Rounded):
        kept = f"保留{node.places}位小数" if node.places else "取整数"
        return f"{_say_operand(node.term)}（四舍五入，{kept}）"
    if isinstance(node, Arithmetic):
        return _say_arithmetic(node)
    raise AssertionError(node)


def _say_operand(term: Term) -> str:
    return f"（{say(term)}）" if isinstance(term, Arithmetic) else say(term)


def _say_arithmetic(node: Arithmetic) -> str:
    # A product reads from left to right, so only a sum on its left needs brackets.
    is_left_plain = not isinstance(node.left, Arithmetic) or (
        node.sign in _SUMS or node.left.sign not in _SUMS
    )
    left = say(node.left) if is_left_plain else _say_operand(node.left)
    return f"{left}{_SIGNS[node.sign]}{_say_operand(node.right)}"


def say_value(value: Value, *, unit: str = "") -> str:
    """Return a value as people read it: 1,062元, 2026年3月2日, “在籍”, 是."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, int | Decimal):
        return _say_number(Decimal(value)) + unit
    return f"“{value}”"


def _say_number(number: Decimal) -> str:
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
