"""Tickets as pages, the API and other apps read them; ``get_ticket_for`` is the one door."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from zhigong.base.actor import Actor
from zhigong.base.crypto import blind_index
from zhigong.base.fields import reveal
from zhigong.engines.cases import queries as cases
from zhigong.kernel.phone import normalise_phone
from zhigong.registry.unions.queries import path_of
from zhigong.work.hotline import rules
from zhigong.work.hotline.contract import WAITING_STATES, Consent, TicketState
from zhigong.work.hotline.models import Extension, Leg, PracticeRow, Ticket
from zhigong.work.hotline.permissions import (
    CALL_BACK,
    CALLER,
    CHECK,
    DISPATCH,
    HANDLE,
    SECRET,
    VIEW,
)

if TYPE_CHECKING:
    from zhigong.registry.unions.models import Union

# Which ability does what waits in a state.
ABILITIES = {
    TicketState.DISPATCH: DISPATCH,
    TicketState.SIGN: HANDLE,
    TicketState.CONTACT: HANDLE,
    TicketState.HANDLE: HANDLE,
    TicketState.CALL_BACK: CALL_BACK,
    TicketState.CHECK: CHECK,
}
DIGITS = 6
SOON = timedelta(days=1)
# In these the caller still waits for an answer.
BEFORE_ANSWER = (
    TicketState.DISPATCH,
    TicketState.SIGN,
    TicketState.CONTACT,
    TicketState.HANDLE,
)
ENDS = (TicketState.CLOSED, TicketState.MERGED, TicketState.WITHDRAWN)


def tickets_for(*, actor: Actor) -> "QuerySet[Ticket]":
    """Return the tickets an actor sees, secret ones only where she handles such."""
    rows = Ticket.objects.visible(actor.scope(VIEW), secret=actor.scope(SECRET))
    return rows.select_related("case__union", "unit", "accused_union")


def get_ticket_for(*, actor: Actor, number: str) -> Ticket:
    """Return a ticket the actor sees, by the number of its case.

    :raises Ticket.DoesNotExist: there is none, or it is not hers to see.
    """
    return tickets_for(actor=actor).get(case__number=number)


def with_whereabouts(rows: "QuerySet[Ticket]", *, today: date) -> "QuerySet[Ticket]":
    """Annotate tickets with what they wait for: ``step_unit``, ``step_due``, and ``light``.

    The light is ``late``, ``soon`` or ``fine`` by the nearer of the step's limit and the whole's.
    """
    waits = Ticket._base_manager.filter(pk=OuterRef("pk"), case__steps__state="waiting")
    unit = waits.values("case__steps__unit__name")[:1]
    due = waits.values("case__steps__due_on")[:1]
    found: QuerySet[Ticket] = rows.annotate(step_unit=Subquery(unit), step_due=Subquery(due))
    return found.annotate(
        light=Case(
            When(state__in=ENDS, then=None),
            When(step_due__lt=today, then=Value("late")),
            When(Q(due_on__lt=today, state__in=BEFORE_ANSWER), then=Value("late")),
            When(step_due__lte=today + SOON, then=Value("soon")),
            default=Value("fine"),
            output_field=CharField(),
        )
    )


def at_my_desk(*, actor: Actor) -> "QuerySet[Ticket]":
    """Return the tickets that wait at a union the actor works in, for what she may do."""
    mine = Q(pk__in=[])
    for state, ability in ABILITIES.items():
        scope = actor.scope(ability)
        here = Q(state=state, case__steps__state="waiting")
        mine |= here & (Q() if scope.everything else Q(case__steps__unit_id__in=scope.node_ids))
    return tickets_for(actor=actor).filter(mine)


def waiting_here(*, actor: Actor) -> "QuerySet[Ticket]":
    """Return what the menu counts: tickets that wait for the actor."""
    return at_my_desk(actor=actor)


def late(rows: "QuerySet[Ticket]", *, today: date) -> "QuerySet[Ticket]":
    """Keep the open tickets of which the whole, or the step they wait in, is beyond its limit."""
    over = Q(due_on__lt=today, state__in=BEFORE_ANSWER)
    stuck = Q(case__steps__state="waiting", case__steps__due_on__lt=today)
    return rows.filter(over | stuck, state__in=WAITING_STATES).distinct()


def counts_by_state(*, actor: Actor, today: date) -> dict[str, int]:
    """Return how many tickets the actor sees in each state, and how many are late (``late``)."""
    rows = tickets_for(actor=actor).order_by()
    counted = {row["state"]: row["n"] for row in rows.values("state").annotate(n=Count("pk"))}
    return {
        **counted,
        "mine": at_my_desk(actor=actor).count(),
        "late": late(tickets_for(actor=actor), today=today).count(),
    }


def phone_blind(text: str) -> Any:
    """Return the keyed hash by which a telephone is found; ``None`` of nothing."""
    number = normalise_phone(text)
    return blind_index("phone", number) if number else None


def tickets_of_phone(*, actor: Actor, phone: str) -> "QuerySet[Ticket]":
    """Return the tickets of a telephone that the actor sees, newest first."""
    blind = phone_blind(phone)
    rows = tickets_for(actor=actor)
    found = rows.filter(phone_blind=blind) if blind else rows.none()
    return found.order_by("-case__opened_at", "-pk")


def search_tickets(rows: "QuerySet[Ticket]", words: str) -> "QuerySet[Ticket]":
    """Keep tickets by their number or its end, an outside number, or words of their title.

    Nobody is found by the name or the telephone of a caller: the list must not answer who called.
    """
    text = "".join(filter(str.isprintable, words)).strip()
    if not text:
        return rows
    if text.isdecimal() and len(text) <= DIGITS:
        return rows.filter(Q(case__number__endswith=text) | Q(external_number=text))
    return rows.filter(
        Q(case__number=text.upper())
        | Q(external_number=text)
        | Q(subject__contains=text)
        | Q(accused__contains=text)
    )


def clear_name(ticket: Ticket) -> str:
    """Return the caller's name, for who may know it."""
    return reveal(_bytes(ticket.data_key), _bytes(ticket.name_cipher)) or ""


