"""Enrol one person from a form, whoever recorded her before."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from zhigong.base.actor import Actor
from zhigong.base.operations import act, operation
from zhigong.registry.people.models import Membership, Person, Transfer
from zhigong.registry.people.operations.access import require
from zhigong.registry.people.operations.memberships import MemberElsewhere, Terms, open_membership
from zhigong.registry.people.operations.persons import Particulars, register_person
from zhigong.registry.people.operations.transfers import offer_transfer
from zhigong.registry.people.queries import find_person_id

if TYPE_CHECKING:
    from zhigong.registry.unions.models import Union


@operation("people.enrol_person")
def enrol_person(
    *,
    actor: Actor,
    at: datetime,
    particulars: Particulars,
    union: "Union",
    terms: Terms,
    pending: bool = False,
    transfer: bool = False,
    starts_on: date | None = None,
) -> Membership | Transfer:
    """Make somebody a member: register her unless she is known, then open her membership.

    What is recorded of a known person is left as it is.

    :param transfer: where she is a member elsewhere, accept her from there instead of refusing.
    :raises MemberElsewhere: she is a member elsewhere, and ``transfer`` is False.
    :raises UserError: whatever ``register_person``, ``open_membership``, ``offer_transfer`` raise.
    """
    require(actor, "people.enrol", union)
    known_id = find_person_id(id_number=particulars.id_number)
    if known_id is None:
        person = register_person(actor=actor, at=at, particulars=particulars)
    else:
        person = Person._base_manager.get(pk=known_id)
    act().unchanged()  # the operations below leave their own entries
    try:
        return open_membership(
            actor=actor,
            at=at,
            person=person,
            union=union,
            terms=terms,
            pending=pending,
            starts_on=starts_on,
        )
    except MemberElsewhere:
        if not transfer:
            raise
    return offer_transfer(
        actor=actor, at=at, person=person, to_union=union, employer=terms.employer, accept=True
    )
