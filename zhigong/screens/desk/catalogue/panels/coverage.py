"""The block 服务覆盖 on the desk's home: every coverage as a bar that leads to who is missing."""

from typing import Any

from django.http import HttpRequest

from zhigong.base import clock
from zhigong.base.navigation import Panel
from zhigong.base.pages import actor_of
from zhigong.screens.desk import queries


def _context(request: HttpRequest) -> dict[str, Any] | None:
    standing = queries.standing_of(actor_of(request), clock.today())
    return None if standing is None or not standing.rows else {"standing": standing}


COVERAGE = Panel(
    code="coverage",
    screen="desk",
    context=_context,
    template="desk/_coverage.html",
    place="main",
    ability="indicators.view",
    order=10,
)
