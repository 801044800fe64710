"""The doors to unions: what an actor sees, by code, by scope, and by what she types."""

from collections.abc import Iterable
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

from zhigong.base.actor import Actor
from zhigong.kernel.union_name import union_name_key
from zhigong.registry.unions.models import ENDED, Declared, Union


def get_union_for(*, actor: Actor, code: str, ability: str = "unions.view") -> Union:
    """Return a union the actor holds the ability over.

    :raises Union.DoesNotExist: no such union, or outside the actor's scope; callers cannot tell.
    """
    return unions_for(actor=actor, ability=ability).select_related("parent").get(code=code)


def unions_for(*, actor: Actor, ability: str = "unions.view") -> "QuerySet[Union]":
    """Return the unions, ended ones included, over which the actor holds the ability."""
    return Union.objects.within(actor.scope(ability))


def scope_tops(*, actor: Actor, ability: str = "unions.view") -> list[Union]:
    """Return the highest unions the actor sees: the roots of her tree browser, sorted by code."""
    scope = actor.scope(ability)
    if scope.everything:
        tops = Union.objects.trusted("the whole tree is open").filter(parent=None)
    else:
        tops = Union.objects.within(scope).filter(pk__in=scope.node_ids)
    found = list(tops.order_by("level", "code"))
    ids = {union.pk for union in found}
    return [union for union in found if ids.isdisjoint(union.ancestors[:-1])]


def listed_for(*, actor: Actor, on: date, with_ended: bool) -> "QuerySet[Union]":
    """Return the unions of the list page, annotated with their own declared numbers."""
    newest = Declared.objects.filter(union=OuterRef("pk"), as_of__lte=on).order_by(
        "-as_of", "-recorded_at"
    )
    rows = unions_for(actor=actor).select_related("parent")
    if not with_ended:
        rows = rows.filter(dissolved_on__isnull=True)
    return rows.annotate(
        declared_workers=Subquery(newest.values("workers")[:1]),
        declared_members=Subquery(newest.values("members")[:1]),
    )


def chosen_for(*, actor: Actor, ids: Iterable[str], ability: str) -> list[Union]:
    """Return the unions chosen in a list, those outside the scope left out."""
    wanted = [int(text) for text in ids if text.isdecimal()]
    return list(unions_for(actor=actor, ability=ability).filter(pk__in=wanted).order_by("code"))


def holding_words(rows: "QuerySet[Union]", words: str) -> "QuerySet[Union]":
    """Keep the unions whose name holds the words, or whose code or credit code they are."""
    wanted = words.strip()
    return rows.filter(
        Q(name__icontains=wanted) | Q(code__iexact=wanted) | Q(credit_code__iexact=wanted)
    )


def search_unions(*, actor: Actor, text: str, limit: int = 50) -> list[Union]:
    """Return living unions in scope that ``holding_words`` finds, highest first."""
    if not text.strip():
        return []
    alive = unions_for(actor=actor).filter(dissolved_on__isnull=True).select_related("parent")
    return list(holding_words(alive, text).order_by("level", "code")[:limit])


def unions_named(*, actor: Actor, text: str, ability: str = "unions.view") -> list[Union]:
    """Return the living unions in scope that a typed code or name means, at most two dozen.

    A code or a whole name that fits goes before names that only hold the words.
    """
    words = text.strip()
    if not words:
        return []
    alive = unions_for(actor=actor, ability=ability).exclude(status__in=ENDED)
    exact = list(alive.filter(Q(code=words.split()[0]) | Q(name_key=union_name_key(words)))[:25])
    return exact or list(alive.filter(name__icontains=words).order_by("level", "code")[:25])
