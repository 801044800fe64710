"""Who keeps which union: administrators, offices, and who is to be told of something."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from zhigong.base.actor import Actor
from zhigong.registry.accounts import rules
from zhigong.registry.accounts.contract import ADMINISTRATOR_ROLES, Node
from zhigong.registry.accounts.models import (
    Authorisation,
    Grant,
    Stewardship,
    User,
)
from zhigong.registry.accounts.queries.rights import in_force


def is_authorised(*, on: date, union: str = "pk") -> Exists:
    """Return the condition that a union (a lookup in the outer query) is authorised on a day.

    The indicator ``authorised`` counts with it.
    """
    rows = Authorisation.objects.trusted("counting, never shown by name")
    return Exists(rows.filter(in_force(on), union_id=OuterRef(union), user__is_active=True))


def authorisation_of(*, actor: Actor, union: Node) -> Authorisation | None:
    """Return the open authorisation of a union in the actor's scope."""
    rows = Authorisation.objects.within(actor.scope("accounts.view_grants"))
    found: Authorisation | None = (
        rows.filter(union_id=union.pk, ends_before__isnull=True).select_related("user").first()
    )
    return found


def unions_with_administrator(*, union_ids: Iterable[int], on: date) -> frozenset[int]:
    """Return which of these unions have somebody who keeps them and whose account is open."""
    grants = Grant.objects.trusted("a yes or no, never shown by name").filter(
        in_force(on),
        union_id__in=list(union_ids),
        role__code__in=ADMINISTRATOR_ROLES,
        user__is_active=True,
    )
    return frozenset(grants.values_list("union_id", flat=True))


def silent_unions(*, actor: Actor, on: date) -> QuerySet[Authorisation]:
    """Return authorisations whose administrator did not log in for 90 days, the longest first.

    Somebody who never logged in counts from the day she was authorised.
    """
    since = on - timedelta(days=rules.SILENT_AFTER_DAYS)
    rows = Authorisation.objects.within(actor.scope("accounts.view_grants")).filter(
        Q(user__last_seen_at__date__lt=since) | Q(user__last_seen_at__isnull=True),
        in_force(on),
        starts_on__lt=since,
    )
    found: QuerySet[Authorisation] = rows.select_related("user", "union")
    return found.order_by(F("user__last_seen_at").asc(nulls_first=True), "union_id")


def unions_and_administrators(*, rows: Any, on: date) -> Any:
    """Add to unions whether they are authorised, by whom, and when she was last seen."""
    named = (
        Authorisation.objects.trusted("joined to unions within the actor's scope")
        .filter(in_force(on), union_id=OuterRef("pk"))
        .order_by("-pk")
    )
    return (
        rows.filter(dissolved_on__isnull=True)
        .select_related("parent")
        .annotate(
            authorised=Exists(named),
            administrator=named.values("user__name")[:1],
            administrator_seen=named.values("user__last_seen_at")[:1],
        )
    )


def offices_on(*, asked: Collection[tuple[int, date]], ability: str) -> dict[tuple[int, date], str]:
    """Return union and role by which users held an ability on days; one statement.

    :param asked: pairs of a user's id and a day; who held it by no grant of her own is left out.
    """
    rows = Grant.objects.trusted("offices, told without names").filter(
        user_id__in={user_id for user_id, _on in asked}, role__abilities__contains=[ability]
    )
    grants = list(rows.select_related("role", "union").order_by("-union__level", "pk"))
    return {
        (user_id, on): f"{grant.union.name} · {grant.role.title}"
        for user_id, on in asked
        for grant in grants
        if grant.user_id == user_id and grant.starts_on <= on
        if grant.ends_before is None or grant.ends_before > on
    }


def administrators_of(*, union_ids: Iterable[int], on: date) -> list[int]:
    """Return the ids of the users who keep these very unions on a day, stewards included."""
    wanted = list(union_ids)
    keepers = Grant.objects.trusted("told, never shown").filter(
        in_force(on), union_id__in=wanted, role__code__in=ADMINISTRATOR_ROLES, user__is_active=True
    )
    stewards = Stewardship.objects.trusted("told, never shown").filter(
        in_force(on), union_id__in=wanted, user__is_active=True
    )
    found = keepers.values_list("user_id", flat=True).union(
        stewards.values_list("user_id", flat=True)
    )
    return sorted(found)


def holders_of(*, ability: str, path: Sequence[int], on: date) -> list[int]:
    """Return who may do something at the union ``path`` ends with, by a grant nearest to it.

    Somebody a level above is found only where nobody nearer holds the ability.

    :param path: ids from the root down, the union itself last.
    """
    grants = Grant.objects.trusted("told, never shown").filter(
        in_force(on),
        union_id__in=list(path),
        role__abilities__contains=[ability],
        user__is_active=True,
    )
    found = list(grants.values_list("union_id", "user_id"))
    nearest = max((path.index(union_id) for union_id, _user in found), default=None)
    return sorted({user for union_id, user in found if path.index(union_id) == nearest})


def names_of_users(user_ids: Iterable[int]) -> dict[int, str]:
    """Return what the users are called; who is not known is left out."""
    return {user.pk: user.get_full_name() for user in User.objects.filter(pk__in=list(user_ids))}
