"""The counter 待办会籍接转 on the desk's home."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from zhigong.base import clock
from zhigong.base.navigation import Panel
from zhigong.base.pages import actor_of
from zhigong.kernel.text import N_
from zhigong.registry.people.queries import transfers_waiting


def _context(request: HttpRequest) -> dict[str, Any]:
    count = transfers_waiting(actor=actor_of(request), on=clock.today())
    return {
        "title": N_("待办会籍接转"),
        "count": count,
        "url": reverse("people:transfers"),
        "icon": "arrows-exchange",
        "tone": "warn" if count else "",
        "note": N_("待接收、待答复和待裁定的接转"),
    }


TRANSFERS_WAITING = Panel(
    code="transfers_waiting",
    screen="desk",
    context=_context,
    ability="people.transfer",
    order=20,
)
