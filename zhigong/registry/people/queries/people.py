"""The doors from an id to a person, a membership or a transfer, and the lists behind the pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, IntegerField, Prefetch, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from zhigong.base.actor import SYSTEM, Actor
from zhigong.base.crypto import Undecipherable, blind_index
from zhigong.base.fields import reveal
from zhigong.kernel.phone import mask_phone
from zhigong.kernel.resident_id import mask_id, normalise_id
from zhigong.registry.people.contract import TransferState
from zhigong.registry.people.models import Membership, Officer, Person, Retention, Transfer
from zhigong.registry.unions.queries import ids_of_codes, subtree_ids, unions_for

MOST_NAMED = 100

Cipher = bytes | memoryview | None


def get_person_for(*, actor: Actor, person_id: int, ability: str = "people.view") -> Person:
    """Return a person whose present or last union lies in the actor's scope.

    :raises Person.DoesNotExist: nobody, or outside the scope; callers cannot tell which.
    """
    return cast(Person, Person.objects.within(actor.scope(ability)).get(pk=person_id))


def get_own_person(*, actor: Actor) -> Person:
    """Return the person the actor is.

    :raises Person.DoesNotExist: the actor is nobody's record.
    """
    return cast(Person, Person.objects.own(actor.person_id).get())


def get_membership_for(
    *, actor: Actor, membership_id: int, ability: str = "people.view"
) -> Membership:
    """Return a membership of a union in the actor's scope.

    :raises Membership.DoesNotExist: none, or outside the scope; callers cannot tell which.
    """
    found = _with_names(Membership.objects.within(actor.scope(ability)))
    return found.get(pk=membership_id)


def get_transfer_for(
    *, actor: Actor, transfer_id: int, ability: str = "people.transfer"
) -> Transfer:
    """Return a transfer out of or into the actor's scope.

    :raises Transfer.DoesNotExist: none, or outside the scope; callers cannot tell which.
    """
    return transfers_for(actor=actor, ability=ability).get(pk=transfer_id)


def get_officer_for(*, actor: Actor, officer_id: int, ability: str = "people.view") -> Officer:
    """Return an officer of a union in the actor's scope.

    :raises Officer.DoesNotExist: none, or outside the scope; callers cannot tell which.
    """
    rows = Officer.objects.within(actor.scope(ability)).select_related("union", "person")
    return cast(Officer, rows.get(pk=officer_id))


def list_memberships_for(
    *, actor: Actor, ability: str = "people.view", below: Iterable[str] = ()
) -> "QuerySet[Membership]":
    """Return the memberships of unions in the actor's scope, ended ones included, for a list.

    Reads the unions of the scope first: see ``narrowed``.

    :param below: codes of unions; only memberships of each of them and of what lies below it.
    """
    scope = actor.scope(ability)
    unions = unions_for(actor=actor, ability=ability)
    for code in below:
        unions = unions.filter(ancestors__overlap=ArraySubquery(_ids_of(code)))
    if scope.everything and not below:
        return _with_names(Membership.objects.within(scope))
    rows = Membership.objects.trusted("narrowed to the unions of the scope")
    return _with_names(narrowed(rows, unions))


def _ids_of(code: str) -> Any:
    return unions_for(actor=SYSTEM).filter(code=code).values("pk")


def memberships_below(rows: Any, *, code: str) -> Any:
    """Keep the memberships of the union with a code and of everything below it."""
    union_id = ids_of_codes([code]).get(code)
    return rows.none() if union_id is None else narrowed(rows, subtree_ids(union_id))


# It begins with SELECT, or the history would be told who reads. What stands in a CASE is looked up
# only when it is needed: of the whole tree nothing is read but its roots.
_OUTLINE = """
SELECT * FROM (WITH inside (id, county_id) AS MATERIALIZED ({unions}),
tree (is_whole) AS MATERIALIZED (
  SELECT (SELECT count(*) FROM unions_union WHERE parent_id IS NULL)
    = (SELECT count(*) FROM ({roots}) AS roots))
SELECT CASE WHEN is_whole THEN NULL
    ELSE (SELECT array_agg(id) FROM (SELECT id FROM inside LIMIT {most}) AS few) END,
  CASE WHEN is_whole THEN NULL ELSE (SELECT array_agg(DISTINCT county_id) FROM inside) END,
  is_whole OR (SELECT count(*) FROM inside) = (SELECT count(*) FROM unions_union
    WHERE county_id IN (SELECT county_id FROM inside)),
  is_whole FROM tree) AS outline
