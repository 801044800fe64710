"""The strip 正在办理 on the portal's home: the member's open cases, nearest limit first."""

from datetime import date
from typing import Any

from django.http import HttpRequest

from zhigong.base.navigation import Panel
from zhigong.base.pages import actor_of
from zhigong.engines.cases.queries.course import listed_own_cases

MOST = 3


def _context(request: HttpRequest) -> dict[str, Any] | None:
    found = listed_own_cases(actor=actor_of(request), only_open=True)
    found.sort(key=lambda one: one.due_on or date.min)  # without a limit it waits for the member
    return {"cases_open": found[:MOST]} if found else None


CASES_UNDER_WAY = Panel(
    code="cases_under_way",
    screen="portal",
    context=_context,
    template="cases/portal/_strip.html",
    place="main",
    member=True,
    order=10,
)
