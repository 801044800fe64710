"""The counter 督办 on the desk's home."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from zhigong.base import clock
from zhigong.base.navigation import Panel
from zhigong.base.pages import actor_of
from zhigong.engines.cases.queries import inbox_for


def _context(request: HttpRequest) -> dict[str, Any]:
    count = inbox_for(actor=actor_of(request), box="supervised", today=clock.today()).count()
    return {
        "title": _("督办"),
        "count": count,
        "url": reverse("cases:box", args=["supervised"]),
        "icon": "urgent",
        "tone": "warn" if count else "",
        "note": _("本级和下级督办中的办件"),
    }


CASES_SUPERVISED = Panel(
    code="cases_supervised", screen="desk", context=_context, ability="cases.handle", order=7
)
