"""Who calls, whom it is about, and at which union the call is taken."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhigong.base.actor import SYSTEM, Actor
from zhigong.engines.cases import queries as cases
from zhigong.engines.cases.contract import OPEN_STATES
from zhigong.kernel.phone import Phone
from zhigong.registry.employers import queries as employers
from zhigong.registry.people import queries as people
from zhigong.registry.unions import queries as unions
from zhigong.work.hotline.permissions import TAKE
from zhigong.work.hotline.queries.tickets import tickets_of_phone

if TYPE_CHECKING:
    from zhigong.registry.unions.models import Union
    from zhigong.work.hotline.models import Ticket

MOST_PEOPLE = 5
MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody the platform knows by a telephone, and what is open of hers."""

    person_id: int
    name: str
    union: str
    employer: str
    cases: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Caller:
    """What the platform knows about a telephone.

    :param is_number: whether it can be a telephone at all.
    """

    is_number: bool
    known: "tuple[Known, ...]" = ()
    tickets: "tuple[Ticket, ...]" = ()

    @property
    def open_tickets(self) -> "list[Ticket]":
        """Her tickets somebody still works on."""
        return [ticket for ticket in self.tickets if ticket.is_open]


def caller_of(*, actor: Actor, phone: str) -> Caller:
    """Return who in the actor's scope has a telephone, with her open cases and last tickets."""
    if Phone.parse(phone).kind == "invalid":
        return Caller(is_number=False)
    found: dict[int, Known] = {}
    if actor.may("people.view"):
        rows = people.list_memberships_for(actor=actor).filter(ends_before__isnull=True)
        for held in people.search_memberships(rows, phone)[:MOST_PEOPLE]:
            found.setdefault(held.person_id, _known(actor, held))
    tickets = tickets_of_phone(actor=actor, phone=phone)[:MOST_SHOWN]
    return Caller(True, tuple(found.values()), tuple(tickets))


def _known(actor: Actor, held: Any) -> Known:
    open_cases = cases.cases_for(actor=actor).filter(
        person_id=held.person_id, state__in=OPEN_STATES
    )
    return Known(
        held.person_id,
        held.person.name,
        held.union.name,
        held.employer.name if held.employer else "",
        tuple(open_cases.order_by("-opened_at")[:MOST_SHOWN]),
    )


def seat_of(*, actor: Actor, ability: str = TAKE) -> "Union | None":
    """Return the union at which an actor takes calls: the highest of hers."""
    tops = unions.scope_tops(actor=actor, ability=ability)
    return tops[0] if tops else None


def accused_union_of(name: str) -> "Union | None":
    """Return the union of an employer, or the union itself, that a name means; if one alone.

    Names are no secret; who is not found here stays unknown, and is kept from all firms.
    """
    text = name.strip()
    if not text:
        return None
    key = ("", text)
    match = employers.find_employers(keys=[key], below=unions.root())[key]
    if match.union_id is not None:
        return unions.unions_for(actor=SYSTEM).get(pk=match.union_id)
    found = unions.unions_named(actor=SYSTEM, text=text)
    return found[0] if len(found) == 1 else None
