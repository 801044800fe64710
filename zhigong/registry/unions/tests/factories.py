"""Make unions for tests. What matters to a test is given; the rest is filled in."""

from datetime import date
from itertools import count

from zhigong.base.abilities import all_abilities
from zhigong.base.actor import SYSTEM, Actor, Power
from zhigong.registry.unions.models import Union
from zhigong.registry.unions.operations import open_union

FOUNDED = date(2020, 1, 1)
_numbers = count(1)


def make_union(parent=None, *, name=None, kind=None, on=FOUNDED, **fields) -> Union:
    """Open a union below ``parent``; the root is a federation, others are grassroots."""
    number = next(_numbers)
    return open_union(
        actor=SYSTEM,
        name=name or f"测试{number}公司工会",
        kind=kind or ("grassroots" if parent else "federation"),
        parent=parent,
        established_on=on,
        **fields,
    )


def staff_of(*unions: Union) -> Actor:
    """Return an actor with every ability over the given unions."""
    abilities = frozenset(ability.code for ability in all_abilities())
    return Actor(
        user_id=1,
        name="王干事",
        powers=tuple(Power(union.pk, abilities) for union in unions),
    )
