"""Every read of people that leaves the app."""

from zhigong.registry.people.queries.counts import (
    count_members,
    counted_memberships,
    members_by_union,
    members_of_unions,
    open_memberships,
)
from zhigong.registry.people.queries.people import (
    MaskedIdentity,
    changes_of,
    find_person_id,
    get_membership_for,
    get_officer_for,
    get_own_person,
    get_person_for,
    get_transfer_for,
    list_memberships_for,
    masked_identity,
    memberships_of,
    officers_of,
    present_membership,
    transfers_for,
    transfers_of,
    transfers_waiting,
)
from zhigong.registry.people.queries.search import search_memberships

__all__ = [
    "MaskedIdentity",
    "changes_of",
    "count_members",
    "counted_memberships",
    "find_person_id",
    "get_membership_for",
    "get_officer_for",
    "get_own_person",
    "get_person_for",
    "get_transfer_for",
    "list_memberships_for",
    "masked_identity",
    "members_by_union",
    "members_of_unions",
    "memberships_of",
    "officers_of",
    "open_memberships",
    "present_membership",
    "search_memberships",
    "transfers_for",
    "transfers_of",
    "transfers_waiting",
]
