"""Which answers are shown masked, and how. Pure.

:legal: 个人信息保护法 art. 28 (sensitive data), art. 51 (masking as a safeguard).
"""

from collections.abc import Mapping
from typing import Any

from zhigong.engines.cases.rules.declaration import AnswerKind, Programme
from zhigong.engines.cases.rules.naming import person_named
from zhigong.kernel.phone import mask_phone
from zhigong.kernel.resident_id import mask_id

CARD_TAIL = 4


def mask_card(number: str) -> str:
    """Return a bank card's number with all but its last four digits hidden."""
    return "*" * max(len(number) - CARD_TAIL, 0) + number[-CARD_TAIL:]


def mask_person(words: str) -> str:
    """Return somebody named by name and identity number with the number masked."""
    named = person_named(words)
    return f"{named[0]}（{mask_id(named[1])}）" if named else words


_MASKS = {
    AnswerKind.PHONE: mask_phone,
    AnswerKind.ID_NUMBER: mask_id,
    AnswerKind.BANK_CARD: mask_card,
    AnswerKind.PERSON: mask_person,
}
MASKED = frozenset(_MASKS)


def masked(kind: AnswerKind, value: Any) -> Any:
    """Return an answer as it may be shown to everybody who sees the case."""
    return _MASKS[kind](str(value)) if kind in _MASKS and value else value


def masked_answers(programme: Programme, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers of a case with numbers masked, those in tables as well."""
    found = dict(answers)
    for question in programme.questions:
        value = answers.get(question.code)
        if question.kind is AnswerKind.TABLE and isinstance(value, list):
            kinds = {column.code: column.kind for column in question.columns}
            found[question.code] = [
                {c: masked(kinds.get(c, AnswerKind.TEXT), cell) for c, cell in row.items()}
                for row in value
                if isinstance(row, Mapping)
            ]
        elif question.code in found:
            found[question.code] = masked(question.kind, value)
    return found
