"""The counter 长期未登录的工会 on the desk's home."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from zhigong.base import clock
from zhigong.base.navigation import Panel
from zhigong.base.pages import actor_of
from zhigong.screens.desk import queries


def _context(request: HttpRequest) -> dict[str, Any]:
    return {
        "title": _("长期未登录的工会"),
        "count": queries.silent_unions(actor_of(request), clock.today()),
        "url": reverse("accounts:silent"),
        "tone": "warn",
        "note": _("管理员超过90天没有登录"),
    }


SILENT_UNIONS = Panel(
    code="silent_unions",
    screen="desk",
    context=_context,
    ability="accounts.view_grants",
    order=50,
)
