"""What a case says in words: its answers under their questions, consents, papers and history."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from zhigong.engines.cases.contract import (
    ENTRY_TITLES,
    OPEN_STATES,
    AnswerKind,
    Programme,
    Question,
    StepKind,
    StepState,
)
from zhigong.engines.cases.models import Case, CaseEntry, CaseStep
from zhigong.engines.cases.rules import asked
from zhigong.engines.cases.rules.masking import MASKED, masked_answers
from zhigong.kernel.money import Money

ENDED_BADLY = frozenset({"step_return", "step_refuse", "step_not_accept", "withdrawn"})
# Done to a step by somebody who does not work at its union.
FROM_OUTSIDE = frozenset({"supervised", "urged"})
_CONSENT = "consent_"


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its answer in words; a table has columns and rows instead.

    :param is_masked: ``text`` hides a number that can be opened for a reason, by ``code``.
    """

    title: str
    text: str = ""
    code: str = ""
    is_masked: bool = False
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class AnsweredSection:
    """A section of the form, as it was filled in."""

    title: str
    answers: tuple[Answered, ...]


def sections_of(
    programme: Programme, answers: Mapping[str, Any], *, is_own: bool = False
) -> list[AnsweredSection]:
    """Return the answers of a case in the words of its version; what was not asked is left out.

    :param is_own: the applicant reads what she wrote; everybody else reads numbers masked.
    """
    found = []
    answers = answers if is_own else masked_answers(programme, answers)
    for section in programme.sections:
        wanted = [q for q in asked(section.questions, answers) if isinstance(q, Question)]
        shown = tuple(_answered(q, answers.get(q.code), is_own) for q in wanted)
        if shown:
            found.append(AnsweredSection(section.title, shown))
    return found


def _answered(question: Question, value: Any, is_own: bool) -> Answered:
    if question.kind is not AnswerKind.TABLE:
        is_masked = not is_own and question.kind in MASKED and bool(value)
        return Answered(question.title, _worded(question, value), question.code, is_masked)
    rows = [row for row in value or [] if isinstance(row, Mapping)]
    return Answered(
        question.title,
        columns=tuple(column.title for column in question.columns),
        rows=tuple(tuple(_worded(c, row.get(c.code)) for c in question.columns) for row in rows),
    )


def _worded(question: Question, value: Any) -> str:
    """Return one answer in words; nothing for no answer."""
    if value in (None, "", []):
        return ""
    if question.kind is AnswerKind.YES_NO:
        return _("是") if value == "yes" else _("否")
    if question.kind in (AnswerKind.CHOICE, AnswerKind.CHOICES):
        labels = dict(question.choices)
        chosen = value if isinstance(value, list) else [value]
        return "、".join(labels.get(str(one), str(one)) for one in chosen)
    if question.kind is AnswerKind.MONEY:
        return _("%(amount)s元") % {"amount": f"{Money.of(str(value)).yuan:,.2f}"}
    return f"{value}{question.unit}"


def consents_of(answers: Mapping[str, Any]) -> list[str]:
    """Return the purposes for which sensitive data was given with a consent of its own."""
    return [str(answers[code]) for code in sorted(answers) if code.startswith(_CONSENT)]


def timeline_of(
    case: Case, programme: Programme, entries: Iterable[CaseEntry], steps: Iterable[CaseStep]
) -> list[dict[str, Any]]:
    """Return a case's history, what waits now, and the steps still to come, for a timeline."""
    told = [_told(entry) for entry in entries]
    waiting = [step for step in steps if step.state == StepState.WAITING]
    told += [_expected(step) for step in waiting]
    if case.state in OPEN_STATES:
        told += [{"title": title, "state": "next"} for title in _coming(programme, steps)]
    return told


def _told(entry: CaseEntry) -> dict[str, Any]:
    what = str(ENTRY_TITLES.get(entry.verb, entry.verb))
    is_inside = entry.verb not in FROM_OUTSIDE
    unit = entry.unit.name if entry.unit and is_inside else ""
    who = [unit, entry.user.name if entry.user else ""]
    return {
        "title": f"{entry.step_title}：{what}" if entry.step_title else what,
        "at": entry.at,
        "who": " ".join(filter(None, who)),
        "text": entry.note,
        "state": "bad" if entry.verb in ENDED_BADLY else "done",
    }


def _expected(step: CaseStep) -> dict[str, Any]:
    return {
        "title": step.title,
        "who": step.unit.name,
        "text": _("%(day)s 前办理") % {"day": f"{step.due_on:%Y-%m-%d}"},
        "state": "now",
    }


def _coming(programme: Programme, steps: Iterable[CaseStep]) -> list[str]:
    """Return the titles of the steps behind the last one that was laid before a union."""
    codes = [step.code for step in programme.route]
    last = next((step.code for step in reversed(list(steps)) if step.code in codes), None)
    if last is None:
        return []
    return [step.title for step in programme.route[codes.index(last) + 1 :]]


@dataclass(frozen=True, slots=True)
class SealBox:
    """A box of the printed form: the opinion of one step, or room for it."""

    title: str
    unit: str = ""
    opinion: str = ""
    name: str = ""
    day: date | None = None


def seal_boxes_of(programme: Programme, steps: Iterable[CaseStep]) -> list[SealBox]:
    """Return the boxes of a case's printed form, in the order of its route.

    A step done several times (returned, countersigned) has a box each time; a step nobody has
    done yet has an empty one; publicity is signed by nobody.
    """
    signed = [s for s in steps if s.state in (StepState.DONE, StepState.RETURNED)]
    found: list[SealBox] = []
    for declared in programme.route:
        if declared.kind is StepKind.PUBLICITY:
            continue
        mine = [step for step in signed if step.code == declared.code]
        found += [_seal_box(step) for step in mine] or [SealBox(declared.title)]
    return found


def _seal_box(step: CaseStep) -> SealBox:
    return SealBox(
        step.title,
        unit=step.unit.name,
        opinion=step.opinion or _("同意"),
        name=step.signed_by or (step.decided_by.name if step.decided_by else ""),
        day=step.signed_on
        or (None if step.decided_at is None else localtime(step.decided_at).date()),
    )