def clear_phone(ticket: Ticket) -> str:
    """Return the caller's telephone, for who may know it."""
    return reveal(_bytes(ticket.data_key), _bytes(ticket.phone_cipher)) or ""


def clear_text(ticket: Ticket) -> str:
    """Return what the caller said in full, for who may know her."""
    return reveal(_bytes(ticket.data_key), _bytes(ticket.text_cipher)) or ""


def _bytes(value: Any) -> bytes | None:
    return None if value is None else bytes(value)


def masked_for(ticket: Ticket, text: str) -> str:
    """Return text typed about a ticket without numbers of people and without its caller."""
    return rules.masked_text(text, names=[clear_name(ticket)], numbers=[clear_phone(ticket)])


def may_know_caller(*, actor: Actor, ticket: Ticket) -> bool:
    """Whether the actor may learn who called.

    Of a secret ticket only at the county or above, where it was taken or handled, and never in the
    house of the accused; below the county with the caller's recorded consent.

    :legal: 信访工作条例 art. 30.
    """
    units = _units(ticket)
    return rules.may_know_caller(
        is_secret=ticket.is_secret,
        has_consent=ticket.consent == Consent.GIVEN and not _is_accused_house(actor, ticket),
        is_handler=any(actor.scope(HANDLE).covers(path) for _kind, path in units),
        is_trusted=_is_trusted(actor, ticket, units),
    )


def may_decide_accused(*, actor: Actor, ticket: Ticket) -> bool:
    """Whether the actor speaks for the county, or what is above it, and not for the accused."""
    return _is_trusted(actor, ticket, _units(ticket))


def _units(ticket: Ticket) -> list[tuple[str, list[int]]]:
    """Return kind and path of every union the ticket waited at."""
    rows = cases.steps_of(ticket.case).order_by()
    return list(rows.values_list("unit__kind", "unit__ancestors"))


def _is_trusted(actor: Actor, ticket: Ticket, units: list[tuple[str, list[int]]]) -> bool:
    scope = actor.scope(CALLER)
    if scope.everything:
        return True
    handled = {pk for _kind, path in units for pk in path}
    for node in scope.node_ids & handled:
        path = _federation_path(node)
        if path and ticket.accused_union_id not in path:
            return True
    return False


