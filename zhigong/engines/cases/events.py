"""What happened to cases, in the past tense."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class CaseMoved:
    """A case was opened, passed on, returned or ended.

    :param state: where it is now (``CaseState``); ``step`` the code of the step it waits in.
    :param union_ids: the union it belongs to, and the one at which it waits.
    :param programme: code of its programme, so that who follows one programme reads no other case.
    :param place: of the step it waits in, ``waits_at`` the unions (those who countersign are
        several), ``due_on`` the nearest limit.
    :param reopened_times: how often it was taken up again after an end.
    :param is_one_of_many: it arrived with others decided at once, of which ``CasesArrived`` tells.
    """

    case_id: int
    number: str
    title: str
    state: str
    step: str
    person_id: int | None
    handler_union_id: int | None
    union_ids: frozenset[int]
    effective_on: date
    programme: str = ""
    place: int = 0
    waits_at: tuple[int, ...] = ()
    due_on: date | None = None
    reopened_times: int = 0
    is_one_of_many: bool = False


@dataclass(frozen=True, slots=True)
class CasesArrived:
    """Many cases arrived at a union at once; ``due_on`` is the nearest limit."""

    batch: str
    handler_union_id: int
    count: int
    due_on: date


@dataclass(frozen=True, slots=True)
class CaseUrged:
    """The applicant asked a step to hurry."""

    case_id: int
    number: str
    title: str
    handler_union_id: int
    times: int


@dataclass(frozen=True, slots=True)
class ObjectionSettled:
    """What somebody said against a publicised case was answered.

    :param person_id: who said it; None where she did not log in.
    """

    objection_id: int
    number: str
    person_id: int | None
    is_upheld: bool
    union_id: int


@dataclass(frozen=True, slots=True)
class CaseCalledBack:
    """The applicant of a case that was done said how it went, or could not be reached.

    :param result: ``CallBackResult``; ``reopened`` whether the case went back into work with it.
    """

    case_id: int
    number: str
    result: str
    reopened: bool


@dataclass(frozen=True, slots=True)
class GlassBroken:
    """Somebody opened a confidential case in an emergency.

    :param record_id: of the ``BrokenGlass``; ``unit_ids`` the unions the case lay before.
    """

    record_id: int
    number: str
    user_name: str
    unit_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class LimitsNear:
    """At a union steps wait whose limits run out soon, or have run out."""

    union_id: int
    late: int
    soon: int
    on: date


@dataclass(frozen=True, slots=True)
class LateBelow:
    """At the unions directly below a union steps wait beyond their limits."""

    union_id: int
    late: int
    on: date
