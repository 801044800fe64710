"""A small tree of unions, actors on it, and people with valid numbers."""

from datetime import date, datetime
from itertools import count
from zoneinfo import ZoneInfo

from zhigong.base.actor import Actor, Power
from zhigong.kernel.resident_id import check_digit
from zhigong.registry.people.models import Membership, Person
from zhigong.registry.people.operations import (
    Particulars,
    Terms,
    open_membership,
    register_person,
)
from zhigong.registry.unions.models import Union

TODAY = date(2026, 11, 20)  # a Friday
NOON = datetime(2026, 11, 20, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
ABILITIES = frozenset(
    f"people.{verb}"
    for verb in "view enrol approve change end transfer decide_transfer verify appoint"
    " open_identity erase".split()
)
_numbers = count(1)


def id_number(number=None, *, born=date(1990, 3, 7), male=True):
    """Return a valid 18-digit number, another one on each call."""
    serial = next(_numbers) if number is None else number
    sequence = (serial * 2 + (1 if male else 0)) % 1000
    region = 330200 + serial * 2 // 1000
    first17 = f"{region}{born:%Y%m%d}{sequence:03d}"
    return first17 + check_digit(first17)


def make_union(*, parent=None, kind="grassroots", **fields):
    number = next(_numbers)
    union = Union.objects.create(
        code=f"U{number}", name=f"第{number}工会", name_key=f"第{number}", kind=kind, parent=parent,
        **fields,
    )  # fmt: skip
    union.refresh_from_db()
    return union


def make_actor(union, *, user_id=7, person_id=None, abilities=ABILITIES, name="镇工会张干事"):
    powers = (Power(union.pk, frozenset(abilities)),) if union is not None else ()
    return Actor(user_id=user_id, person_id=person_id, name=name, powers=powers)


def make_person(actor, *, name="王小明", number=None, phone="", **fields) -> Person:
    particulars = Particulars(name=name, id_number=number or id_number(), phone=phone, **fields)
    return register_person(actor=actor, at=NOON, particulars=particulars)


def make_member(actor, union, *, starts_on=date(2026, 1, 5), pending=False, at=NOON, **person):
    known = make_person(actor, **person)
    return join(actor, known, union, starts_on=starts_on, pending=pending, at=at)


def join(actor, person, union, *, starts_on=date(2026, 1, 5), pending=False, at=NOON) -> Membership:
    return open_membership(
        actor=actor, at=at, person=person, union=union, terms=Terms(), pending=pending,
        starts_on=starts_on,
    )  # fmt: skip
