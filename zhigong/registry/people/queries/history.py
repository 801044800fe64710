"""What was changed of a person's record and memberships: when, by whom, why, and which fields."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from zhigong.kernel.text import N_
from zhigong.registry.people.contract import names_of_users
from zhigong.registry.people.models import Membership, Person
from zhigong.registry.people.queries.people import memberships_of

_QUIET = frozenset(("id", "person", "union", "id_blind", "phone_blind", "verified_by", "id_kind"))
_LABELS = {
    "id_cipher": N_("证件号码"),
    "phone_cipher": N_("手机号码"),
    "card_cipher": N_("银行卡号"),
    "former_name_cipher": N_("姓名"),
    "ends_before": N_("本会会籍止"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One change, by whom and why.

    :param kind: what was changed, in words; ``fields`` are the names of what differs, in words.
    """

    at: datetime
    who: str
    reason: str
    kind: str
    fields: tuple[str, ...]


def changes_of(*, person: Person, limit: int = 50) -> list[Change]:
    """Return the latest changes of a person's record and memberships, newest first."""
    found = [*_events(person, limit)]
    for membership in memberships_of(person=person):
        found += _events(membership, limit)
    found = sorted(found, key=lambda pair: pair[0].pgh_created_at, reverse=True)[:limit]
    actors = {actor_of(event) for event, _fields in found}
    names = names_of_users({actor for actor in actors if actor is not None})
    return [
        Change(
            at=event.pgh_created_at,
            who=_who(event, names),
            reason=(event.pgh_context or {}).get("reason") or "",
            kind=_("会籍") if event.pgh_tracked_model is Membership else _("个人资料"),
            fields=fields,
        )
        for event, fields in found
    ]


def _who(event: Any, names: Mapping[int, str]) -> str:
    """Return who made a change; of an officer who works for a union in her care, that she did."""
    name = names.get(actor_of(event) or 0, _("系统"))
    if (event.pgh_context or {}).get("steward_for") is None:
        return name
    return _("由{name}代录").format(name=name)


def actor_of(event: Any) -> int | None:
    """Return the id of the user in the context of a history row."""
    number = (event.pgh_context or {}).get("actor")
    return int(number) if number is not None else None


def _events(row: Any, limit: int) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Give each old row of ``row`` with the names of what differs in the one that followed it."""
    newer = row
    for event in row.history.order_by("-pgh_id")[:limit]:
        fields = [
            field
            for field in event._meta.fields
            if not field.name.startswith("pgh_") and field.name not in _QUIET
        ]
        differing = tuple(
            _(_LABELS.get(field.name) or str(field.verbose_name))
            for field in fields
            if _plain(getattr(event, field.attname)) != _plain(getattr(newer, field.attname))
        )
        yield event, differing
        newer = event


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value
