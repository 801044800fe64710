"""The counter 待办件 on the desk's home; how many of them are late stands below."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from zhigong.base import clock
from zhigong.base.navigation import Panel
from zhigong.base.pages import actor_of
from zhigong.engines.cases.queries import inbox_counts


def _context(request: HttpRequest) -> dict[str, Any]:
    counts = inbox_counts(actor=actor_of(request), today=clock.today())
    late = counts["late"]
    return {
        "title": _("待办件"),
        "count": counts["todo"],
        "url": reverse("cases:inbox"),
        "icon": "inbox",
        "tone": "bad" if late else "",
        "note": _("其中已超时 %(n)d 件") % {"n": late} if late else _("没有超时"),
    }


CASES_TODO = Panel(
    code="cases_todo", screen="desk", context=_context, ability="cases.handle", order=5
)
