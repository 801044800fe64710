"""Every read of the union tree that leaves the app.

``get_union_for`` is the only door from a code to a union. Today's subtree comes from
``Union.ancestors``, the subtree of another day from ``Position``.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from django.db import connection
from django.db.models import OuterRef, Q, QuerySet, Subquery

from zhigong.base.actor import Actor
from zhigong.kernel.credit_code import normalise_credit_code
from zhigong.kernel.union_name import union_name_key
from zhigong.registry.unions.contract import TREE_FIGURES
from zhigong.registry.unions.models import (
    ENDED,
    Alias,
    BusinessLine,
    Committee,
    Declared,
    Position,
    Term,
    Union,
)

MatchOutcome = Literal["found", "unknown", "ambiguous", "outside"]
UnionKey = tuple[str, str]  # credit code, name; each may be empty


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One union of the tree of a day."""

    id: int
    code: str
    name: str
    kind: str
    parent_code: str | None


@dataclass(frozen=True, slots=True)
class UnionMatch:
    """What a credit code and a name in a file mean below a union.

    :param candidates: ids when several unions fit.
    """

    outcome: MatchOutcome
    union_id: int | None = None
    candidates: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Below:
    """What stands directly and at any depth below one child of a union, today."""

    unions: int = 0
    workers: int = 0
    members: int = 0


def get_union_for(*, actor: Actor, code: str, ability: str = "unions.view") -> Union:
    """Return a union the actor holds the ability over.

    :raises Union.DoesNotExist: no such union, or outside the actor's scope; callers cannot tell.
    """
    return unions_for(actor=actor, ability=ability).select_related("parent").get(code=code)


def unions_for(*, actor: Actor, ability: str = "unions.view") -> "QuerySet[Union]":
    """Return the unions, ended ones included, over which the actor holds the ability."""
    return Union.objects.within(actor.scope(ability))


def scope_tops(*, actor: Actor, ability: str = "unions.view") -> list[Union]:
    """Return the highest unions the actor sees: the roots of her tree browser, sorted by code."""
    scope = actor.scope(ability)
    if scope.everything:
        tops = Union.objects.trusted("the whole tree is open").filter(parent=None)
    else:
        tops = Union.objects.within(scope).filter(pk__in=scope.node_ids)
    found = list(tops.order_by("level", "code"))
    ids = {union.pk for union in found}
    return [union for union in found if ids.isdisjoint(union.ancestors[:-1])]


def root() -> Union:
    """Return the top of the tree.

    :raises Union.DoesNotExist: nothing was opened yet.
    """
    return Union.objects.trusted("one row, no figures").filter(parent=None).earliest("pk")


def children_of(*, union: Union) -> "QuerySet[Union]":
    """Return the unions directly below that have not ended, by kind and code."""
    return (
        Union.objects.trusted("callers hold the parent")
        .filter(parent=union)
        .exclude(status__in=ENDED)
        .order_by("kind", "code")
    )


def below(*, union: Union, with_ended: bool = False) -> "QuerySet[Union]":
    """Return today's subtree of a union, itself included."""
    found = Union.objects.trusted("callers hold the top").filter(ancestors__contains=[union.pk])
    return found if with_ended else found.exclude(status__in=ENDED)


def tree_on(on: date) -> "QuerySet[Position]":
    """Return the positions of a day: one for each union that stood in the tree."""
    return Position.objects.trusted("a shape, no figures").filter(
        Q(ends_before__isnull=True) | Q(ends_before__gt=on), starts_on__lte=on
    )


union_tree = tree_on


def subtree_ids(union: Union | int, *, on: date | None = None) -> "QuerySet[Any, int]":
    """Return the ids of a subtree, itself included, as a QuerySet fit for ``__in``.

    :param on: the tree of that day; None is today's tree, unions that ended included.
    """
    top = union if isinstance(union, int) else union.pk
    if on is None:
        found = Union.objects.trusted("ids only").filter(ancestors__contains=[top])
        return found.values_list("id", flat=True)
    return tree_on(on).filter(ancestors__contains=[top]).values_list("union_id", flat=True)


def ancestors_on(*, union_id: int, on: date) -> tuple[int, ...]:
    """Return the ids from the root to the union on a day; empty when it stood nowhere."""
    found = tree_on(on).filter(union_id=union_id).values_list("ancestors", flat=True).first()
    return tuple(found or ())


