"""Plans of reorganisation, the tree they are judged by, and what they do to the figures."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.registry.people.queries import members_by_union
from zhigong.registry.unions.contract import may_stand_below
from zhigong.registry.unions.queries import below, ids_of_codes, unions_by_id
from zhigong.work.organisation import rules
from zhigong.work.organisation.models import Plan, PlanRow
from zhigong.work.organisation.permissions import REORGANISE
from zhigong.work.organisation.rules import Change, Node

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhigong.registry.unions.models import Union

SHOWN_PLACES = 40


def plans_for(*, actor: Actor) -> "QuerySet[Plan]":
    """Return the plans an actor sees."""
    rows: QuerySet[Plan] = Plan.objects.within(actor.scope(REORGANISE))
    return rows.select_related("union", "created_by")


def get_plan_for(*, actor: Actor, plan_id: int) -> Plan:
    """Return a plan the actor sees.

    :raises Plan.DoesNotExist: there is none, or it is not hers to see.
    """
    return plans_for(actor=actor).get(pk=plan_id)


def rows_of(plan: Plan) -> "QuerySet[PlanRow]":
    """Return the rows of a plan, in the order of the sheet."""
    return PlanRow._base_manager.filter(plan=plan).order_by("number")


def plan_tree(top: "Union") -> dict[str, Node]:
    """Return the subtree a plan is about by code, with the members each union has itself."""
    members = members_by_union(on=clock.today())
    rows = below(union=top, with_ended=True).values_list(
        "pk", "code", "name", "kind", "parent__code", "dissolved_on"
    )
    return {
        code: Node(
            code,
            name,
            kind,
            "" if pk == top.pk else parent or "",
            has_ended=ended is not None,
            members=members.get(pk, 0),
        )
        for pk, code, name, kind, parent, ended in rows
    }


def places_for_kinds(tree: Mapping[str, Node]) -> dict[tuple[str, str], bool]:
    """Return which kinds of the tree may stand directly below which."""
    kinds = {node.kind for node in tree.values()}
    return {
        (kind, above): may_stand_below(kind=kind, parent_kind=above)
        for kind in kinds
        for above in kinds
    }


def effect_rows(
    changes: Sequence[Change], tree: Mapping[str, Node], top: "Union"
) -> list[dict[str, Any]]:
    """Return what a sound plan does to the unions and members of the places it touches."""
    named = {c.target for c in changes if c.target}
    named |= {tree[c.code].parent for c in changes if c.action != "rename"}
    touched: dict[str, None] = {top.code: None}
    for name in sorted(named):
        code = name
        while code:
            touched[code] = None
            code = tree[code].parent if code in tree else ""
    found = rules.effect_of(changes, tree, places=[code for code in touched if code in tree])
    rows = [
        {
            "code": code,
            "name": tree[code].name,
            "unions": [was, now],
            "members": [had, has],
        }
        for code, (was, had, now, has) in found.items()
        if code == top.code or (was, had) != (now, has)
    ]
    return rows[:SHOWN_PLACES]


def unions_of_codes(codes: Iterable[str]) -> "dict[str, Union]":
    """Return unions by code; codes nobody has are left out."""
    ids = ids_of_codes([code for code in codes if code])
    by_id = unions_by_id(ids.values())
    return {code: by_id[pk] for code, pk in ids.items()}