"""


def narrowed(rows: Any, unions: Any) -> Any:
    """Keep the memberships of unions, in a form the planner understands.

    Behind a join it cannot tell how many rows a subtree has, nor where in the order of the list
    they stand, and walks the whole list for a union of 300. So few unions are named one by one;
    whole counties are named by their ids, which the order of the list begins with; what is neither
    is walked from its first county on. One statement finds out.

    :param unions: a QuerySet of unions, or of their ids; of each union what is below it as well.
    """
    try:
        sql, arguments = _columns(unions)
        roots, more = _columns(unions.filter(parent=None))
    except EmptyResultSet:
        return rows.none()
    statement = _OUTLINE.format(unions=sql, roots=roots, most=MOST_NAMED + 1)
    with connection.cursor() as cursor:
        cursor.execute(statement, (*arguments, *more))
        few, counties, are_whole, is_everything = cursor.fetchone()
    if is_everything:
        return rows
    if not counties:
        return rows.none()
    rows = rows.filter(county_id__range=(min(counties), max(counties)))
    if len(few) <= MOST_NAMED:
        return rows.filter(union_id__in=few)
    if not are_whole:
        return rows.filter(union_id__in=unions.order_by().values("pk"))
    return rows if len(counties) == 1 else rows.filter(county_id__in=counties)


def _columns(unions: Any) -> tuple[str, tuple[Any, ...]]:
    sql, arguments = unions.order_by().values_list("pk", "county_id").query.sql_with_params()
    return sql, tuple(arguments)


def _with_names(rows: Any) -> "QuerySet[Membership]":
    return cast(
        "QuerySet[Membership]", rows.select_related("person", "union", "employer").reading_late()
    )


def find_person_id(*, id_number: str) -> int | None:
    """Return the id of the person with an identity number, whoever asks; None when unknown.

    For log-in and imports, which show nothing of the person.
    """
    blind = blind_index("id", normalise_id(id_number))
    rows = Person.objects.trusted("only an id").filter(id_blind=blind)
    own = rows.annotate(leads_to=Coalesce("merged_into_id", "pk"))
    return own.values_list("leads_to", flat=True).first()


def present_membership(*, person: Person) -> Membership | None:
    """Return the open membership of a person, or else the one that ended last."""
    rows = list(memberships_of(person=person))
    return rows[0] if rows else None


def memberships_of(*, person: Person) -> "QuerySet[Membership]":
    """Return every membership of a person, the open one first, then the latest."""
    rows = Membership.objects.trusted("the caller holds the person").filter(person=person)
    is_open = Case(
        When(ends_before__isnull=True, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return cast(
        "QuerySet[Membership]",
        rows.select_related("person", "union", "employer")
        .prefetch_related(Prefetch("retentions", queryset=_retentions()))
        .order_by(is_open, "-ends_before", "-pk"),
    )


def _retentions() -> "QuerySet[Retention]":
    rows = Retention.objects.trusted("the caller holds the person").order_by("starts_on")
    return cast("QuerySet[Retention]", rows)


def officers_in(*, union: Any, on: date) -> "list[Officer]":
    """Return who holds a post in a union itself on a day, by post and name."""
    rows = Officer.objects.trusted("the caller holds the union").filter(
        Q(ends_before__isnull=True) | Q(ends_before__gt=on), union=union, starts_on__lte=on
    )
    return list(rows.select_related("person").order_by("post", "person__name_py", "pk"))


def chairs_of(*, union_ids: Iterable[int], on: date) -> dict[int, str]:
    """Return the names of the chairs of unions on a day, by union; one statement."""
    rows = Officer.objects.trusted("callers hold the unions").filter(
        Q(ends_before__isnull=True) | Q(ends_before__gt=on),
        union__in=list(union_ids),
        post=Officer.Post.CHAIR,
        starts_on__lte=on,
    )
    return dict(rows.order_by("starts_on").values_list("union_id", "person__name"))


def officers_of(*, person: Person) -> "QuerySet[Officer]":
    """Return the offices a person holds or held, the latest first."""
    rows = Officer.objects.trusted("the caller holds the person").filter(person=person)
    return cast("QuerySet[Officer]", rows.select_related("union").order_by("-starts_on", "-pk"))


def transfers_of(*, person: Person) -> "QuerySet[Transfer]":
    """Return the transfers of a person, the latest first."""
    rows = Transfer.objects.trusted("the caller holds the person").filter(person=person)
    return cast("QuerySet[Transfer]", rows.select_related("from_union", "to_union").order_by("-pk"))


def transfers_for(*, actor: Actor, ability: str = "people.transfer") -> "QuerySet[Transfer]":
    """Return the transfers out of and into the actor's scope."""
    rows = Transfer.objects.within(actor.scope(ability))
    return cast(
        "QuerySet[Transfer]",
        rows.select_related("person", "from_union", "to_union", "from_membership", "to_employer"),
    )


