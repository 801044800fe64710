"""The tab 覆盖单位 of a union's page: the employers it covers, and how many they are."""

from typing import Any

from zhigong.base.actor import Actor
from zhigong.kernel.text import N_
from zhigong.registry.employers import queries
from zhigong.registry.unions.contract import UnionPanel

SHOWN = 200


def covered(actor: Actor, union_id: int) -> dict[str, Any]:
    """Return the employers of a union and those below it, and the numbers beside the unions."""
    return {
        "employers": queries.covered_below(union_id=union_id)[:SHOWN],
        "shown": SHOWN,
        "counts": queries.cover_counts(union_id=union_id),
    }


EMPLOYERS = UnionPanel(
    code="employers",
    title=N_("覆盖单位"),
    ability="employers.view",
    template="employers/_covered.html",
    context=covered,
    order=10,
)
