"""What the API says of unions."""

from datetime import date

from ninja import Schema


class UnionLine(Schema):
    """A union in a list. ``parent`` is a code."""

    code: str
    name: str
    kind: str
    parent: str | None
    level: int
    status: str
    verification: str
    credit_code: str


class UnionDetail(UnionLine):
    """A union with its papers of today."""

    path: list[str]
    region: str
    legal_person: bool
    certificate_number: str
    certificate_until: date | None
    established_on: date | None
    dissolved_on: date | None
    sector: str
    address: str
    phone: str
    declared_workers: int | None
    declared_members: int | None
    declared_as_of: date | None
    term_ends_before: date | None
    committees: list[str]


class TreeNode(Schema):
    """A union of the tree of a day; ``parent`` is absent at the top of what the caller sees."""

    code: str
    name: str
    kind: str
    parent: str | None
