"""The lines of the tree browser, with what stands below each and the figures of apps above.

Today's tree is read from ``Union``, the tree of an earlier day from ``Position``: the two agree
for today, but only the latter remembers, and only the former is free of a join.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.db.models import QuerySet

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.registry.unions.contract import TREE_FIGURES
from zhigong.registry.unions.models import Position, Union
from zhigong.registry.unions.queries.doors import scope_tops, unions_for
from zhigong.registry.unions.queries.records import latest_declared
from zhigong.registry.unions.queries.tree import children_of, tree_on


@dataclass(frozen=True, slots=True)
class Below:
    """What stands directly and at any depth below one child of a union on a day."""

    unions: int = 0
    workers: int = 0
    members: int = 0


_TODAY = """
    SELECT u.id, u.ancestors[p.level + 2] AS child
    FROM unions_union u, unions_union p
    WHERE p.id = %(union)s AND u.ancestors @> ARRAY[p.id] AND u.id <> p.id
        AND u.dissolved_on IS NULL
"""
_THAT_DAY = """
    SELECT p.union_id AS id, p.ancestors[array_position(p.ancestors, %(union)s) + 1] AS child
    FROM unions_position p
    WHERE p.ancestors @> ARRAY[%(union)s] AND p.union_id <> %(union)s
        AND p.starts_on <= %(on)s AND (p.ends_before IS NULL OR p.ends_before > %(on)s)
"""
_BELOW = """
SELECT split.child, count(*) FILTER (WHERE split.id <> split.child),
    coalesce(sum(newest.workers), 0)::bigint, coalesce(sum(newest.members), 0)::bigint
FROM ({split}) AS split
LEFT JOIN LATERAL (
    SELECT d.workers, d.members FROM unions_declared d
    WHERE d.union_id = split.id AND d.as_of <= %(on)s
    ORDER BY d.as_of DESC, d.recorded_at DESC LIMIT 1
) AS newest ON true
GROUP BY split.child
"""
# The history keeps each row as it was before a change: the oldest one kept after a day is how the
# union was called on that day. Without one the name has not changed since.
_NAMES = """
SELECT DISTINCT ON (pgh_obj_id) pgh_obj_id, name FROM unions_unionevent
WHERE pgh_obj_id = ANY (%s) AND pgh_created_at >= %s
ORDER BY pgh_obj_id, pgh_created_at, pgh_id
"""


def is_past(on: date) -> bool:
    """Return whether the tree of a day is another one than the tree that can be changed."""
    return on < clock.today()


def counts_below_children(*, union_id: int, on: date) -> dict[int, Below]:
    """Return for each child of a union what stands below it, and the declared numbers.

    The child's own declared numbers are included; one statement over the subtree of that day.
    """
    statement = _BELOW.format(split=_THAT_DAY if is_past(on) else _TODAY)
    with connection.cursor() as cursor:
        cursor.execute(statement, {"union": union_id, "on": on})
        return {row[0]: Below(*row[1:]) for row in cursor.fetchall()}


def counts_of_subtree(*, union: Union, on: date) -> Below:
    """Return what stands below one union, and the declared numbers of its whole subtree."""
    return _whole(union, counts_below_children(union_id=union.pk, on=on), on)


def _whole(union: Union, per_child: dict[int, Below], on: date) -> Below:
    own = latest_declared(union_ids=[union.pk], on=on).first()
    return Below(
        unions=sum(below.unions + 1 for below in per_child.values()),
        workers=sum(below.workers for below in per_child.values()) + (own.workers if own else 0),
        members=sum(below.members for below in per_child.values()) + (own.members if own else 0),
    )


@dataclass(frozen=True, slots=True)
class TreeNode:
    """One line of the tree browser.

    :param figures: titles and numbers of the whole subtree, from ``contract.TREE_FIGURES``.
    :param once: what the union was called on the day shown, where that was another name.
    :param is_open: whether the reader may open the union's page; on a past day a union may stand
        below hers that has left her scope since.
    """

    union: Union
    below: Below
    figures: list[tuple[str, int]] = field(default_factory=list)
    children: "list[TreeNode] | None" = None
    once: str = ""
    is_open: bool = True


def children_nodes(*, actor: Actor, union: Union, on: date) -> list[TreeNode]:
    """Return the lines below one union; two statements, and those of each figure."""
    counts = counts_below_children(union_id=union.pk, on=on)
    return _finished(_lines_below(union, counts, set(), on), actor, on)


def top_nodes(*, actor: Actor, on: date, open_at: Union | None = None) -> list[TreeNode]:
    """Return the lines of the highest unions in scope, opened down to ``open_at``.

    Without ``open_at`` a single top is opened by one level. The figures of all lines are counted
    together.
    """
    tops = tops_on(actor=actor, on=on)
    opened = set(_path(open_at, on)) if open_at else {tops[0].pk} if len(tops) == 1 else set()
    nodes = []
    for top in tops:
        counts = counts_below_children(union_id=top.pk, on=on)
        children = _lines_below(top, counts, opened, on) if top.pk in opened else None
        nodes.append(TreeNode(top, _whole(top, counts, on), children=children))
    return _finished(nodes, actor, on)


def tops_on(*, actor: Actor, on: date, ability: str = "unions.view") -> list[Union]:
    """Return the highest unions of the actor's scope that stood in the tree of a day."""
    if not is_past(on):
        return scope_tops(actor=actor, ability=ability)
    scope = actor.scope(ability)
    standing = tree_on(on).select_related("union").order_by("ancestors__len", "union__code")
    if scope.everything:
        return [position.union for position in standing.filter(parent=None)]
    found = list(standing.filter(union_id__in=list(scope.node_ids)))
    ids = {position.union_id for position in found}
    return [one.union for one in found if ids.isdisjoint(one.ancestors[:-1])]


