"""The counter 待开信箱 on the desk's home: boxes on walls not opened this month."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from zhigong.base import clock
from zhigong.base.navigation import Panel
from zhigong.base.pages import actor_of
from zhigong.work.service_centre.permissions import OPEN_BOX
from zhigong.work.service_centre.queries import boxes_to_open


def _context(request: HttpRequest) -> dict[str, Any] | None:
    count = len(boxes_to_open(actor=actor_of(request), on=clock.today()))
    if not count:
        return None
    return {
        "title": _("待开信箱"),
        "count": count,
        "url": reverse("service_centre:openings"),
        "icon": "lock-open",
        "tone": "warn",
        "note": _("本月还没有开箱的监督信箱"),
    }


BOX_OPENINGS_DUE = Panel(
    code="box_openings_due", screen="desk", context=_context, ability=OPEN_BOX, order=30
)
