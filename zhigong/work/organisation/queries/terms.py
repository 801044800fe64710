"""Terms that end, seats that are empty, and how committees are made up."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from zhigong.base.actor import Actor
from zhigong.registry.people.queries import get_officer_for
from zhigong.registry.unions.contract import BODY_POSTS, Body
from zhigong.registry.unions.queries import latest_terms, unions_for
from zhigong.work.organisation import rules
from zhigong.work.organisation.contract import ENDS, Engagement
from zhigong.work.organisation.models import Building, Placement, TermDelay
from zhigong.work.organisation.permissions import VIEW

if TYPE_CHECKING:
    from zhigong.registry.people.models import Officer
    from zhigong.registry.unions.models import Term, Union

INSIDE = ("branch", "group")
A_YEAR_AHEAD = timedelta(days=366)


def terms_to_tell(*, on: date) -> "list[Term]":
    """Return the latest terms of living unions that end within a year, or ended, to be told."""
    return list(
        latest_terms(why="reminders of all unions").filter(ends_before__lte=on + A_YEAR_AHEAD)
    )


def term_list(*, actor: Actor, on: date) -> "QuerySet[Union]":
    """Return the unions in scope with a term on record, by its end.

    Annotated ``term_ends``, ``term_number``, ``delayed_until``, ``election_number``, ``chair``.
    """
    latest = _latest_term()
    delay = TermDelay._base_manager.filter(union=OuterRef("pk")).order_by("-pk")
    election = Building._base_manager.filter(union=OuterRef("pk")).exclude(stage__in=ENDS)
    rows = unions_for(actor=actor, ability=VIEW).filter(dissolved_on__isnull=True)
    return (
        rows.select_related("parent")
        .annotate(
            term_ends=Subquery(latest.values("ends_before")[:1]),
            term_number=Subquery(latest.values("number")[:1]),
            delayed_until=Subquery(
                delay.filter(term__ends_before=OuterRef("term_ends")).values("until")[:1]
            ),
            election_number=Subquery(election.values("case__number")[:1]),
        )
        .filter(term_ends__isnull=False)
    )


def _latest_term() -> "QuerySet[Term]":
    terms: Any = TermDelay._meta.get_field("term").related_model
    found: QuerySet[Term] = terms._base_manager.filter(union=OuterRef("pk"))
    return found.order_by("-number")


def ending_within(rows: "QuerySet[Any]", months: int, *, on: date) -> "QuerySet[Any]":
    """Keep the unions whose term ends within so many months and has not ended."""
    last = rules.months_after(on, months)
    return rows.filter(term_ends__gt=on, term_ends__lte=last)


def overdue(rows: "QuerySet[Any]", *, on: date) -> "QuerySet[Any]":
    """Keep the unions whose term has ended, those put off to a later day left out."""
    # Most were never put off: without the first condition they would drop out as unknown.
    not_put_off = Q(delayed_until__isnull=True) | Q(delayed_until__lte=on)
    return rows.filter(not_put_off, term_ends__lte=on)


def delayed(rows: "QuerySet[Any]", *, on: date) -> "QuerySet[Any]":
    """Keep the unions whose election is put off by consent to a day to come."""
    return rows.filter(delayed_until__gt=on)


def without_chair(*, actor: Actor, on: date) -> "QuerySet[Union]":
    """Return the living unions in scope without a chair; ``empty_since`` when the last one left."""
    offices: Any = Placement._meta.get_field("officer").related_model
    chairs = offices._base_manager.filter(union=OuterRef("pk"), post="chair")
    held = chairs.filter(Q(ends_before__isnull=True) | Q(ends_before__gt=on), starts_on__lte=on)
    rows = unions_for(actor=actor, ability=VIEW).filter(dissolved_on__isnull=True)
    return (
        rows.exclude(kind__in=INSIDE)
        .filter(~Exists(held))
        .select_related("parent")
        .annotate(
            empty_since=Subquery(
                chairs.filter(ends_before__isnull=False)
                .order_by("-ends_before")
                .values("ends_before")[:1]
            )
        )
    )


def _officers(actor: Actor, on: date) -> "QuerySet[Officer]":
    """Return who holds a post in the actor's scope on a day."""
    offices: Any = Placement._meta.get_field("officer").related_model
    rows: QuerySet[Officer] = offices.objects.within(actor.scope(VIEW))
    return rows.filter(Q(ends_before__isnull=True) | Q(ends_before__gt=on), starts_on__lte=on)


@dataclass(frozen=True, slots=True)
class Makeup:
    """How the committees of one kind in the unions in scope are made up (ORG-21)."""

    body: Body
    people: int
    women: int
    front_line: int
    model_workers: int


def makeup_for(*, actor: Actor, on: date) -> list[Makeup]:
    """Return people, women, front-line and model workers in each kind of committee; by posts."""
    rows = _officers(actor, on)
    found = []
    for body, posts in BODY_POSTS.items():
        counted = rows.filter(post__in=posts).aggregate(
            people=Count("person", distinct=True),
            women=Count("person", filter=Q(person__sex="2"), distinct=True),
            front=Count("person", filter=Q(front_line=True), distinct=True),
            model=Count("person", filter=Q(model_worker=True), distinct=True),
        )
        found.append(
            Makeup(body, counted["people"], counted["women"], counted["front"], counted["model"])
        )
    return found


def engagements_for(*, actor: Actor, on: date) -> list[tuple[str, str, int]]:
    """Return how many officers serve in each way: code, title, number; the last is not recorded."""
    rows = _officers(actor, on)
    placed = dict(
        Placement._base_manager.filter(officer__in=rows.values("pk"))
        .order_by()
        .values_list("kind")
        .annotate(n=Count("pk"))
    )
    total = rows.count()
    known = [(one.value, str(one.label), placed.get(one.value, 0)) for one in Engagement]
    return [*known, ("", "未登记", total - sum(number for _, _, number in known))]


def officer_list(*, actor: Actor, on: date) -> "QuerySet[Officer]":
    """Return who holds a post in scope on a day, annotated with how she serves (``engagement``)."""
    kind = Placement._base_manager.filter(officer=OuterRef("pk")).values("kind")[:1]
    return _officers(actor, on).annotate(engagement=Subquery(kind))


def get_officer(*, actor: Actor, officer_id: int) -> "Officer":
    """Return somebody who holds a post where the actor records officers.

    :raises Officer.DoesNotExist: she does not, or it is elsewhere.
    """
    return get_officer_for(actor=actor, officer_id=officer_id, ability="people.appoint")


def engagement_of(officer: "Officer") -> str:
    """Return how an officer serves; empty where it is not recorded."""
    found = Placement._base_manager.filter(officer=officer).values_list("kind", flat=True).first()
    return found or ""


def engagement_title(kind: str | None) -> str:
    """Return how somebody serves in Chinese; empty where it is not recorded."""
    return str(Engagement(kind).label) if kind else ""


def engagement_choices() -> list[tuple[str, str]]:
    """Return the ways to serve."""
    return [(one.value, str(one.label)) for one in Engagement]


def certificates_ending(*, actor: Actor, on: date) -> "QuerySet[Union]":
    """Return the legal persons in scope whose certificate ends within a year, or has ended."""
    rows = unions_for(actor=actor, ability=VIEW).filter(dissolved_on__isnull=True)
    return rows.filter(
        legal_person=True, certificate_until__lte=rules.months_after(on, 12)
    ).select_related("parent")
