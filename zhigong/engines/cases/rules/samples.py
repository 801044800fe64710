"""Answers that fit a form, made from its questions alone: for previews, the demo and tests."""

from typing import Any

from zhigong.engines.cases.rules.declaration import AnswerKind, Programme, Question

TYPED = {
    AnswerKind.TEXT: "情况属实",
    AnswerKind.LONG_TEXT: "本月车间设备检修，班组连续加班，希望协调安排补休。",
    AnswerKind.NUMBER: "3",
    AnswerKind.MONEY: "1200.50",
    AnswerKind.DATE: "2026-11-02",
    AnswerKind.YES_NO: "no",
    AnswerKind.PHONE: "13800001234",
    AnswerKind.ID_NUMBER: "11010519491231002X",
    AnswerKind.BANK_CARD: "6222020000001234567",
    AnswerKind.PERSON: "王小明 11010519491231002X",
    AnswerKind.PLACE: "骆驼街道东邑北路88号三号车间",
    AnswerKind.EMPLOYER: "某某食品加工有限公司",
}


def typed_for(programme: Programme, *, union: str = "") -> dict[str, Any]:
    """Return what somebody types into all fields of a programme's form.

    :param union: code of a union there is, for questions that ask for one.
    """
    found: dict[str, Any] = {}
    for question in programme.questions:
        found.update(_typed(question, union))
    found.update({f"consent_{number}": "on" for number in range(len(programme.consents))})
    return found


def _typed(question: Question, union: str) -> dict[str, Any]:
    if question.kind is AnswerKind.TABLE:
        return {f"{question.code}-0-{c.code}": TYPED.get(c.kind, union) for c in question.columns}
    if question.kind is AnswerKind.ATTACHMENT:
        return {}  # handed in with the papers
    if question.kind in (AnswerKind.CHOICE, AnswerKind.CHOICES) and not question.choices:
        return {}  # of a declaration in the making
    if question.kind is AnswerKind.CHOICE:
        return {question.code: question.choices[0][0]}
    if question.kind is AnswerKind.CHOICES:
        return {question.code: [question.choices[0][0]]}
    return {question.code: TYPED.get(question.kind, union)}
