"""The tab 待划转会员 of a union's page: workers of its firms who are members elsewhere."""

from typing import Any

from zhigong.base.actor import Actor
from zhigong.kernel.text import N_
from zhigong.registry.people import queries
from zhigong.registry.unions.contract import UnionPanel
from zhigong.registry.unions.queries import unions_for


def parked(actor: Actor, union_id: int) -> dict[str, Any]:
    """Return who is to pass to a union, by where they are."""
    union = unions_for(actor=actor, ability="people.transfer").get(pk=union_id)
    waiting = queries.waiting_for(union=union)
    return {"union": union, "waiting": waiting, "total": sum(waiting.values())}


PARKED = UnionPanel(
    code="parked",
    title=N_("待划转会员"),
    ability="people.transfer",
    template="people/_parked.html",
    context=parked,
    order=20,
)
