"""The API of people, memberships and transfers; identities are masked."""

from typing import Annotated, Any
from urllib.parse import unquote

from django.db import transaction
from django.http import HttpRequest
from ninja import Header, Query, Router, Status

from zhigong.base import clock
from zhigong.base.api import MOST_ROWS, ROWS, Page, acting, cut, door
from zhigong.base.errors import UserError
from zhigong.base.pages import actor_of
from zhigong.registry.employers.queries import get_employer_for
from zhigong.registry.people import operations, queries
from zhigong.registry.people.schemas import (
    Identity,
    MembershipEnd,
    MembershipLine,
    NewMembership,
    NewTransfer,
    Objection,
    PersonDetail,
    PersonLine,
    TransferLine,
)
from zhigong.registry.unions.queries import get_union_for, subtree_ids

VIEW = "people.view"
LARGEST_ID = 2**63 - 1
Limit = Annotated[int, Query(ge=1, le=MOST_ROWS)]
router = Router(tags=["职工与会籍"])


class WhoMissing(UserError):
    """Neither a known person nor a new one was named, or both."""

    code = "who_missing"
    text = "请填写 person_id（已登记的职工）或 person（新登记的职工），二者选一。"


@router.get("/people", response=Page[PersonLine], **door(VIEW, "查找职工（证件号、手机号脱敏）"))
def list_people(
    request: HttpRequest,
    *,
    q: str = "",
    union: str = "",
    cursor: str | None = None,
    limit: Limit = ROWS,
) -> Any:
    """List the people with an open membership in scope, by the id of their membership."""
    rows = _memberships(request, union).filter(ends_before__isnull=True)
    found, following = cut(
        queries.search_memberships(rows, q), by=("pk",), cursor=cursor, limit=limit
    )
    return {"items": [_person(row.person) for row in found], "next": following}


@router.get("/people/{person_id}", response=PersonDetail, **door(VIEW, "读取一名职工"))
def read_person(request: HttpRequest, person_id: int) -> Any:
    """Return a person with her memberships."""
    person = queries.get_person_for(actor=actor_of(request), person_id=_id(person_id))
    plain = ("ethnicity", "political_status", "education", "household_kind", "skill_level")
    held = [_membership(row) for row in queries.memberships_of(person=person)]
    more = {name: getattr(person, name) for name in plain}
    return {**_person(person), **more, "memberships": held}


@router.get(
    "/people/{person_id}/identity",
    response=Identity,
    **door("people.open_identity", "读取证件号和手机号明文（须在 X-Reason 中说明原因，并留痕）"),
)
def read_identity(
    request: HttpRequest, person_id: int, x_reason: Annotated[str, Header(max_length=500)] = ""
) -> Any:
    """Return identities in clear and note who read them and why.

    The header holds the reason, percent-encoded when it is not plain Latin.
    """
    actor = actor_of(request)
    person = queries.get_person_for(
        actor=actor, person_id=_id(person_id), ability="people.open_identity"
    )
    fields = ("id_number", "phone")
    return operations.open_identity(
        actor=actor, person=person, fields=fields, reason=unquote(x_reason)
    )


@router.get("/memberships", response=Page[MembershipLine], **door(VIEW, "列出会籍"))
def list_memberships(
    request: HttpRequest,
    *,
    union: str = "",
    state: str = "",
    person_id: int | None = None,
    cursor: str | None = None,
    limit: Limit = ROWS,
) -> Any:
    """List the memberships in scope, ended ones included."""
    rows = _memberships(request, union)
    if state:
        rows = rows.filter(state=state)
    if person_id is not None:
        rows = rows.filter(person_id=_id(person_id))
    found, following = cut(rows, by=("pk",), cursor=cursor, limit=limit)
    return {"items": [_membership(row) for row in found], "next": following}


@router.post(
    "/memberships", response={201: MembershipLine}, **door("people.enrol", "办理入会或登记入会申请")
)
def open_membership(request: HttpRequest, asked: NewMembership) -> Any:
    """Make a person a member, or record her application."""
    with acting(request) as actor, transaction.atomic():  # nobody is registered without joining
        union = get_union_for(actor=actor, code=asked.union, ability="people.enrol")
        employer = get_employer_for(actor=actor, code=asked.employer) if asked.employer else None
        opened = operations.open_membership(
            actor=actor,
            at=clock.now(),
            person=_who(request, asked),
            union=union,
            terms=operations.Terms(employer=employer, source="接口"),
            pending=asked.pending,
            starts_on=asked.starts_on,
        )
    return Status(201, _membership(opened))


@router.post(
    "/memberships/{membership_id}/approve",
    response=MembershipLine,
    **door("people.approve", "批准入会申请"),
)
def approve_membership(request: HttpRequest, membership_id: int) -> Any:
    """Admit an applicant."""
    with acting(request) as actor:
        membership = queries.get_membership_for(
            actor=actor, membership_id=_id(membership_id), ability="people.approve"
        )
        return _membership(
            operations.approve_membership(actor=actor, at=clock.now(), membership=membership)
        )


