"""The member's card on the portal's home."""

from typing import Any

from django.http import HttpRequest

from zhigong.base.navigation import Panel
from zhigong.base.pages import actor_of
from zhigong.registry.people.queries import own_card


def _context(request: HttpRequest) -> dict[str, Any] | None:
    card = own_card(actor=actor_of(request))
    return None if card is None else {"card": card}


MEMBER_CARD = Panel(
    code="member_card",
    screen="portal",
    context=_context,
    template="people/_card.html",
    place="card",
    member=True,
    order=10,
)
