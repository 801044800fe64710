"""What happened to tasks, in the past tense."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class TasksHandedOut:
    """Unions got a task each; one event, however many they are."""

    hand_out_id: int
    title: str
    union_ids: frozenset[int]
    due_on: date
    on: date


@dataclass(frozen=True, slots=True)
class TasksUrged:
    """The issuer asked the owners of some tasks of one hand-out to hurry."""

    hand_out_id: int
    title: str
    union_ids: frozenset[int]
    due_on: date
    on: date


@dataclass(frozen=True, slots=True)
class TaskSupervised:
    """A union above set a day for a task (督办)."""

    task_id: int
    title: str
    union_id: int
    until: date


@dataclass(frozen=True, slots=True)
class TaskAssigned:
    """A task was given to one person of its union."""

    task_id: int
    title: str
    union_id: int
    user_id: int
    due_on: date


@dataclass(frozen=True, slots=True)
class TaskReplied:
    """The owner reported the result; the issuer looks at it."""

    task_id: int
    title: str
    union_id: int
    union_name: str
    issuer_id: int
    round: int
    on: date


@dataclass(frozen=True, slots=True)
class TaskReturned:
    """The issuer sent a reply back for more."""

    task_id: int
    title: str
    union_id: int
    due_on: date
    round: int
    on: date


@dataclass(frozen=True, slots=True)
class TasksNearLimit:
    """Tasks of a union are late or nearly so; told once a working day."""

    union_id: int
    late: int
    soon: int
    on: date