def transfers_waiting(*, actor: Actor, on: date) -> int:
    """Return how many transfers wait for the actor: to accept, to answer, or to decide."""
    if not actor.may("people.transfer"):
        return 0
    nodes = actor.scope("people.transfer")
    rows = Transfer.objects.within(nodes).open()
    offered = rows.filter(state=TransferState.OFFERED)
    answering = rows.filter(state=TransferState.ACCEPTED, objection_until__gte=on)
    if not nodes.everything:
        ids = sorted(nodes.node_ids)
        offered = offered.filter(to_union__ancestors__overlap=ids)
        answering = answering.filter(from_union__ancestors__overlap=ids)
    return offered.count() + answering.count() + _to_decide(actor).count()


def _to_decide(actor: Actor) -> "QuerySet[Transfer]":
    """Return the objections the actor may settle: both unions lie below one she decides for."""
    nodes = actor.scope("people.decide_transfer")
    rows = Transfer.objects.within(nodes).open().filter(state=TransferState.OBJECTED)
    if nodes.everything:
        return cast("QuerySet[Transfer]", rows)
    below_one = Q(pk__in=())
    for node_id in sorted(nodes.node_ids):
        both = {"from_union__ancestors__contains": [node_id]}
        both["to_union__ancestors__contains"] = [node_id]
        below_one |= Q(**both)
    return cast("QuerySet[Transfer]", rows.filter(below_one))


@dataclass(frozen=True, slots=True)
class MaskedIdentity:
    """Identities as lists and pages show them (rules.md 8.4); "" where nothing is recorded."""

    id_number: str
    phone: str
    card: str


def masked_identity(person: Person) -> MaskedIdentity:
    """Return the identities of a person with their middle hidden."""
    return MaskedIdentity(
        masked_id(person.data_key, person.id_cipher),
        masked_phone(person.data_key, person.phone_cipher),
        _mask_card(_clear(person.data_key, person.card_cipher)),
    )


def masked_id(data_key: Cipher, cipher: Cipher) -> str:
    """Return an identity number with its middle hidden, from the columns of its row."""
    return mask_id(_clear(data_key, cipher))


def masked_phone(data_key: Cipher, cipher: Cipher) -> str:
    """Return a telephone number with its middle hidden, from the columns of its row."""
    return mask_phone(_clear(data_key, cipher))


def _clear(data_key: Cipher, cipher: Cipher) -> str:
    if data_key is None or cipher is None:
        return ""
    try:
        return reveal(bytes(data_key), bytes(cipher)) or ""
    except Undecipherable:
        return ""


def _mask_card(number: str) -> str:
    return "*" * (len(number) - 4) + number[-4:] if len(number) > 4 else "*" * len(number)