def search_on(*, actor: Actor, text: str, on: date, limit: int = 50) -> list[Position]:
    """Return where the unions in scope that hold the words stood on a day, highest first."""
    wanted = text.strip()
    if not wanted:
        return []
    named = unions_for(actor=actor).filter(name__icontains=wanted)
    coded = unions_for(actor=actor).filter(code__iexact=wanted)
    found = tree_on(on).filter(union_id__in=(named | coded).values("pk"))
    rows = found.select_related("union", "parent").order_by("ancestors__len", "union__code")
    return list(rows[:limit])


def figures_of(*, union: Union, on: date) -> TreeNode:
    """Return one union with the numbers of its subtree."""
    return _with_figures([TreeNode(union, counts_of_subtree(union=union, on=on))], on)[0]


def names_on(*, union_ids: Iterable[int], on: date) -> dict[int, str]:
    """Return what unions were called on a day, for those that changed their record since."""
    after = datetime.combine(on + timedelta(days=1), time(), clock.ZONE)
    with connection.cursor() as cursor:
        cursor.execute(_NAMES, [list(union_ids), after])
        return dict(cursor.fetchall())


def _path(union: Union, on: date) -> list[int]:
    if not is_past(on):
        return list(union.ancestors)
    found = tree_on(on).filter(union=union).values_list("ancestors", flat=True).first()
    return list(found or [])


def _children(union: Union, on: date) -> "QuerySet[Union]":
    if not is_past(on):
        return children_of(union=union)
    ids = tree_on(on).filter(parent=union).values("union_id")
    return (
        Union.objects.trusted("callers hold the parent").filter(pk__in=ids).order_by("kind", "code")
    )


def _lines_below(
    union: Union, counts: dict[int, Below], opened: set[int], on: date
) -> list[TreeNode]:
    """Return the lines below a union without figures, those in ``opened`` with theirs."""
    lines = []
    for child in _children(union, on):
        children = None
        if child.pk in opened:
            below = counts_below_children(union_id=child.pk, on=on)
            children = _lines_below(child, below, opened, on)
        lines.append(TreeNode(child, counts.get(child.pk, Below()), children=children))
    return lines


def _finished(nodes: list[TreeNode], actor: Actor, on: date) -> list[TreeNode]:
    """Return lines with their figures and, on a past day, with the names they had."""
    nodes = _with_figures(nodes, on)
    if not is_past(on):
        return nodes
    once = names_on(union_ids=[node.union.pk for node in _flat(nodes)], on=on)
    scope = actor.scope("unions.view")

    def told(node: TreeNode) -> TreeNode:
        name = once.get(node.union.pk, "")
        return replace(
            node,
            once=name if name != node.union.name else "",
            is_open=scope.covers(node.union.ancestors),
            children=None if node.children is None else [told(one) for one in node.children],
        )

    return [told(node) for node in nodes]


def _with_figures(nodes: list[TreeNode], on: date) -> list[TreeNode]:
    """Return lines at all levels with their figures, each figure counted once for all of them."""
    ids = [node.union.pk for node in _flat(nodes)]
    counted = [(figure.title, figure.count(ids, on)) for figure in TREE_FIGURES.entries()]

    def filled(node: TreeNode) -> TreeNode:
        return replace(
            node,
            figures=[(title, counts.get(node.union.pk, 0)) for title, counts in counted],
            children=None if node.children is None else [filled(one) for one in node.children],
        )

    return [filled(node) for node in nodes]


def _flat(nodes: Iterable[TreeNode]) -> Iterator[TreeNode]:
    for node in nodes:
        yield node
        yield from _flat(node.children or ())
