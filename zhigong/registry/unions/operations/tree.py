"""Move, merge, split and dissolve: what changes the shape of the tree, each on a date.

All of them hold the tree's advisory lock until the end of the transaction. The day may lie in the
past, but not before the last change of any union concerned, so that no day has two trees.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db import connection
from django.db.models import Max, Q
from django.db.models.functions import Coalesce, Greatest

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.base.errors import UserError
from zhigong.base.events import publish
from zhigong.base.models import ScopedModel
from zhigong.base.operations import act, operation
from zhigong.kernel.text import N_
from zhigong.registry.unions import rules
from zhigong.registry.unions.events import UnionDissolved, UnionMerged, UnionMoved, UnionSplit
from zhigong.registry.unions.models import (
    Alias,
    BusinessLine,
    Committee,
    Position,
    Union,
    UnionStatus,
)
from zhigong.registry.unions.operations.lifecycle import (
    KindNotAllowedThere,
    UnionHasEnded,
    open_union,
)
from zhigong.registry.unions.queries import children_of


class DateInFuture(UserError):
    """The tree of a day to come is not known."""

    code = "date_in_future"
    text = N_("日期不能晚于今天（{today}）。")


class DateBeforeLastChange(UserError):
    """A union concerned changed its place after that day."""

    code = "date_before_last_change"
    text = N_("“{name}”在{last}已有隶属变动，变动日期不能早于这一天。")


class MoveBelowItself(UserError):
    """The new parent stands below the union that moves."""

    code = "move_below_itself"
    text = N_("“{name}”不能移到自己或自己的下级“{parent}”之下。")


class NestedUnions(UserError):
    """One of the unions stands below another of them; they would move twice."""

    code = "nested_unions"
    text = N_("“{name}”是所选另一个工会的下级，会随上级一并调整，请不要同时选择。")


class UnionHasChildren(UserError):
    """Unions stand below; they need another place first."""

    code = "union_has_children"
    text = N_("“{name}”下面还有{count}个工会，请先指定它们改由哪个工会领导。")


class MergeIntoItself(UserError):
    """The union that takes the others in is one of them, or stands below one."""

    code = "merge_into_itself"
    text = N_("“{into}”是被合并工会本身或其下级，请另选并入的工会。")


@dataclass(frozen=True, slots=True)
class SplitPart:
    """A new union taken out of another one, with the unions below that go with it."""

    name: str
    kind: str
    code: str = ""
    children: tuple[Union, ...] = ()


# What ends with a union: its place, its committees, and its lines of business in both directions.
_ENDS_WITH_A_UNION: tuple[tuple[type[ScopedModel], Callable[[list[int]], Q]], ...] = (
    (Position, lambda ids: Q(union_id__in=ids)),
    (BusinessLine, lambda ids: Q(union_id__in=ids) | Q(parent_id__in=ids)),
    (Committee, lambda ids: Q(union_id__in=ids)),
)

_REPLACE_POSITIONS = """
UPDATE unions_position p SET parent_id = u.parent_id, ancestors = u.ancestors
FROM unions_union u
WHERE u.ancestors && %(tops)s::int[] AND u.dissolved_on IS NULL
    AND p.union_id = u.id AND p.ends_before IS NULL AND p.starts_on = %(on)s
"""
_CLOSE_POSITIONS = """
UPDATE unions_position p SET ends_before = %(on)s
FROM unions_union u
WHERE u.ancestors && %(tops)s::int[] AND u.dissolved_on IS NULL
    AND p.union_id = u.id AND p.ends_before IS NULL AND p.starts_on < %(on)s
"""
_OPEN_POSITIONS = """
INSERT INTO unions_position (union_id, parent_id, ancestors, starts_on)
SELECT u.id, u.parent_id, u.ancestors, %(on)s
FROM unions_union u
WHERE u.ancestors && %(tops)s::int[] AND u.dissolved_on IS NULL
    AND NOT EXISTS (
        SELECT FROM unions_position p WHERE p.union_id = u.id AND p.ends_before IS NULL
    )
