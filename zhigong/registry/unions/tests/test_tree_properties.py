"""After any sequence of changes the tree has no cycle, its arrays are right, and no past day moved."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhigong.base.actor import SYSTEM
from zhigong.base.errors import UserError
from zhigong.registry.unions import operations
from zhigong.registry.unions.models import Position, Union
from zhigong.registry.unions.queries import tree_on
from zhigong.registry.unions.tests.factories import FOUNDED, make_union

FIRST = date(2026, 1, 1)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["open", "move", "move_two", "merge", "dissolve", "split"]),
        st.integers(0, 30),
        st.integers(0, 30),
        st.integers(0, 30),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=12,
)


def tree_of(day):
    """The tree of a day as child → parent, with its arrays checked against it."""
    rows = {p.union_id: p for p in tree_on(day)}
    for position in rows.values():
        path = [position.union_id]
        while (parent := rows[path[0]].parent_id) is not None:
            assert parent not in path, "a cycle"
            path.insert(0, parent)
        assert position.ancestors == path
    return {pk: position.parent_id for pk, position in rows.items()}


def tree_of_today():
    """The living unions as child → parent; arrays, levels and counties checked."""
    rows = Union.objects.in_bulk()
    for union in rows.values():
        path = [union.pk]
        while (parent := rows[path[0]].parent_id) is not None:
            path.insert(0, parent)
        assert union.ancestors == path
        assert union.level == len(path) - 1
        counties = [pk for pk in path if rows[pk].kind == "federation"]
        assert union.county_id == (counties[-1] if counties else path[0])
    return {u.pk: u.parent_id for u in rows.values() if u.dissolved_on is None}


def take(step, unions, day):
    verb, one, two, three, _ = step
    a, b, c = (unions[n % len(unions)] for n in (one, two, three))
    if verb == "open":
        make_union(a, kind="street" if two % 2 else "federation", on=day)
    elif verb == "move":
        operations.move_union(actor=SYSTEM, union=a, parent=b, on=day)
    elif verb == "move_two":
        operations.move_unions(actor=SYSTEM, unions=[a, c], parent=b, on=day)
    elif verb == "merge":
        operations.merge_unions(actor=SYSTEM, unions=[a], into=b, on=day)
    elif verb == "dissolve":
        operations.dissolve_union(actor=SYSTEM, union=a, on=day, children_to=b)
    else:
        children = tuple(Union.objects.filter(parent=a, dissolved_on=None)[:1])
        operations.split_union(
            actor=SYSTEM,
            union=a,
            parts=[operations.SplitPart("拆分出的工会", "street", children=children)],
            on=day,
        )


@pytest.mark.django_db
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_every_past_day_keeps_its_tree_whatever_happens_later(steps):
    with transaction.atomic():
        root = make_union(None)
        for _ in range(3):
            make_union(make_union(root, kind="street"), kind="street")
        day, snapshots = FIRST, {FOUNDED: tree_of(FOUNDED)}
        for step in steps:
            day += timedelta(days=step[4])
            snapshots[day - timedelta(days=1)] = tree_of(day - timedelta(days=1))
            unions = list(Union.objects.order_by("pk"))
            try:
                with transaction.atomic():
                    take(step, unions, day)
            except UserError:
                pass  # a refused step leaves the tree as it was; the checks below prove it
            assert tree_of(day) == tree_of_today()
            for past, tree in snapshots.items():
                if past < day:
                    assert tree_of(past) == tree
        assert Position.objects.filter(ends_before=None).count() == len(tree_of_today())
        transaction.set_rollback(True)
