"""What somebody may do and why: grants, delegations, care of a union, roles."""

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from zhigong.base.abilities import all_abilities
from zhigong.base.actor import ANONYMOUS, Actor, Power
from zhigong.registry.accounts.contract import Node
from zhigong.registry.accounts.models import (
    Delegation,
    Grant,
    Role,
    Stewardship,
    User,
)

STEWARD_ROLE = "union_admin"
_WHY = "the rights of the user who is logging in"


def in_force(on: date, prefix: str = "") -> Q:
    """Return the condition that a dated right is held on a day."""
    open_or_later = Q(**{f"{prefix}ends_before__isnull": True}) | Q(
        **{f"{prefix}ends_before__gt": on}
    )
    return Q(**{f"{prefix}starts_on__lte": on}) & open_or_later


@dataclass(frozen=True, slots=True)
class Right:
    """One reason why somebody may do something: what the page of reasons shows."""

    source: str  # grant, delegation or stewardship
    source_id: int
    role_code: str
    role_title: str
    union_id: int
    union_name: str
    abilities: frozenset[str]
    ends_before: date | None


# Asked at every request: a statement of our own, because building it anew costs more than asking.
_RIGHTS = """
SELECT 'grant', g.id, r.code, r.title, g.union_id, u.name, r.abilities, g.ends_before
FROM accounts_grant AS g
JOIN accounts_role AS r ON r.id = g.role_id
JOIN unions_union AS u ON u.id = g.union_id
WHERE g.user_id = %(user)s
    AND g.starts_on <= %(on)s AND (g.ends_before IS NULL OR g.ends_before > %(on)s)
UNION ALL
SELECT 'delegation', d.id, r.code, r.title, g.union_id, u.name, r.abilities, d.ends_before
FROM accounts_delegation AS d
JOIN accounts_grant AS g ON g.id = d.grant_id
JOIN accounts_user AS lender ON lender.id = g.user_id AND lender.is_active
JOIN accounts_role AS r ON r.id = g.role_id
JOIN unions_union AS u ON u.id = g.union_id
WHERE d.to_user_id = %(user)s
    AND d.starts_on <= %(on)s AND (d.ends_before IS NULL OR d.ends_before > %(on)s)
    AND g.starts_on <= %(on)s AND (g.ends_before IS NULL OR g.ends_before > %(on)s)
UNION ALL
SELECT 'stewardship', s.id, %(steward)s, r.title, s.union_id, u.name, r.abilities, s.ends_before
FROM accounts_stewardship AS s
JOIN unions_union AS u ON u.id = s.union_id
LEFT JOIN accounts_role AS r ON r.code = %(steward)s
WHERE s.user_id = %(user)s
    AND s.starts_on <= %(on)s AND (s.ends_before IS NULL OR s.ends_before > %(on)s)
"""


def rights_of(*, user_id: int, on: date) -> list[Right]:
    """Return every right a user holds on a day; one SQL statement."""
    with connection.cursor() as cursor:
        cursor.execute(_RIGHTS, {"user": user_id, "on": on, "steward": STEWARD_ROLE})
        found = cursor.fetchall()
    return [
        Right(
            source=source,
            source_id=pk,
            role_code=code,
            role_title=title or "",
            union_id=node,
            union_name=name,
            abilities=frozenset(holds or ()),
            ends_before=until,
        )
        for source, pk, code, title, node, name, holds, until in found
    ]


@dataclass(frozen=True, slots=True)
class Standing:
    """Who somebody is at a moment: the actor, and the name of where she works."""

    actor: Actor
    home_name: str
    is_steward_of: tuple[int, ...]


def standing_of(*, user: User, on: date, steward_for: int | None = None) -> Standing:
    """Return the actor a user is on a day; one SQL statement.

    :param steward_for: the union whose work is done in its place; ignored without a stewardship in
        force. While it lasts, the actor holds the powers of that stewardship alone.
    """
    rights = rights_of(user_id=user.pk, on=on)
    cared = [right for right in rights if right.source == "stewardship"]
    kept = [right for right in rights if right.source != "stewardship"]
    acting = next((right for right in cared if right.union_id == steward_for), None)
    if acting is not None:
        kept = [acting]
    actor = Actor(
        user_id=user.pk,
        person_id=user.person_id,
        name=user.get_full_name(),
        powers=tuple(Power(node_id=r.union_id, abilities=r.abilities) for r in kept),
        kind="member" if user.kind == "member" else "staff",
        steward_for=None if acting is None else acting.union_id,
        home_id=kept[0].union_id if kept else None,
    )
    return Standing(
        actor=actor,
        home_name=kept[0].union_name if kept else "",
        is_steward_of=tuple(right.union_id for right in cared),
    )


def actor_of(*, user: User, on: date, steward_for: int | None = None) -> Actor:
    """Return the actor a user is on a day; a closed account is nobody."""
    if not user.is_active:
        return ANONYMOUS
    return standing_of(user=user, on=on, steward_for=steward_for).actor


def grants_in_force(*, user_id: int, on: date) -> QuerySet[Grant]:
    """Return the grants a user holds on a day or will hold later."""
    rows: QuerySet[Grant] = Grant.objects.trusted(_WHY).filter(
        Q(ends_before__isnull=True) | Q(ends_before__gt=on), user_id=user_id
    )
    return rows


