"""What happened to people and memberships, for the apps above."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class MembershipsChanged:
    """Memberships of these unions began, ended or changed their standing.

    :param union_ids: the unions themselves, without their ancestors.
    :param effective_on: the first day on which the new figures hold; the earliest of a batch.
    :param is_bulk: very many rows, such as a part of a roster.
    """

    union_ids: frozenset[int]
    effective_on: date
    is_bulk: bool = False


@dataclass(frozen=True, slots=True)
class PeopleChanged:
    """Personal particulars that figures depend on (sex, verification) changed."""

    union_ids: frozenset[int]
    effective_on: date


@dataclass(frozen=True, slots=True)
class TransferMoved:
    """A transfer reached a new state; both unions want to be told.

    A roster makes many offers at once: then it names one of them, and the unions of all.

    :param state: the value of ``TransferState`` it is in now.
    :param superior_path: when it waits for a decision, the ids of the unions above both, from the
        root down to the lowest, which decides.
    """

    transfer_id: int
    state: str
    union_ids: frozenset[int]
    effective_on: date
    superior_path: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class MemberExpelled:
    """A member was expelled; the union above is to be told (报上一级备案).

    :param superior_id: the union that is told; None when there is none above.
    """

    union_ids: frozenset[int]
    effective_on: date
    membership_id: int
    superior_id: int | None


@dataclass(frozen=True, slots=True)
class PeopleMerged:
    """Two records of one person became one; foreign keys to the other one moved already.

    :param union_ids: the unions the other record was a member of.
    """

    union_ids: frozenset[int]
    effective_on: date
    kept_id: int
    gone_id: int
