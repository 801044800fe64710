"""A province, a city, a county with two streets; somebody works at each, two at the seat."""

from datetime import date, datetime, timedelta
from itertools import count
from types import SimpleNamespace

import pytest

from zhigong.base import clock
from zhigong.base.actor import Actor, Power, use_actor
from zhigong.engines.cases.queries import cases, programmes
from zhigong.registry.accounts.models import User
from zhigong.registry.people.tests.factories import make_union
from zhigong.work.hotline import operations, permissions
from zhigong.work.hotline.operations import Call

NOON = datetime(2026, 11, 20, 12, tzinfo=clock.ZONE)  # a Friday
TODAY = date(2026, 11, 20)
NAME, PHONE = "严守密", "13905740613"
EVERYTHING = frozenset(
    value for name, value in vars(permissions).items() if str(value).startswith("hotline.")
) | {f"cases.{verb}" for verb in "view register handle decide move supervise confidential".split()}
LOCAL = {permissions.VIEW, permissions.DISPATCH, permissions.HANDLE, permissions.SECRET} | {
    "cases.view",
    "cases.handle",
    "cases.move",
}
_numbers = count(1)


@pytest.fixture
def tree(db):
    province = make_union(kind="federation", region="330000000000")
    city = make_union(kind="federation", parent=province, region="330200000000")
    county = make_union(kind="federation", parent=city, region="330211000000")
    east = make_union(kind="street", parent=county, region="330211001000")
    west = make_union(kind="street", parent=county, region="330211002000")
    return SimpleNamespace(
        province=province,
        city=city,
        county=county,
        east=east,
        west=west,
        pump=make_union(kind="grassroots", parent=east, region="330211001000"),
        mill=make_union(kind="grassroots", parent=west, region="330211002000"),
    )


def worker(union, abilities=EVERYTHING, person_id=None):
    """Return an actor who works at a union."""
    number = next(_numbers)
    user = User.objects.create(
        login=f"seat{number}", name=f"坐席{number}", kind="staff", created_at=NOON
    )
    powers = (Power(union.pk, frozenset(abilities)),)
    return Actor(user_id=user.pk, person_id=person_id, name=user.name, powers=powers)


@pytest.fixture
def staff(tree, monkeypatch):
    def answer(*, union_ids, on):
        return frozenset(union_ids)

    monkeypatch.setattr(programmes, "unions_with_administrator", answer)
    monkeypatch.setattr(cases, "unions_with_administrator", answer)
    places = vars(tree)
    found = {
        name: worker(union, EVERYTHING if union.kind == "federation" else LOCAL)
        for name, union in places.items()
    }
    return SimpleNamespace(
        **found, seat=worker(tree.province), checker=worker(tree.province),
        county_seat=worker(tree.county),
    )  # fmt: skip


def complaint(tree, **changes):
    fields = {
        "kind": "arrears",
        "subject": "反映单位拖欠两个月工资",
        "text": f"我是{NAME}，电话{PHONE}，单位拖欠两个月工资，身份证330211199003070026。",
        "name": NAME,
        "phone": PHONE,
        "accused": "水泵厂",
        "accused_union": tree.pump,
    }
    return Call(**{**fields, **changes})


@pytest.fixture
def taken(tree, staff):
    """Take a call at the province; more may be said of it."""

    def take(seat=None, actor=None, key=None, **changes):
        actor = actor or staff.seat
        with use_actor(actor):
            return operations.take_call(
                actor=actor,
                at=NOON,
                seat=seat or tree.province,
                call=complaint(tree, **changes),
                key=key,
            )

    return take


@pytest.fixture
def do(tree, staff):
    """Do one thing with a ticket, as somebody, so many hours after noon."""

    def one(name, who, ticket, hours=0, **more):
        actor = getattr(staff, who) if isinstance(who, str) else who
        with use_actor(actor):
            getattr(operations, name)(
                actor=actor, at=NOON + timedelta(hours=hours), ticket=ticket, **more
            )
        ticket.refresh_from_db()
        ticket.case.refresh_from_db()
        return ticket

    return one