@router.post(
    "/memberships/{membership_id}/end",
    response=MembershipLine,
    **door("people.end", "终止会籍（退会、自动退会、开除、去世）"),
)
def end_membership(request: HttpRequest, membership_id: int, asked: MembershipEnd) -> Any:
    """End a membership."""
    with acting(request, reason=asked.reason) as actor:
        membership = queries.get_membership_for(
            actor=actor, membership_id=_id(membership_id), ability="people.end"
        )
        return _membership(
            operations.end_membership(
                actor=actor, at=clock.now(), membership=membership, **asked.dict()
            )
        )


@router.get("/transfers", response=Page[TransferLine], **door("people.transfer", "列出会籍接转"))
def list_transfers(
    request: HttpRequest, state: str = "", cursor: str | None = None, limit: Limit = ROWS
) -> Any:
    """List the transfers out of and into the scope."""
    rows = queries.transfers_for(actor=actor_of(request))
    rows = rows.filter(state=state) if state else rows
    found, following = cut(rows, by=("pk",), cursor=cursor, limit=limit)
    return {"items": [_transfer(row) for row in found], "next": following}


@router.post(
    "/transfers", response={201: TransferLine}, **door("people.transfer", "申请接入一名职工的会籍")
)
def offer_transfer(request: HttpRequest, asked: NewTransfer) -> Any:
    """Ask that a person known to the caller pass to another union in scope."""
    with acting(request) as actor:
        union = get_union_for(actor=actor, code=asked.to_union, ability="people.transfer")
        person = queries.get_person_for(actor=actor, person_id=_id(asked.person_id))
        offered = operations.offer_transfer(
            actor=actor, at=clock.now(), person=person, to_union=union, accept=asked.accept
        )
    return Status(201, _transfer(offered))


@router.post(
    "/transfers/{transfer_id}/accept",
    response=TransferLine,
    **door("people.transfer", "同意接入"),
)
def accept_transfer(request: HttpRequest, transfer_id: int) -> Any:
    """Accept a member for the new union."""
    with acting(request) as actor:
        transfer = queries.get_transfer_for(actor=actor, transfer_id=_id(transfer_id))
        return _transfer(operations.accept_transfer(actor=actor, at=clock.now(), transfer=transfer))


@router.post(
    "/transfers/{transfer_id}/object",
    response=TransferLine,
    **door("people.transfer", "对转出提出异议"),
)
def object_to_transfer(request: HttpRequest, transfer_id: int, asked: Objection) -> Any:
    """Object for the old union."""
    with acting(request, reason=asked.reason) as actor:
        transfer = queries.get_transfer_for(actor=actor, transfer_id=_id(transfer_id))
        return _transfer(
            operations.object_to_transfer(
                actor=actor, at=clock.now(), transfer=transfer, reason=asked.reason
            )
        )


def _id(number: int) -> int:
    """Return a number that fits the column; one that does not is nobody's id."""
    return number if 0 < number <= LARGEST_ID else 0


def _memberships(request: HttpRequest, union_code: str) -> Any:
    actor = actor_of(request)
    rows = queries.list_memberships_for(actor=actor)
    if not union_code:
        return rows
    union = get_union_for(actor=actor, code=union_code, ability=VIEW)
    return rows.filter(union_id__in=subtree_ids(union))


def _who(request: HttpRequest, asked: NewMembership) -> Any:
    if (asked.person_id is None) == (asked.person is None):
        raise WhoMissing(field="person_id")
    actor = actor_of(request)
    if asked.person is None:
        return queries.get_person_for(actor=actor, person_id=_id(asked.person_id or 0))
    particulars = operations.Particulars(**asked.person.dict())
    return operations.register_person(actor=actor, at=clock.now(), particulars=particulars)


def _person(person: Any) -> dict[str, Any]:
    plain = ("id", "name", "sex", "birth_on", "verified_on")
    masked = queries.masked_identity(person)
    line = {name: getattr(person, name) for name in plain}
    return line | {"id_number": masked.id_number, "phone": masked.phone}


def _membership(row: Any) -> dict[str, Any]:
    plain = ("id", "person_id", "state", "joined_on", "starts_on", "ends_before")
    line = {name: getattr(row, name) for name in plain}
    line["employer"] = row.employer.code if row.employer else None
    return line | {"person_name": row.person.name, "union": row.union.code}


def _transfer(row: Any) -> dict[str, Any]:
    plain = ("id", "person_id", "state", "asked_at", "objection_until", "objection")
    line = {name: getattr(row, name) for name in plain}
    ends = {"from_union": row.from_union.code, "to_union": row.to_union.code}
    return {**line, **ends, "person_name": row.person.name}
