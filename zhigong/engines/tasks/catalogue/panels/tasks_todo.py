"""The counter 待办任务 on the desk's home; how many of them are late stands below."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from zhigong.base import clock
from zhigong.base.navigation import Panel
from zhigong.base.pages import actor_of
from zhigong.engines.tasks.permissions import HANDLE
from zhigong.engines.tasks.queries import inbox_counts


def _context(request: HttpRequest) -> dict[str, Any]:
    counts = inbox_counts(actor=actor_of(request), today=clock.today())
    late, review = counts["late"], counts["review"]
    note = _("其中已逾期 %(n)d 项") % {"n": late} if late else _("没有逾期")
    if review:
        note = _("%(note)s，%(n)d 项等您审核") % {"note": note, "n": review}
    return {
        "title": _("待办任务"),
        "count": counts["todo"],
        "url": reverse("tasks:inbox"),
        "icon": "checklist",
        "tone": "bad" if late else "",
        "note": note,
    }


TASKS_TODO = Panel(code="tasks_todo", screen="desk", context=_context, ability=HANDLE, order=6)
