"""Who opened what is masked of a person, as she herself may know it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from zhigong.base.actor import Actor
from zhigong.kernel.legal import LegalSource
from zhigong.registry.audit.queries import Reading, readings_of
from zhigong.registry.people.contract import offices_of_users
from zhigong.registry.people.queries.people import get_own_person
from zhigong.registry.unions.queries import names_of

RIGHT_SOURCE = LegalSource("个人信息保护法", "44, 45", in_force="2021-11-01")
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class OwnReading:
    """One opening of the reader's own masked fields.

    :param title: the fields. ``who`` is the reader's union and role, not the name: the law gives
        the recipient. ``text`` is the reason.
    """

    at: datetime
    title: str
    who: str
    text: str


def own_readings(*, actor: Actor) -> list[OwnReading]:
    """Return who opened the actor's own identities, newest first, ``MOST_SHOWN`` at most.

    Lists exported in clear are not among them: their entry holds a digest of everybody in them.

    :raises Person.DoesNotExist: the actor is nobody's record.
    :legal: 个人信息保护法 arts. 44, 45.
    """
    person = get_own_person(actor=actor)
    found = readings_of("people.person", str(person.pk), limit=MOST_SHOWN)
    days = {
        (one.actor_id, localtime(one.at).date())
        for one in found
        if one.actor_id is not None and one.actor_kind == "staff"
    }
    offices = offices_of_users(days)
    unions = names_of(one.union_id for one in found if one.union_id is not None)
    return [
        OwnReading(
            at=one.at,
            who=offices.get((one.actor_id or 0, localtime(one.at).date()))
            or _kind(one, unions.get(one.union_id or 0, "")),
            title="、".join(one.fields),
            text=_("原因：{reason}").format(reason=one.reason),
        )
        for one in found
    ]


def _kind(one: Reading, union: str) -> str:
    """Return what kind of reader it was, with the union whose record it is."""
    kind = {"staff": _("工作人员"), "machine": _("对接系统")}.get(one.actor_kind, _("系统"))
    return f"{union} · {kind}" if union else kind
