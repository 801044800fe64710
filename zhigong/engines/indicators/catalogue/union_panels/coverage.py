"""The tab 覆盖情况 of a union's page: its coverages of today with their lists."""

from typing import Any

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.engines.indicators import queries
from zhigong.engines.indicators.contract import COVERAGES
from zhigong.kernel.text import N_
from zhigong.registry.unions.contract import UnionPanel
from zhigong.registry.unions.queries import codes_of


def shares(actor: Actor, union_id: int) -> dict[str, Any]:
    """Return every coverage of a union with everything below it, as of today."""
    today = clock.today()
    figures = queries.coverage(union_id=union_id, on=today, today=today)
    return {
        "rows": list(zip(COVERAGES.entries(), figures, strict=True)),
        "on": today,
        "may_list": actor.may("indicators.view_gap"),
        "code": codes_of([union_id])[union_id],
    }


COVERAGE = UnionPanel(
    code="coverage",
    title=N_("覆盖情况"),
    ability="indicators.view",
    template="indicators/_panel.html",
    context=shares,
    order=30,
)
