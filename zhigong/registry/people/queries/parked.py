"""Workers of employers with a union of their own who are still members at the joint union."""

from typing import TYPE_CHECKING, cast

from django.db.models import F

from zhigong.registry.people.contract import MembershipState
from zhigong.registry.people.models import Membership

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhigong.registry.unions.models import Union

_MOVABLE = (MembershipState.ACTIVE, MembershipState.RETAINED, MembershipState.PENDING)


def parked_workers(*, union: "Union") -> "QuerySet[Membership]":
    """Return the open memberships elsewhere of people whose employer a union covers.

    They joined where there was one, before their own firm had a union (寄存在联合工会的会员).
    Who is on the way between two unions already is left out.
    """
    rows = Membership.objects.trusted("the caller holds the union that covers their employer")
    found = rows.filter(
        employer__covered_by=union, ends_before__isnull=True, state__in=_MOVABLE
    ).exclude(union=F("employer__covered_by"))
    return cast("QuerySet[Membership]", found.select_related("person", "union", "employer"))


def waiting_for(*, union: "Union") -> dict[str, int]:
    """Return how many such memberships there are, by the name of the union they are in."""
    counts: dict[str, int] = {}
    for name in parked_workers(union=union).values_list("union__name", flat=True):
        counts[name] = counts.get(name, 0) + 1
    return dict(sorted(counts.items(), key=lambda one: -one[1]))