def get_user_for(*, actor: Actor, user_id: int, on: date) -> User:
    """Return a staff account the actor may look after.

    :raises User.DoesNotExist: no such account, or none of its rights lies in the actor's scope.
    """
    return users_within(actor=actor, on=on).get(pk=user_id)


def users_within(*, actor: Actor, on: date) -> QuerySet[User]:
    """Return the staff accounts with a right in the actor's scope, and those she just opened."""
    scope = actor.scope("accounts.view_grants")
    users = User.objects.filter(kind="staff")
    if scope.everything:
        return users
    grants = Grant.objects.within(scope).filter(user=OuterRef("pk"))
    cares = Stewardship.objects.within(scope).filter(user=OuterRef("pk"))
    return users.filter(Exists(grants) | Exists(cares))


def find_staff(*, login: str) -> User | None:
    """Return the open staff account with exactly this name; giving rights starts from a name."""
    return User.objects.filter(login=login.strip().lower(), kind="staff", is_active=True).first()


def grants_within(*, actor: Actor, union: Node | None, on: date, ended: bool) -> QuerySet[Grant]:
    """Return grants in the actor's scope, of one union and below when given, newest first."""
    rows = Grant.objects.within(actor.scope("accounts.view_grants"))
    if union is not None:
        rows = rows.filter(union__ancestors__contains=[union.pk])
    if not ended:
        rows = rows.filter(Q(ends_before__isnull=True) | Q(ends_before__gt=on))
    found: QuerySet[Grant] = rows.select_related("user", "role", "union", "given_by")
    return found.order_by("-pk")


def get_grant_for(*, actor: Actor, grant_id: int) -> Grant:
    """Return a grant in the actor's scope, or her own.

    :raises Grant.DoesNotExist: no such grant there.
    """
    scope = actor.scope("accounts.view_grants")
    mine = Grant.objects.trusted("one's own grant").filter(user_id=actor.user_id, pk=grant_id)
    grant: Grant = mine.first() or Grant.objects.within(scope).get(pk=grant_id)
    return grant


def lendable_grants(*, user_id: int, on: date) -> QuerySet[Grant]:
    """Return the grants somebody may lend: in force, and no separate power."""
    rows: QuerySet[Grant] = Grant.objects.trusted("one's own grants").filter(
        in_force(on), user_id=user_id, role__power="business"
    )
    return rows.select_related("role", "union").order_by("pk")


def delegations_of(*, user_id: int, on: date) -> QuerySet[Delegation]:
    """Return what a user lends, now or later."""
    rows: QuerySet[Delegation] = Delegation.objects.trusted("what one lends oneself").filter(
        grant__user_id=user_id, ends_before__gt=on
    )
    return rows.select_related("to_user", "grant__role", "grant__union").order_by("starts_on")


def get_delegation_for(*, actor: Actor, delegation_id: int) -> Delegation:
    """Return a delegation the actor lends.

    :raises Delegation.DoesNotExist: no such one.
    """
    rows = Delegation.objects.trusted("what one lends oneself")
    found: Delegation = rows.get(pk=delegation_id, grant__user_id=actor.user_id)
    return found


def stewardships_within(*, actor: Actor, on: date) -> QuerySet[Stewardship]:
    """Return the stewardships in force in the actor's scope."""
    rows = Stewardship.objects.within(actor.scope("accounts.view_grants")).filter(in_force(on))
    found: QuerySet[Stewardship] = rows.select_related("user", "union")
    return found.order_by("union_id")


def get_stewardship_for(*, actor: Actor, stewardship_id: int) -> Stewardship:
    """Return a stewardship in the actor's scope.

    :raises Stewardship.DoesNotExist: no such one there.
    """
    rows = Stewardship.objects.within(actor.scope("accounts.view_grants"))
    found: Stewardship = rows.get(pk=stewardship_id)
    return found


def roles() -> QuerySet[Role]:
    """Return every role, the built-in ones first."""
    return Role.objects.order_by("-built_in", "pk")


def get_role(*, code: str) -> Role:
    """Return a role; roles are no secret.

    :raises Role.DoesNotExist: no such role.
    """
    return Role.objects.get(code=code)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody may do one thing at one union: the rights that give it."""

    ability: str
    title: str
    rights: tuple[Right, ...]


def reasons(*, user_id: int, union: Node, on: date) -> list[Reason]:
    """Return which right gives a user which ability at a union, sorted by ability.

    An ability is there when a right lies on the union itself or above it.
    """
    here = [r for r in rights_of(user_id=user_id, on=on) if r.union_id in union.ancestors]
    found = []
    for known in all_abilities():
        giving = tuple(right for right in here if known.code in right.abilities)
        if giving:
            found.append(Reason(ability=known.code, title=known.title, rights=giving))
    return found


def may_look_after(*, actor: Actor, user: User, ability: str) -> bool:
    """Whether the actor holds an ability over everything a user holds, and is not she herself.

    Somebody with rights above the actor is never hers to close, nor are people without rights.
    """
    if actor.user_id == user.pk:
        return False
    scope = actor.scope(ability)
    held = Grant.objects.trusted("compared with the actor's scope").filter(
        user=user, ends_before__isnull=True
    )
    paths = list(held.values_list("union__ancestors", flat=True))
    return bool(paths) and all(scope.covers(path) for path in paths)
