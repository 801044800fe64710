"""What waits on the desk's home: numbers of the registers, each with the list behind it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse

from zhigong.base.actor import Actor
from zhigong.engines.exchange import queries as exchange
from zhigong.engines.indicators import queries as indicators
from zhigong.engines.indicators.contract import COVERAGES
from zhigong.registry.accounts import queries as accounts
from zhigong.registry.unions import queries as unions

OPEN_BATCHES = ("uploaded", "mapped", "checked", "committing", "failed")
COUNT_CAP = 1_000


@dataclass(frozen=True, slots=True)
class Standing:
    """The coverages of one union as bars, and the address of the whole page."""

    name: str
    rows: list[dict[str, Any]]
    url: str


def _counted(rows: Any) -> int:
    """Count at most to the cap, which is enough to see that much waits."""
    count: int = rows.order_by().values("pk")[:COUNT_CAP].count()
    return count


def pending_memberships(actor: Actor, on: date) -> int:
    """Return how many memberships wait for this actor's approval; from facts, however many."""
    tops = unions.scope_tops(actor=actor, ability="people.approve")
    return indicators.pending_members(union_ids=[union.pk for union in tops], today=on)


def pending_unions(actor: Actor) -> int:
    """Return how many unions imports opened that nobody verified."""
    rows = unions.unions_for(actor=actor, ability="unions.change")
    return _counted(rows.filter(verification="pending"))


def open_imports(actor: Actor) -> int:
    """Return how many imports were begun and not finished."""
    return _counted(exchange.batches_for(actor=actor).filter(state__in=OPEN_BATCHES))


def silent_unions(actor: Actor, on: date) -> int:
    """Return how many unions have an administrator who did not log in for 90 days."""
    return _counted(accounts.silent_unions(actor=actor, on=on))


def standing_of(actor: Actor, on: date) -> Standing | None:
    """Return the coverages of the highest union the actor sees; ``None`` when she sees none."""
    tops = unions.scope_tops(actor=actor, ability="indicators.view")
    if not tops:
        return None
    top = tops[0]
    figures = indicators.coverage(union_id=top.pk, on=on, today=on)
    may_list = actor.scope("indicators.view_gap").covers(top.ancestors)
    rows = [
        _bar(figure, top.code if may_list else "") for figure in figures if figure.rate is not None
    ]
    return Standing(name=top.name, rows=rows, url=reverse("indicators:overview"))


def _bar(figure: Any, union_code: str) -> dict[str, Any]:
    """Return a coverage as a bar; with a code it leads to the list of who is missing."""
    rate = Decimal(figure.rate)
    return {
        "name": COVERAGES.get(figure.code).title,
        "share": float(rate),
        "text": f"{rate * 100:.2f}%",
        "url": union_code and reverse("indicators:gap_today", args=[figure.code, union_code]),
    }
