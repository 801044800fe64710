"""What happened to applications to join, in the past tense."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class JoinsDecided:
    """Applications were decided; the applicants are to be told.

    :param application_ids: some hundreds at most; a batch publishes several of these.
    :param state: the value of ``JoinState`` they are in now.
    """

    application_ids: tuple[int, ...]
    state: str


@dataclass(frozen=True, slots=True)
class JoinsOverdue:
    """Applications at a union wait beyond the days it has; the union above may decide now.

    :param superior_id: the union above; None when there is none.
    """

    union_id: int
    superior_id: int | None
    count: int
    on: date


@dataclass(frozen=True, slots=True)
class EmployerNamedByJoiner:
    """Somebody named an employer without a union; it belongs on the list of those to be organised.

    :param employer_id: None when the register does not know it.
    :param employer_name: as it was typed or is recorded.
    :param union_ids: the union that decides over the application.
    """

    union_ids: frozenset[int]
    effective_on: date
    employer_id: int | None
    employer_name: str