def _federation_path(node_id: int) -> list[int]:
    """Return the path of a federation; nothing of any other union: that lies below the county."""
    row = _unions().filter(pk=node_id, kind=rules.FEDERATION).values_list("ancestors", flat=True)
    return list(row.first() or ())


def _unions() -> Any:
    return Leg._meta.get_field("to_union").related_model._base_manager


def _is_accused_house(actor: Actor, ticket: Ticket) -> bool:
    """Whether all the actor's unions lie at or below that of the accused."""
    if ticket.accused_union_id is None:
        return False
    nodes = actor.scope(HANDLE).node_ids | actor.scope(SECRET).node_ids
    inside = _unions().filter(pk__in=nodes, ancestors__contains=[ticket.accused_union_id])
    return bool(nodes) and inside.count() == len(nodes)


def federation_above(union: "Union", *, but_below: int | None = None) -> "Union":
    """Return the nearest federation at or above a union: its county, or what is above that.

    :param but_below: a union whose house is passed over, as it is the accused's.
    """
    line = list(reversed(path_of(union)))
    free = [one for one in line if but_below is None or but_below not in one.ancestors]
    heads = [one for one in free if one.kind == rules.FEDERATION]
    return (heads or free or line)[0]


def practice_of(union: "Union", *, on: date) -> rules.Practice:
    """Return how a union works the hotline on a day: its own setting, or the nearest above it."""
    rows = PracticeRow.objects.trusted("limits are no secret").filter(
        union__in=union.ancestors, starts_on__lte=on
    )
    row = rows.order_by("-union__level", "-starts_on").first()
    if row is None:
        return rules.Practice()
    return rules.Practice(**{name: getattr(row, name) for name in rules.Practice.__slots__})


def legs_of(ticket: Ticket) -> "QuerySet[Leg]":
    """Return the dispatches of a ticket the caller holds, oldest first."""
    rows = Leg.objects.trusted("the caller holds the ticket").filter(ticket=ticket)
    return rows.select_related("from_union", "to_union", "sent_by", "settled_by").order_by("pk")


def tries_of(ticket: Ticket) -> Any:
    """Return the tries to reach the caller of a ticket one holds, oldest first."""
    rows = ticket.tries.model.objects.trusted("the caller holds the ticket")
    return rows.filter(ticket=ticket).select_related("by").order_by("at", "pk")


def extensions_of(ticket: Ticket) -> Any:
    """Return the requests for more days of a ticket one holds, oldest first."""
    rows = ticket.extensions.model.objects.trusted("the caller holds the ticket")
    found = rows.filter(ticket=ticket).select_related("asked_by", "decider", "decided_by")
    return found.order_by("pk")


def get_extension_for(*, actor: Actor, extension_id: int) -> Extension:
    """Return a request for more days of a ticket the actor sees.

    :raises Extension.DoesNotExist, Ticket.DoesNotExist: there is none, or it is not hers to see.
    """
    rows = Extension.objects.trusted("its ticket is asked for through its own door")
    found: Extension = rows.select_related("decider", "ticket__case").get(pk=extension_id)
    found.ticket = tickets_for(actor=actor).get(pk=found.ticket_id)
    return found


def may_decide(*, actor: Actor, extension: Extension) -> bool:
    """Whether the actor may decide a request: where it was dispatched, and not her own."""
    is_own = actor.user_id is not None and actor.user_id == extension.asked_by_id
    return not is_own and actor.scope(DISPATCH).covers(extension.decider.ancestors)


def taken_today(*, actor: Actor, on: date) -> int:
    """Return how many calls the actor has taken on a day."""
    rows = Ticket.objects.trusted("the actor's own calls")
    return rows.filter(taken_by_id=actor.user_id or -1, case__opened_on=on).count()


def joined_to(ticket: Ticket) -> "QuerySet[Ticket]":
    """Return the tickets that were merged into one that the caller holds."""
    rows = Ticket.objects.trusted("the caller holds the ticket they went into")
    return rows.filter(merged_into=ticket).select_related("case").order_by("pk")


def has_waiting_extension() -> Exists:
    """Return the condition that a ticket waits for more days."""
    return Exists(Extension._base_manager.filter(ticket=OuterRef("pk"), state="asked"))
