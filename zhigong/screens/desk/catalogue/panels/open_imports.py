"""The counter 未完成的导入 on the desk's home."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from zhigong.base.navigation import Panel
from zhigong.base.pages import actor_of
from zhigong.screens.desk import queries


def _context(request: HttpRequest) -> dict[str, Any]:
    return {
        "title": _("未完成的导入"),
        "count": queries.open_imports(actor_of(request)),
        "url": reverse("membership:imports"),
        "tone": "",
        "note": _("可以从上次的步骤继续"),
    }


OPEN_IMPORTS = Panel(
    code="open_imports",
    screen="desk",
    context=_context,
    ability="exchange.view",
    order=40,
)
