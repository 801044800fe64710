"""What happened to one union, in the order of the days from which it holds.

Nothing is kept for this alone: places come from ``Position``, ends from the union and its
predecessors, names from the row history, and the reasons that were given from the audit.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from django.db.models import Min

from zhigong.base.clock import ZONE
from zhigong.registry.audit.queries import entries_about
from zhigong.registry.unions.models import Position, Union

ChangeKind = Literal[
    "opened", "taken_from", "moved", "carried", "renamed", "took_in", "gave_off", "merged", "ended"
]
# The operation whose audit entry holds the reason of a change.
_VERBS: dict[ChangeKind, str] = {
    "moved": "unions.move",
    "gave_off": "unions.split",
    "merged": "unions.merge",
    "took_in": "unions.merge",
    "ended": "unions.dissolve",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a union, holding from a day on.

    :param other: the union it has to do with: the new parent, the successor, the part given off.
    :param was: the parent before a move.
    :param name: the name before a renaming.
    """

    on: date
    kind: ChangeKind
    other: Union | None = None
    was: Union | None = None
    name: str = ""
    reason: str = ""


def changes_of(*, union: Union) -> list[Change]:
    """Return the dated changes of a union, newest first; a handful of statements."""
    found = [*_places(union), *_ends(union), *_parts(union), *_names(union)]
    return sorted(found, key=lambda change: change.on, reverse=True)


def _places(union: Union) -> Iterator[Change]:
    why = "of a union the caller holds"
    rows = Position.objects.trusted(why).filter(union=union).select_related("parent")
    positions = list(rows.order_by("starts_on"))
    reasons = _reasons(union)
    for first in positions[:1]:
        if union.taken_from is None:
            yield Change(first.starts_on, "opened", first.parent)
        else:
            yield Change(first.starts_on, "taken_from", union.taken_from, was=first.parent)
    for before, after in pairwise(positions):
        if before.parent_id == after.parent_id:
            # The parent itself, or one above it, went elsewhere and took this union along.
            yield Change(after.starts_on, "carried", after.parent)
        else:
            reason = reasons.get((_VERBS["moved"], after.starts_on.isoformat()), "")
            yield Change(after.starts_on, "moved", after.parent, was=before.parent, reason=reason)


def _ends(union: Union) -> Iterator[Change]:
    for one in Union.objects.trusted("names only").filter(succeeded_by=union):
        if one.dissolved_on:
            yield Change(one.dissolved_on, "took_in", one, reason=_reason(one, "took_in"))
    if union.dissolved_on and union.succeeded_by:
        reason = _reason(union, "merged")
        yield Change(union.dissolved_on, "merged", union.succeeded_by, reason=reason)
    elif union.dissolved_on:
        yield Change(union.dissolved_on, "ended", reason=_reason(union, "ended"))


def _parts(union: Union) -> Iterator[Change]:
    parts = Union.objects.trusted("names only").filter(taken_from=union)
    reasons = _reasons(union) if parts else {}
    for part in parts.annotate(stands_from=Min("positions__starts_on")).order_by("code"):
        reason = reasons.get((_VERBS["gave_off"], part.stands_from.isoformat()), "")
        yield Change(part.stands_from, "gave_off", part, reason=reason)


def _names(union: Union) -> Iterator[Change]:
    """Give the renamings; the history keeps each row as it was before a change."""
    rows = union.history.order_by("pgh_id").values_list("pgh_created_at", "name")  # type: ignore[attr-defined]  # added by pghistory
    kept = list(rows)
    names = [name for _, name in kept] + [union.name]
    for (at, name), after in zip(kept, names[1:], strict=True):
        if name != after:
            yield Change(at.astimezone(ZONE).date(), "renamed", name=name)


def _reasons(union: Union) -> dict[tuple[str, str], str]:
    """Return the reasons given for what was done to a union, by operation and effective day."""
    entries = entries_about("unions.union", str(union.pk))
    return {
        (entry.verb, str(entry.detail.get("on", ""))): entry.reason
        for entry in entries
        if entry.reason and entry.verb in _VERBS.values()
    }


def _reason(ended: Union, kind: ChangeKind) -> str:
    day = ended.dissolved_on.isoformat() if ended.dissolved_on else ""
    return _reasons(ended).get((_VERBS[kind], day), "")
