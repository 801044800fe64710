"""Which union and which employer each row of a roster names: distinct names are asked for once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from zhigong.kernel.credit_code import BadCreditCode, CreditCode
from zhigong.kernel.union_name import GRASSROOTS_SUFFIXES, employer_name_key, union_name_key

Outcome = Literal["found", "unknown", "ambiguous", "outside", "not_named"]

UNION_UNKNOWN = "warning:union_unknown"
UNION_NOT_NAMED = "warning:union_not_named"
UNION_OUTSIDE_SCOPE = "error:union_outside_scope"
UNION_AMBIGUOUS = "error:union_ambiguous"
EMPLOYER_UNKNOWN = "warning:employer_unknown"
PERSON_DECEASED = "error:person_deceased"
TRANSFER_NEEDED = "warning:in_another_union"

FINDING_OF_OUTCOME: dict[Outcome, str] = {
    "unknown": UNION_UNKNOWN,
    "not_named": UNION_NOT_NAMED,
    "outside": UNION_OUTSIDE_SCOPE,
    "ambiguous": UNION_AMBIGUOUS,
}
NOT_YET = -1  # stands for a union that is not opened yet

# kinds under which members stand themselves; a roster of such a union need not name it
BASE_KINDS = frozenset(("grassroots", "joint", "branch", "group"))
BRANCH_ENDS = ("分会", "分工会")
GROUP_ENDS = ("小组",)
COMMITTEE = "工会委员会"


@dataclass(frozen=True, slots=True)
class Named:
    """What one row says of its union and employer; equal for all rows that say the same."""

    union: str = ""
    union_code: str = ""
    employer: str = ""
    credit_code: str = ""

    @property
    def shown(self) -> str:
        """The name under which rows are grouped and resolved once."""
        return self.union or self.employer or self.union_code or self.credit_code

    @property
    def key(self) -> str:
        """The normal form of ``shown``."""
        return union_name_key(self.shown)

    @property
    def employer_keys(self) -> list[tuple[str, str]]:
        """Credit code and name under which the employer may be known, the surest first.

        A code that fails its check was mistyped more often than given out, so the name alone is
        asked for as well.
        """
        if not self.employer and not self.credit_code:
            return []
        keys = [(self.credit_code, self.employer)]
        if self.credit_code and self.employer and not self.has_sound_code:
            keys.append(("", self.employer))
        return keys

    @property
    def employer_key(self) -> str:
        """What makes two rows name one employer that is not known yet."""
        return self.credit_code if self.has_sound_code else self.employer_name_key

    @property
    def employer_name_key(self) -> str:
        """The normal form of the employer's name."""
        return employer_name_key(self.employer)

    @property
    def has_sound_code(self) -> bool:
        """Whether there is a credit code that passes its check."""
        try:
            return CreditCode.parse(self.credit_code).is_valid
        except BadCreditCode:
            return False


@dataclass(slots=True)
class Group:
    """Rows that say the same name.

    :param rows: how many there are.
    :param union_id: found or chosen; ``NOT_YET`` when it is still to be opened.
    """

    named: Named
    outcome: Outcome
    rows: int = 0
    union_id: int = NOT_YET
    candidates: tuple[int, ...] = ()
    employer_id: int | None = None

    @property
    def needs_choice(self) -> bool:
        """Whether somebody has to say which union is meant."""
        return self.outcome in ("unknown", "ambiguous") and self.union_id == NOT_YET


@dataclass(slots=True)
class Naming:
    """The distinct names of a file, and which of them each row says."""

    groups: list[Group] = field(default_factory=list)
    group_of: list[int] = field(default_factory=list)

    def group(self, place: int) -> Group:
        """Return what a row says."""
        return self.groups[self.group_of[place]]


def distinct_names(
    *,
    unions: Sequence[str],
    union_codes: Sequence[str],
    employers: Sequence[str],
    credit_codes: Sequence[str],
) -> tuple[list[Named], list[int]]:
    """Return the distinct things rows say, in order of appearance, and the place of each row's."""
    places: dict[tuple[str, str, str, str], int] = {}
    group_of = [
        places.setdefault(said, len(places))
        for said in zip(unions, union_codes, employers, credit_codes, strict=True)
    ]
    return [Named(*said) for said in places], group_of


def kind_of_new(name: str, *, below_kind: str) -> str:
    """Return the kind of a union that is opened because a roster names it."""
    if name.endswith(GROUP_ENDS):
        return "group"
    if name.endswith(BRANCH_ENDS) or below_kind == "branch":
        return "branch"
    if "联合工会" in name or "联合基层工会" in name:
        return "grassroots" if below_kind in BASE_KINDS else "joint"
    return "grassroots"


def name_of_new(named: Named) -> str:
    """Return the name under which such a union is opened: as the roster writes it."""
    if named.union:
        return named.union
    if named.employer.endswith(GRASSROOTS_SUFFIXES):
        return named.employer
    return f"{named.employer or named.shown}{COMMITTEE}"
