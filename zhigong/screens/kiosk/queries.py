"""Reads of the hall screens."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, Q, Value, When

from zhigong.base.actor import Actor
from zhigong.base.crypto import blind_index
from zhigong.base.terminals import Terminal
from zhigong.screens.kiosk.models import Kiosk

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

ONLINE_FOR = timedelta(minutes=3)
"""A screen tells every minute that it is there; two missed calls are no fault yet."""


def token_blind(text: str) -> "UUID":
    """Return what is stored of the token of a screen."""
    return blind_index("kiosk-token", text)


def setup_blind(code: str) -> "UUID":
    """Return what is stored of a set-up code."""
    return blind_index("kiosk-setup", code)


def terminal_of_token(text: str) -> Terminal | None:
    """Return the screen that has a token and was not taken out of use."""
    rows = Kiosk.objects.trusted("found by its secret").select_related("union")
    found: Kiosk | None = rows.filter(token_blind=token_blind(text)).first()
    if found is None:
        return None
    region = found.union.region[:6]
    return Terminal(found.pk, found.name, found.union_id, found.union.name, region)


def kiosks_for(*, actor: Actor, now: datetime) -> "QuerySet[Kiosk]":
    """Return the screens in the actor's scope, each with ``condition`` at a moment (real time)."""
    rows = Kiosk.objects.within(actor.scope("kiosk.manage")).select_related("union")
    condition = Case(
        When(revoked_at__isnull=False, then=Value("revoked")),
        When(paired_at__isnull=True, then=Value("waiting")),
        When(last_seen_at__gte=now - ONLINE_FOR, then=Value("online")),
        default=Value("offline"),
        output_field=CharField(),
    )
    found: QuerySet[Kiosk] = rows.annotate(condition=condition)
    return found


def search_kiosks(rows: Any, words: str) -> Any:
    """Keep the screens whose name, place or union holds the words."""
    return rows.filter(Q(name__icontains=words) | Q(place__icontains=words))


def get_kiosk_for(*, actor: Actor, kiosk_id: int, now: datetime) -> Kiosk:
    """Return a screen in the actor's scope.

    :raises Kiosk.DoesNotExist: none, or outside the scope.
    """
    return kiosks_for(actor=actor, now=now).get(pk=kiosk_id)


def demo_kiosk() -> Kiosk | None:
    """Return the first screen in use; the demo lets anybody stand before it."""
    rows = Kiosk.objects.trusted("the demo's own").filter(revoked_at__isnull=True)
    found: Kiosk | None = rows.order_by("pk").first()
    return found
