"""The tab 健康卡 of a union's page."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.kernel.text import N_
from zhigong.registry.people.queries import chairs_of
from zhigong.registry.unions.contract import UnionPanel
from zhigong.registry.unions.queries import codes_of
from zhigong.work.organisation.permissions import VIEW
from zhigong.work.organisation.queries import card_of, lacks_of

# A roster says itself of which unions it is.
WITHOUT_CODE = frozenset({"membership:upload_roster"})


def health(actor: Actor, union_id: int) -> dict[str, Any]:
    """Return a union's card, what it lacks with the page where it is mended, and its chair."""
    found, code = card_of(union_id=union_id), codes_of([union_id]).get(union_id, "")
    lacks = []
    for key, title, step, route in lacks_of(found) if found else []:
        url = reverse(route, args=[] if route in WITHOUT_CODE else [code])
        lacks.append({"code": key, "title": _(title), "step": _(step), "url": url})
    return {
        "card": found,
        "lacks": lacks,
        "code": code,
        "chair": chairs_of(union_ids=[union_id], on=clock.today()).get(union_id, ""),
    }


HEALTH = UnionPanel(
    code="health",
    title=N_("健康卡"),
    ability=VIEW,
    template="organisation/_health.html",
    context=health,
    order=5,
)
