"""The counter 即将超时 on the desk's home."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from zhigong.base import clock
from zhigong.base.navigation import Panel
from zhigong.base.pages import actor_of
from zhigong.engines.cases.queries import inbox_for


def _context(request: HttpRequest) -> dict[str, Any]:
    count = inbox_for(actor=actor_of(request), box="soon", today=clock.today()).count()
    return {
        "title": _("即将超时"),
        "count": count,
        "url": reverse("cases:box", args=["soon"]),
        "icon": "clock",
        "tone": "warn" if count else "",
        "note": _("两个工作日内到期的办件"),
    }


CASES_SOON = Panel(
    code="cases_soon", screen="desk", context=_context, ability="cases.handle", order=6
)
