"""What the API says of programmes and cases, and what it takes."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from zhigong.engines.cases.contract import AnswerKind, Programme

Reason = Annotated[str, Field(max_length=1_000)]
MOST_PAPERS = 200


class ProgrammeLine(Schema):
    """A programme as the list of services shows it."""

    code: str
    title: str
    version: int
    category: str
    audience: str
    purpose: str


class ProgrammeDetail(ProgrammeLine):
    """A programme with its whole declaration: sections, papers, route."""

    definition: dict[str, Any]


class RatingSummary(Schema):
    """The ratings of a programme's cases within the caller's scope; none below five cases."""

    cases: int
    average: float | None
    stars: dict[str, int]


class StepLine(Schema):
    """One step of a case; ``unit`` is the code of the union it lies at."""

    id: int
    code: str
    title: str
    unit: str
    state: str
    due_on: date
    decided_at: datetime | None
    decision: str
    opinion: str


class CaseLine(Schema):
    """A case; ``union`` is the code of the union it belongs to."""

    number: str
    programme: str
    title: str
    state: str
    channel: str
    union: str
    person_id: int | None
    opened_on: date
    promised_on: date
    closed_at: datetime | None
    result: str


class PaperLine(Schema):
    """A document handed in."""

    code: str
    document: UUID
    title: str


class MoveLine(Schema):
    """One line of a case's history; ``unit`` is the code of a union, or empty."""

    at: datetime
    verb: str
    step: str
    unit: str
    note: str


class RatingLine(Schema):
    """One rating; ``round`` 0 as the case was first done, 1 after it was reopened."""

    round: int
    stars: int
    note: str
    rated_at: datetime


class CaseDetail(CaseLine):
    """A case with its answers, papers, steps and history."""

    answers: dict[str, Any]
    papers: list[PaperLine]
    steps: list[StepLine]
    stars: int | None


class GivenPaper(Schema):
    """A file stored before (``POST /documents``), for one of the papers a programme asks for."""

    code: str
    document: UUID


class NewCase(Schema):
    """A case to open; ``union`` the code of the applicant's own union."""

    programme: str
    union: str
    person_id: int | None = None
    answers: dict[str, Any]
    contact: Annotated[str, Field(max_length=40)] = ""
    papers: Annotated[list[GivenPaper], Field(max_length=MOST_PAPERS)] = []


class Correction(Schema):
    """What was mended in a returned case; questions that are not named keep their answers."""

    answers: dict[str, Any] = {}
    papers: Annotated[list[GivenPaper], Field(max_length=MOST_PAPERS)] = []


class NewWithdrawal(Schema):
    """Why an applicant takes her case back."""

    reason: Reason = ""


class NewRating(Schema):
    """How content an applicant is, from 1 to 5 stars.

    ``conduct`` answers the questions of conduct by code; unknown ones are left out.
    """

    stars: Annotated[int, Field(ge=1, le=5)]
    text: Annotated[str, Field(max_length=1_000)] = ""
    conduct: dict[str, bool] = {}


class NewDecision(Schema):
    """How a waiting step ends; whatever is no ``pass`` wants a reason."""

    decision: Literal["pass", "return", "refuse", "not_accept"]
    reason: Reason = ""
    missing: list[str] = []


class NewMove(Schema):
    """Where a waiting step goes; ``union`` is a code, needed to transfer and dispatch alone.

    ``refuse`` gives a step that was handed over back to the union it came from.
    """

    way: Literal["transfer", "dispatch", "escalate", "refuse"]
    union: str = ""
    reason: Reason


def as_typed(programme: Programme, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return answers as JSON carries them as a form would have sent them, consents included.

    Who hands in a case through the API has the consents on file: they are named in ``answers`` by
    ``consent_0`` and so on, as the case stores them.
    """
    found = {code: _said(value) for code, value in answers.items()}
    for question in programme.questions:
        rows = answers.get(question.code)
        if question.kind is AnswerKind.YES_NO and isinstance(rows, bool):
            found[question.code] = "yes" if rows else "no"
        if question.kind is AnswerKind.TABLE and isinstance(rows, list):
            for number, row in enumerate(rows):
                cells = row.items() if isinstance(row, dict) else ()
                found.update({f"{question.code}-{number}-{code}": cell for code, cell in cells})
    return found


def _said(value: Any) -> Any:
    """Return a number as a form would have sent it."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number else value


def misfits(programme: Programme, answers: Mapping[str, Any], *, rows: int) -> dict[str, str]:
    """Return what no form could have sent, in words by code: nothing of it is left out silently.

    :param rows: how many a table takes.
    """
    known = {question.code: question for question in programme.questions}
    consents = {f"consent_{number}": text for number, text in enumerate(programme.consents)}
    found = {}
    for code, value in answers.items():
        if code in consents:
            if value not in (True, False, None, "", consents[code]):
                found[code] = f"同意写 true，或写明用途“{consents[code]}”；不同意写 false。"
        elif code not in known:
            found[code] = "这个事项没有这一项。"
        elif known[code].kind is AnswerKind.ATTACHMENT:
            found[code] = "这一项是附件：先上传文件，再写在 papers 里。"
        elif known[code].kind is AnswerKind.TABLE:
            if why := _not_rows(known[code].columns, value, rows):
                found[code] = why
        elif not _is_fitting(known[code].kind, value):
            found[code] = "内容的类型不对：多选为文字列表，其余为文字、数字或真假。"
    return found


def _is_fitting(kind: AnswerKind, value: Any) -> bool:
    if isinstance(value, list):
        return kind is AnswerKind.CHOICES and all(isinstance(one, str) for one in value)
    if isinstance(value, bool):
        return kind is AnswerKind.YES_NO
    return value is None or isinstance(value, str | int | float)


def _not_rows(columns: "tuple[Any, ...]", value: Any, most: int) -> str:
    """Return why a value is no rows of a table; nothing when it is."""
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        return "应为若干行，每行按列名填写。"
    if len(value) > most:
        return f"最多{most}行，现有{len(value)}行。"
    known = {column.code for column in columns}
    wrong = sorted({code for row in value for code in row if code not in known})
    if wrong:
        return f"没有这些列：{'、'.join(wrong)}。"
    plain = all(isinstance(cell, str | int | float) for row in value for cell in row.values())
    return "" if plain else "每格应为文字或数字。"
