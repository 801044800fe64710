"""The counter 待回访 on the desk's home."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from zhigong.base import clock
from zhigong.base.navigation import Panel
from zhigong.base.pages import actor_of
from zhigong.engines.cases.queries import call_backs_for


def _context(request: HttpRequest) -> dict[str, Any]:
    today = clock.today()
    rows = call_backs_for(actor=actor_of(request), today=today)
    late = rows.filter(due_on__lt=today).count()
    return {
        "title": _("待回访"),
        "count": rows.count(),
        "url": reverse("cases:call_backs"),
        "icon": "phone",
        "tone": "bad" if late else "",
        "note": _("其中已超期 %(n)d 件") % {"n": late} if late else _("没有超期"),
    }


CASES_CALL_BACKS = Panel(
    code="cases_call_backs", screen="desk", context=_context, ability="cases.call_back", order=8
)