"""


def move_union(*, actor: Actor, union: Union, parent: Union, on: date, reason: str = "") -> Union:
    """Put a union, with everything below it, under another parent from a day on.

    :raises DateInFuture, DateBeforeLastChange, MoveBelowItself, UnionHasEnded,
        KindNotAllowedThere: as they say.
    """
    return move_unions(actor=actor, unions=[union], parent=parent, on=on, reason=reason)[0]


@operation("unions.move")
def move_unions(
    *, actor: Actor, unions: Sequence[Union], parent: Union, on: date, reason: str = ""
) -> list[Union]:
    """Put several unions under one parent from a day on (系统调整); statements do not grow.

    Publishes ``UnionMoved`` once for each parent that was left.

    :raises NestedUnions: one of them stands below another.
    :raises DateInFuture, DateBeforeLastChange, MoveBelowItself, UnionHasEnded,
        KindNotAllowedThere: as they say.
    """
    _lock_tree()
    target, *found = _reread([parent, *unions])
    moving = [union for union in found if union.parent_id != target.pk]
    if not moving:
        act().unchanged()
        return found
    _require_movable(moving, target, on)
    _move(moving, target, on)
    return _reread(unions)


@operation("unions.merge")
def merge_unions(
    *, actor: Actor, unions: Sequence[Union], into: Union, on: date, reason: str = ""
) -> Union:
    """End unions on a day; ``into`` takes over what stands below them and answers to their names.

    Publishes ``UnionMoved`` for the unions below and ``UnionMerged`` for those that end: apps above
    carry the memberships over.

    :raises MergeIntoItself: ``into`` is one of them, or stands below one.
    :raises DateInFuture, DateBeforeLastChange, UnionHasEnded, NestedUnions: as they say.
    """
    _lock_tree()
    successor, *ending = _reread([into, *unions])
    if {union.pk for union in ending} & set(successor.ancestors):
        raise MergeIntoItself(into=successor.name)
    _require_alive([successor, *ending])
    _require_apart(ending)
    _require_day(on, subtrees=ending, alone=[successor])
    _hand_over_children(ending, successor, on)
    _end(ending, on, status=UnionStatus.MERGED, succeeded_by=successor)
    _answer_to_names(ending, successor)
    for union in ending:
        act().on(union, node_id=union.pk, into=successor.pk, on=str(on))
    publish(UnionMerged(frozenset(union.pk for union in ending), on, successor.pk))
    return successor


@operation("unions.split")
def split_union(
    *, actor: Actor, union: Union, parts: Sequence[SplitPart], on: date, reason: str = ""
) -> list[Union]:
    """Take new unions out of one, beside it, each with the unions below that go with it.

    Members stay where they are until they are moved; publishes ``UnionSplit``.

    :raises DateInFuture, DateBeforeLastChange, UnionHasEnded: as they say.
    """
    _lock_tree()
    (source,) = _reread([union])
    _require_alive([source])
    _require_day(on, subtrees=[], alone=[source])
    opened = []
    for part in parts:
        new = open_union(
            actor=actor,
            name=part.name,
            kind=part.kind,
            parent=source.parent or source,
            established_on=on,
            code=part.code,
            region=source.region,
        )
        Union.objects.trusted("opened above").filter(pk=new.pk).update(taken_from=source)
        if part.children:
            children = _reread(part.children)
            _require_movable(children, new, on)
            _move(children, new, on)
        opened.append(new)
    act().on(source, node_id=source.pk, parts=[new.pk for new in opened], on=str(on))
    publish(UnionSplit(frozenset(new.pk for new in opened), on, source.pk))
    return opened


@operation("unions.dissolve")
def dissolve_union(
    *,
    actor: Actor,
    union: Union,
    on: date,
    reason: str = "",
    children_to: Union | None = None,
) -> Union:
    """End a union on a day; what stands below it goes to ``children_to`` first.

    Publishes ``UnionDissolved``: apps above decide about open memberships.

    :raises UnionHasChildren: unions stand below and no place was given for them.
    :raises DateInFuture, DateBeforeLastChange, UnionHasEnded, MoveBelowItself: as they say.
    :legal: 工会法 art. 13: the union of a unit that closes ends with it and reports upward.
    """
    _lock_tree()
    (ending,) = _reread([union])
    _require_alive([ending])
    _require_day(on, subtrees=[], alone=[ending])
    count = children_of(union=ending).count()
    if count and children_to is None:
        raise UnionHasChildren(name=ending.name, count=count, field="children_to")
    if count and children_to is not None:
        (target,) = _reread([children_to])
        if target.pk == ending.pk:
            raise MoveBelowItself(field="children_to", name=ending.name, parent=target.name)
        _hand_over_children([ending], target, on)
    _end([ending], on, status=UnionStatus.DISSOLVED, succeeded_by=None)
    act().on(ending, node_id=ending.pk, on=str(on))
    publish(UnionDissolved(frozenset([ending.pk]), on, ending.parent_id))
    return ending


def _lock_tree() -> None:
    """Hold the tree alone until the transaction ends; the triggers take the same lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('unions_tree'))")


def _reread(unions: Iterable[Union]) -> list[Union]:
    wanted = [union.pk for union in unions]
    found = Union.objects.trusted("opened by the door, read again under the lock").in_bulk(wanted)
    return [found[pk] for pk in wanted]


def _require_alive(unions: Iterable[Union]) -> None:
    for union in unions:
        if union.has_ended:
            raise UnionHasEnded(name=union.name)


def _require_apart(unions: Sequence[Union]) -> None:
    chosen = {union.pk for union in unions}
    for union in unions:
        if not chosen.isdisjoint(union.ancestors[:-1]):
            raise NestedUnions(name=union.name)


