"""The counter 待核实工会 on the desk's home."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from zhigong.base.navigation import Panel
from zhigong.base.pages import actor_of
from zhigong.screens.desk import queries


def _context(request: HttpRequest) -> dict[str, Any]:
    return {
        "title": _("待核实工会"),
        "count": queries.pending_unions(actor_of(request)),
        "url": reverse("unions:list") + "?verification=pending",
        "tone": "warn",
        "note": _("导入时新开，资料尚未核实"),
    }


PENDING_UNIONS = Panel(
    code="pending_unions",
    screen="desk",
    context=_context,
    ability="unions.change",
    order=30,
)
