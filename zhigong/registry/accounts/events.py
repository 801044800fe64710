"""What happened to accounts."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class LoginCodeIssued:
    """A code must reach a phone. Only for subscribers within the transaction: it is in clear."""

    phone: str
    code: str
    purpose: str
    at: datetime
    code_id: int


@dataclass(frozen=True, slots=True)
class AdministratorAuthorised:
    """A union got (or lost) its authorised administrator; moves the figure ``authorised``."""

    union_ids: frozenset[int]
    effective_on: date
    user_id: int | None


@dataclass(frozen=True, slots=True)
class RightsChanged:
    """Somebody's grants, delegations or stewardships changed."""

    user_id: int
    union_id: int
    source: str  # grant, delegation or stewardship
    right_id: int
    began: bool
