"""What happened in union building, in the past tense."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class TermEnding:
    """The term of a union ends in ``months`` months, or has ended (0); told once for each line."""

    union_id: int
    union_name: str
    union_code: str
    above_id: int | None
    term_id: int
    ends_before: date
    months: int


@dataclass(frozen=True, slots=True)
class PlanEnded:
    """A plan of reorganisation took effect, or could not."""

    plan_id: int
    title: str
    union_id: int
    owner_id: int | None
    is_applied: bool
    why: str
