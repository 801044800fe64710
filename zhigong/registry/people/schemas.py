"""What the API says of people and memberships, and what it takes; identities are masked."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

Text = Annotated[str, Field(max_length=200)]
Reason = Annotated[str, Field(min_length=1, max_length=500)]


class PersonLine(Schema):
    """A person with masked identities."""

    id: int
    name: str
    id_number: str
    phone: str
    sex: str
    birth_on: date | None
    verified_on: date | None


class PersonDetail(PersonLine):
    """A person with all memberships, the open one first."""

    ethnicity: str
    political_status: str
    education: str
    household_kind: str
    skill_level: str
    memberships: list["MembershipLine"]


class MembershipLine(Schema):
    """A membership; ``union`` and ``employer`` are codes."""

    id: int
    person_id: int
    person_name: str
    union: str
    employer: str | None
    state: str
    joined_on: date | None
    starts_on: date
    ends_before: date | None


class Identity(Schema):
    """Identities in clear; empty where nothing is recorded."""

    id_number: str
    phone: str


class NewPerson(Schema):
    """A person nobody registered yet."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    id_number: Annotated[str, Field(min_length=1, max_length=40)]
    id_kind: Annotated[str, Field(max_length=20)] = ""
    phone: Annotated[str, Field(max_length=40)] = ""


class NewMembership(Schema):
    """Who joins which union: a known person by ``person_id``, or a new one."""

    union: Text
    person_id: int | None = None
    person: NewPerson | None = None
    employer: Annotated[str, Field(max_length=40)] = ""
    starts_on: date | None = None
    pending: bool = False


class MembershipEnd(Schema):
    """How a membership ends; ``on`` is the first day without it, today when absent."""

    way: Literal["leave", "leave_automatically", "expel", "die"]
    on: date | None = None
    reason: Annotated[str, Field(max_length=500)] = ""
    decision: Annotated[str, Field(max_length=100)] = ""


class NewTransfer(Schema):
    """Which person is asked for, for which union."""

    person_id: int
    to_union: Text
    accept: bool = False


class Objection(Schema):
    """Why the old union objects."""

    reason: Reason


class TransferLine(Schema):
    """A transfer; unions are codes."""

    id: int
    person_id: int
    person_name: str
    from_union: str
    to_union: str
    state: str
    asked_at: datetime
    objection_until: date | None
    objection: str
