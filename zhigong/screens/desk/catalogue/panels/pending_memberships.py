"""The counter 待审入会 on the desk's home."""

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
        "title": _("待审入会"),
        "count": queries.pending_memberships(actor_of(request), clock.today()),
        "url": reverse("people:list") + "?state=pending",
        "tone": "warn",
        "note": _("提交后等待您审批"),
    }


PENDING_MEMBERSHIPS = Panel(
    code="pending_memberships",
    screen="desk",
    context=_context,
    ability="people.approve",
    order=10,
)
