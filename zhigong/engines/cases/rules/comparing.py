"""Say in what two declarations of a programme differ. Pure; codes and titles, no sentences."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from zhigong.engines.cases.rules.declaration import Paper, Programme, Question, Step

_PARTS = frozenset({"sections", "papers", "route", "version", "code", "eligibility", "effect"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is otherwise.

    :param code: ``field``, or one of ``question``, ``paper``, ``step``, ``section`` with
        ``_added``, ``_gone``, ``_changed`` or ``_order``.
    :param what: name of the field, or title of the item; ``fields`` what of the item is otherwise.
    """

    code: str
    what: str = ""
    fields: tuple[str, ...] = ()


def differences(old: Programme, new: Programme) -> list[Difference]:
    """Return in what the new declaration differs, fields first, then form, papers and route."""
    found = [
        Difference("field", one.name)
        for one in fields(Programme)
        if one.name not in _PARTS and getattr(old, one.name) != getattr(new, one.name)
    ]
    before, after = ([section.title for section in one.sections] for one in (old, new))
    if before != after:
        found.append(Difference("section_changed", "、".join(after)))
    found += _items("question", old.questions, new.questions)
    found += _items("paper", old.papers, new.papers)
    found += _items("step", old.route, new.route)
    return found


def _items(
    kind: str,
    old: Sequence[Question] | Sequence[Paper] | Sequence[Step],
    new: Sequence[Question] | Sequence[Paper] | Sequence[Step],
) -> Iterator[Difference]:
    before: dict[str, Any] = {one.code: one for one in old}
    after: dict[str, Any] = {one.code: one for one in new}
    for code, item in after.items():
        if code not in before:
            yield Difference(f"{kind}_added", item.title)
        elif item != before[code]:
            names = (one.name for one in fields(item))
            changed = tuple(n for n in names if getattr(item, n) != getattr(before[code], n))
            yield Difference(f"{kind}_changed", item.title or before[code].title, changed)
    for code, item in before.items():
        if code not in after:
            yield Difference(f"{kind}_gone", item.title)
    kept = [code for code in before if code in after]
    if kept != [code for code in after if code in before]:
        yield Difference(f"{kind}_order")