def _require_movable(moving: Sequence[Union], target: Union, on: date) -> None:
    _require_alive([*moving, target])
    _require_apart(moving)
    for union in moving:
        if union.pk in target.ancestors:
            raise MoveBelowItself(field="parent", name=union.name, parent=target.name)
        if not rules.may_stand_below(kind=union.kind, parent_kind=target.kind):
            raise KindNotAllowedThere(
                field="parent",
                kind=union.get_kind_display(),
                parent_kind=target.get_kind_display(),
            )
    _require_day(on, subtrees=moving, alone=[target])


def _require_day(on: date, *, subtrees: Sequence[Union], alone: Sequence[Union]) -> None:
    """Refuse a day to come, and a day after which the tree already changed at this place.

    :param subtrees: unions whose whole subtree must have stood still since the day.
    :param alone: unions of which only the own place counts, not those below.
    """
    if on > clock.today():
        raise DateInFuture(field="on", today=clock.today())
    last = (
        Position.objects.trusted("dates only")
        .filter(
            Q(ancestors__overlap=[union.pk for union in subtrees])
            | Q(union_id__in=[union.pk for union in alone])
        )
        .filter(Q(starts_on__gt=on) | Q(ends_before__gt=on))
        .annotate(last=Greatest("starts_on", Coalesce("ends_before", "starts_on")))
        .order_by("-last")
        .values_list("union__name", "last")
        .first()
    )
    if last is not None:
        raise DateBeforeLastChange(field="on", name=last[0], last=last[1])


def _move(moving: Sequence[Union], target: Union, on: date) -> None:
    """Re-parent, rewrite the open positions of the subtrees, and tell."""
    tops = [union.pk for union in moving]
    Union.objects.trusted("checked above").filter(pk__in=tops).update(parent=target)
    with connection.cursor() as cursor:
        for statement in (_REPLACE_POSITIONS, _CLOSE_POSITIONS, _OPEN_POSITIONS):
            cursor.execute(statement, {"tops": tops, "on": on})
    for union in moving:
        act().on(union, node_id=union.pk, parent=target.pk, was=union.parent_id, on=str(on))
    _tell_moved(moving, target, on)


def _tell_moved(moving: Sequence[Union], target: Union, on: date) -> None:
    """Publish one event for each parent that was left."""
    carried = _carried([union.pk for union in moving])
    by_parent = sorted(moving, key=lambda union: union.parent_id or 0)
    for _, group in groupby(by_parent, key=lambda union: union.parent_id):
        left = list(group)
        publish(
            UnionMoved(
                union_ids=frozenset(pk for union in left for pk in carried[union.pk]),
                effective_on=on,
                moved_ids=tuple(union.pk for union in left),
                old_ancestors=tuple(left[0].ancestors[:-1]),
                new_ancestors=tuple(target.ancestors),
            )
        )


def _carried(tops: Sequence[int]) -> dict[int, list[int]]:
    """Return for each top the ids of its subtree."""
    carried: dict[int, list[int]] = {top: [] for top in tops}
    rows = Union.objects.trusted("ids only").filter(ancestors__overlap=list(tops))
    for pk, ancestors in rows.values_list("pk", "ancestors"):
        for top in carried.keys() & set(ancestors):
            carried[top].append(pk)
    return carried


def _hand_over_children(ending: Sequence[Union], target: Union, on: date) -> None:
    children = list(
        Union.objects.trusted("below unions that end").filter(
            parent__in=ending, dissolved_on__isnull=True
        )
    )
    if children:
        _require_movable(children, target, on)
        _move(children, target, on)


def _end(
    ending: Sequence[Union], on: date, *, status: UnionStatus, succeeded_by: Union | None
) -> None:
    """Close the records of unions on a day; a place taken that very day leaves no trace."""
    ids = [union.pk for union in ending]
    why = "part of a union that ends"
    Union.objects.trusted(why).filter(pk__in=ids).update(
        status=status, dissolved_on=on, succeeded_by=succeeded_by
    )
    for table, ended in _ENDS_WITH_A_UNION:
        rows = table.objects.trusted(why).filter(ended(ids), ends_before__isnull=True)
        rows.filter(starts_on__gte=on).delete()
        rows.update(ends_before=on)
    for union in ending:
        union.status, union.dissolved_on, union.succeeded_by = status, on, succeeded_by


def _answer_to_names(ending: Sequence[Union], successor: Union) -> None:
    """Let files that still use an old name find the successor."""
    Alias.objects.trusted("names of unions that end").filter(union__in=ending).update(
        union=successor
    )
    Alias.objects.bulk_create(
        [
            Alias(union=successor, name_key=union.name_key, within_id=successor.ancestors[0])
            for union in ending
        ],
        ignore_conflicts=True,
    )


def last_change_of(union: Union) -> date | None:
    """Return the first day from which the place of a union or of one below it may change again."""
    found = Position.objects.trusted("dates only").filter(
        ancestors__contains=[union.pk], ends_before__isnull=True
    )
    day: date | None = found.aggregate(last=Max("starts_on"))["last"]
    return day