def ancestors_of_many(*, union_ids: Iterable[int], on: date) -> dict[int, tuple[int, ...]]:
    """Return ``ancestors_on`` for many unions in one statement."""
    rows = tree_on(on).filter(union_id__in=list(union_ids)).values_list("union_id", "ancestors")
    return {union_id: tuple(ancestors) for union_id, ancestors in rows}


def tree_rows(on: date) -> list[TreeRow]:
    """Return the tree of a day, root first, every parent before its children; one statement."""
    rows = (
        tree_on(on)
        .order_by("ancestors__len", "union__code")
        .values_list("union_id", "union__code", "union__name", "union__kind", "parent__code")
    )
    return [TreeRow(*row) for row in rows]


def path_of(union: Union) -> list[Union]:
    """Return the unions from the root to this one; for the bread crumbs."""
    found = Union.objects.trusted("names above an open union").in_bulk(union.ancestors)
    return [found[pk] for pk in union.ancestors]


def names_of(union_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of unions by id."""
    found = Union.objects.trusted("names only").filter(pk__in=set(union_ids))
    return dict(found.values_list("pk", "name"))


def codes_of(union_ids: Iterable[int]) -> dict[int, str]:
    """Return the codes of unions by id."""
    found = Union.objects.trusted("codes only").filter(pk__in=set(union_ids))
    return dict(found.values_list("pk", "code"))


def ids_of_codes(codes: Iterable[str]) -> dict[str, int]:
    """Return the ids of unions by code."""
    found = Union.objects.trusted("ids only").filter(code__in=set(codes))
    return dict(found.values_list("code", "pk"))


def latest_declared(*, union_ids: Iterable[int] | None = None, on: date) -> "QuerySet[Declared]":
    """Return the newest declaration of each union as of a day (DISTINCT ON the union)."""
    found = Declared.objects.trusted("callers hold the unions").filter(as_of__lte=on)
    if union_ids is not None:
        found = found.filter(union_id__in=list(union_ids))
    return found.order_by("union", "-as_of", "-recorded_at").distinct("union")


_BELOW = """
SELECT split.child, count(*) FILTER (WHERE split.id <> split.child),
    coalesce(sum(newest.workers), 0)::bigint, coalesce(sum(newest.members), 0)::bigint
FROM (
    SELECT u.id, u.ancestors[p.level + 2] AS child
    FROM unions_union u, unions_union p
    WHERE p.id = %(union)s AND u.ancestors @> ARRAY[p.id] AND u.id <> p.id
        AND u.dissolved_on IS NULL
) AS split
LEFT JOIN LATERAL (
    SELECT d.workers, d.members FROM unions_declared d
    WHERE d.union_id = split.id AND d.as_of <= %(on)s
    ORDER BY d.as_of DESC, d.recorded_at DESC LIMIT 1
) AS newest ON true
GROUP BY split.child
"""


def counts_below_children(*, union_id: int, on: date) -> dict[int, Below]:
    """Return for each child of a union what stands below it, and the declared numbers.

    The child's own declared numbers are included; one statement over the subtree.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BELOW, {"union": union_id, "on": on})
        return {row[0]: Below(*row[1:]) for row in cursor.fetchall()}


def counts_of_subtree(*, union: Union, on: date) -> Below:
    """Return what stands below one union, and the declared numbers of its whole subtree."""
    per_child = counts_below_children(union_id=union.pk, on=on).values()
    own = latest_declared(union_ids=[union.pk], on=on).first()
    return Below(
        unions=sum(below.unions + 1 for below in per_child),
        workers=sum(below.workers for below in per_child) + (own.workers if own else 0),
        members=sum(below.members for below in per_child) + (own.members if own else 0),
    )


@dataclass(frozen=True, slots=True)
class TreeNode:
    """One line of the tree browser.

    :param figures: titles and numbers of the whole subtree, from ``contract.TREE_FIGURES``.
    """

    union: Union
    below: Below
    figures: list[tuple[str, int]] = field(default_factory=list)
    children: "list[TreeNode] | None" = None


def children_nodes(*, union: Union, on: date) -> list[TreeNode]:
    """Return the lines below one union; two statements, and those of each figure."""
    return _with_figures(_lines_below(union, set(), on), on)


def top_nodes(*, actor: Actor, on: date, open_at: Union | None = None) -> list[TreeNode]:
    """Return the lines of the highest unions in scope, opened down to ``open_at``.

    Without ``open_at`` a single top is opened by one level. The figures of all lines are counted
    together.
    """
    tops = scope_tops(actor=actor)
    opened = set(open_at.ancestors) if open_at else {tops[0].pk} if len(tops) == 1 else set()
    nodes = [
        TreeNode(
            top,
            counts_of_subtree(union=top, on=on),
            children=_lines_below(top, opened, on) if top.pk in opened else None,
        )
        for top in tops
    ]
    return _with_figures(nodes, on)


def figures_of(*, union: Union, on: date) -> TreeNode:
    """Return one union with the numbers of its subtree."""
    return _with_figures([TreeNode(union, counts_of_subtree(union=union, on=on))], on)[0]


def _lines_below(union: Union, opened: set[int], on: date) -> list[TreeNode]:
    """Return the lines below a union without figures, those in ``opened`` with theirs."""
    counts = counts_below_children(union_id=union.pk, on=on)
    return [
        TreeNode(
            child,
            counts.get(child.pk, Below()),
            children=_lines_below(child, opened, on) if child.pk in opened else None,
        )
        for child in children_of(union=union)
    ]


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


def listed_for(*, actor: Actor, on: date, with_ended: bool) -> "QuerySet[Union]":
    """Return the unions of the list page, annotated with their own declared numbers."""
    newest = Declared.objects.filter(union=OuterRef("pk"), as_of__lte=on).order_by(
        "-as_of", "-recorded_at"
    )
    rows = unions_for(actor=actor).select_related("parent")
    if not with_ended:
        rows = rows.filter(dissolved_on__isnull=True)
    return rows.annotate(
        declared_workers=Subquery(newest.values("workers")[:1]),
        declared_members=Subquery(newest.values("members")[:1]),
    )


def chosen_for(*, actor: Actor, ids: Iterable[str], ability: str) -> list[Union]:
    """Return the unions chosen in a list, those outside the scope left out."""
    wanted = [int(text) for text in ids if text.isdecimal()]
    return list(unions_for(actor=actor, ability=ability).filter(pk__in=wanted).order_by("code"))


def holding_words(rows: "QuerySet[Union]", words: str) -> "QuerySet[Union]":
    """Keep the unions whose name holds the words, or whose code or credit code they are."""
    wanted = words.strip()
    return rows.filter(
        Q(name__icontains=wanted) | Q(code__iexact=wanted) | Q(credit_code__iexact=wanted)
    )


def search_unions(*, actor: Actor, text: str, limit: int = 50) -> list[Union]:
    """Return living unions in scope that ``holding_words`` finds, highest first."""
    if not text.strip():
        return []
    alive = unions_for(actor=actor).filter(dissolved_on__isnull=True).select_related("parent")
    return list(holding_words(alive, text).order_by("level", "code")[:limit])


def unions_named(*, actor: Actor, text: str, ability: str = "unions.view") -> list[Union]:
    """Return the living unions in scope that a typed code or name means, at most two dozen.

    A code or a whole name that fits goes before names that only hold the words.
    """
    words = text.strip()
    if not words:
        return []
    alive = unions_for(actor=actor, ability=ability).exclude(status__in=ENDED)
    exact = list(alive.filter(Q(code=words.split()[0]) | Q(name_key=union_name_key(words)))[:25])
    return exact or list(alive.filter(name__icontains=words).order_by("level", "code")[:25])


@dataclass(frozen=True, slots=True)
class UnionRecord:
    """What the page of a union shows beside its own row."""

    path: list[Union]
    terms: list[Term]
    committees: list[Committee]
    declared: Declared | None
    business_lines: list[BusinessLine]


def record_of(*, union: Union, on: date) -> UnionRecord:
    """Return the papers of a union that hold on a day; five statements."""
    why = "of a union the caller holds"
    open_on = Q(ends_before__isnull=True) | Q(ends_before__gt=on)
    return UnionRecord(
        path=path_of(union),
        terms=list(Term.objects.trusted(why).filter(union=union).order_by("-number")),
        committees=list(Committee.objects.trusted(why).filter(open_on, union=union)),
        declared=latest_declared(union_ids=[union.pk], on=on).first(),
        business_lines=list(
            BusinessLine.objects.trusted(why)
            .filter(open_on, union=union)
            .select_related("parent")
            .order_by("starts_on")
        ),
    )


def declarations_of(*, union: Union) -> "QuerySet[Declared]":
    """Return every declaration of a union, newest first."""
    found = Declared.objects.trusted("of a union the caller holds").filter(union=union)
    return found.order_by("-as_of", "-recorded_at")


def positions_of(*, union: Union) -> "QuerySet[Position]":
    """Return where a union stood, newest first."""
    found = Position.objects.trusted("of a union the caller holds").filter(union=union)
    return found.select_related("parent").order_by("-starts_on")


def line_of(*, union: Union, line_id: int) -> BusinessLine:
    """Return one line of business of a union.

    :raises BusinessLine.DoesNotExist: it belongs to another union.
    """
    return BusinessLine.objects.trusted("of a union the caller holds").get(union=union, pk=line_id)


@dataclass(slots=True)
class _Index:
    """The unions that may be meant, by credit code, by name key and by remembered name."""

    by_code: dict[str, set[int]] = field(default_factory=dict)
    by_name: dict[str, set[int]] = field(default_factory=dict)
    by_alias: dict[str, int] = field(default_factory=dict)
    ancestors: dict[int, frozenset[int]] = field(default_factory=dict)


def find_unions(
    *,
    keys: Iterable[UnionKey],
    below: Union,
    covering: Mapping[str, Iterable[int]] | None = None,
) -> dict[UnionKey, UnionMatch]:
    """Find the unions that (credit code, name) pairs of a file mean, below one union; 3 statements.

    By credit code first (the union's own, or an employer's through ``covering``), then by
    normalised name, then by remembered name. A name that means a union inside the one found by
    its code is the closer answer (a branch named with its firm's code).

    :param covering: for normalised credit codes of employers, the ids of the unions covering them.
    """
    wanted = {key: (normalise_credit_code(key[0]), union_name_key(key[1])) for key in keys}
    codes = {code for code, _ in wanted.values() if code}
    names = {name for _, name in wanted.values() if name}
    index = _index(codes=codes, names=names, below=below, covering=covering or {})
    return {key: _match(index, code, name, below.pk) for key, (code, name) in wanted.items()}


def find_union(*, name: str = "", credit_code: str = "", below: Union) -> UnionMatch:
    """Find the union one name or credit code means below a union."""
    return find_unions(keys=[(credit_code, name)], below=below)[(credit_code, name)]


def _index(
    *, codes: set[str], names: set[str], below: Union, covering: Mapping[str, Iterable[int]]
) -> _Index:
    index = _Index()
    covered = {pk for code in codes for pk in covering.get(code, ())}
    rows = (
        Union.objects.trusted("matched against the scope of the file")
        .filter(Q(credit_code__in=codes) | Q(name_key__in=names) | Q(pk__in=covered))
        .exclude(status__in=ENDED)
        .values_list("pk", "credit_code", "name_key", "ancestors")
    )
    for pk, code, name, ancestors in rows:
        index.ancestors[pk] = frozenset(ancestors)
        index.by_code.setdefault(code, set()).add(pk)
        index.by_name.setdefault(name, set()).add(pk)
    for code in codes:
        live = {pk for pk in covering.get(code, ()) if pk in index.ancestors}
        index.by_code.setdefault(code, set()).update(live)
    _add_aliases(index, names - index.by_name.keys(), below)
    return index


def _add_aliases(index: _Index, names: set[str], below: Union) -> None:
    """Add remembered names; one remembered nearer to the file's union wins."""
    if not names:
        return
    rows = (
        Alias.objects.trusted("remembered above or at the file's union")
        .filter(name_key__in=names, within_id__in=below.ancestors)
        .exclude(union__status__in=ENDED)
        .order_by("within__level")
        .values_list("name_key", "union_id", "union__ancestors")
    )
    for name, pk, ancestors in rows:
        index.by_alias[name] = pk
        index.ancestors[pk] = frozenset(ancestors)


def _match(index: _Index, code: str, name: str, top: int) -> UnionMatch:
    by_code = index.by_code.get(code, set()) if code else set()
    by_name = index.by_name.get(name, set()) if name else set()
    if name in index.by_alias:
        by_name = {index.by_alias[name]}
    closer = {pk for pk in by_name if index.ancestors[pk] & by_code}
    outside = False
    for candidates in (closer, by_code, by_name):
        inside = {pk for pk in candidates if top in index.ancestors[pk]}
        if len(inside) == 1:
            return UnionMatch("found", union_id=next(iter(inside)))
        if inside:
            return UnionMatch("ambiguous", candidates=tuple(sorted(inside)))
        outside = outside or bool(candidates)
    return UnionMatch("outside" if outside else "unknown")
