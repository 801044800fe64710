"""What the API says of programmes and cases, and what it takes."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from zhigong.engines.cases.contract import AnswerKind, Programme

Reason = Annotated[str, Field(max_length=1_000)]


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


class NewCase(Schema):
    """A case to open; ``union`` the code of the applicant's own union."""

    programme: str
    union: str
    person_id: int | None = None
    answers: dict[str, Any]
    contact: Annotated[str, Field(max_length=40)] = ""


class NewDecision(Schema):
    """How a waiting step ends; whatever is no ``pass`` wants a reason."""

    decision: Literal["pass", "return", "refuse", "not_accept"]
    reason: Reason = ""
    missing: list[str] = []


class NewMove(Schema):
    """Where a waiting step goes; ``union`` is a code, not needed to escalate."""

    way: Literal["transfer", "dispatch", "escalate"]
    union: str = ""
    reason: Reason


def as_typed(programme: Programme, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return answers as JSON carries them as a form would have sent them, consents included.

    Who hands in a case through the API has the consents on file: they are named in ``answers`` by
    ``consent_0`` and so on, as the case stores them.
    """
    found = dict(answers)
    for question in programme.questions:
        rows = answers.get(question.code)
        if question.kind is AnswerKind.TABLE and isinstance(rows, list):
            for number, row in enumerate(rows):
                cells = row.items() if isinstance(row, dict) else ()
                found.update({f"{question.code}-{number}-{code}": cell for code, cell in cells})
    return found
