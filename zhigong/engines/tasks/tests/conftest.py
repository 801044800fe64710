"""A county with two streets and firms in each; somebody works at the county, a street, a firm."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest

from zhigong.base import clock
from zhigong.base.actor import Actor, Power, use_actor
from zhigong.engines.tasks import operations
from zhigong.engines.tasks.contract import GivenRow, Order, Share, Source, plug_source
from zhigong.engines.tasks.permissions import HAND_OUT, HANDLE, SUPERVISE, VIEW
from zhigong.registry.accounts.models import Grant, Role, User
from zhigong.registry.people.tests.factories import make_union

NOON = datetime(2026, 11, 20, 12, tzinfo=clock.ZONE)  # a Friday
TODAY = NOON.date()
DUE = date(2026, 12, 4)
EVERYTHING = frozenset({VIEW, HANDLE, HAND_OUT, SUPERVISE, "unions.view", "documents.store"})
OFFICER = EVERYTHING - {SUPERVISE}
LIST = "test:unbuilt"
_numbers = count(1)

# What the list of the tests still misses; each test fills it.
MISSED: set[int] = set()
plug_source(
    Source(
        prefix="test:",
        title=lambda code: "未建会名单",
        still_missing=lambda code, keys, on: MISSED & set(keys),
        figure=lambda code, union_id, on: {"due": 10, "reached": 10 - len(MISSED)},
        url=lambda code, union_code: "",
        ability=VIEW,
    )
)


def worker(union: Any, abilities: frozenset[str] = EVERYTHING) -> Actor:
    """Return an actor who keeps a union."""
    number = next(_numbers)
    user = User.objects.create(
        login=f"keeper{number}", name=f"干部{number}", kind="staff", created_at=NOON
    )
    role, _made = Role.objects.get_or_create(
        code="union_admin", defaults={"title": "工会管理员", "abilities": sorted(abilities)}
    )
    Grant.objects.create(user=user, role=role, union=union, starts_on=date(2025, 1, 1))
    return Actor(user_id=user.pk, name=user.name, powers=(Power(union.pk, abilities),))


@pytest.fixture(autouse=True)
def _friday() -> Iterator[None]:
    MISSED.clear()
    with clock.use_clock(NOON):
        yield


@pytest.fixture
def county(db: None) -> SimpleNamespace:
    """Return the unions and those who keep them; nobody works at the mill."""
    top = make_union(kind="federation", region="330211000000")
    east = make_union(kind="street", parent=top)
    west = make_union(kind="street", parent=top)
    pump = make_union(kind="grassroots", parent=east)
    mill = make_union(kind="grassroots", parent=east)
    found = SimpleNamespace(top=top, east=east, west=west, pump=pump, mill=mill)
    found.leader = worker(top)
    found.street = worker(east, OFFICER)
    found.other = worker(west, OFFICER)
    found.officer = worker(pump, OFFICER)
    return found


def order(**more: Any) -> Order:
    """Return something asked of unions, counted in firms."""
    values = {"title": "新建工会", "instructions": "年底前完成", "due_on": DUE, "unit": "家"}
    return Order(**{**values, **more})


def issue(county: SimpleNamespace, *unions: Any, at: datetime = NOON, **more: Any) -> Any:
    """Hand something without rows out to unions."""
    shares = [Share(union.pk, wanted=3) for union in unions]
    with use_actor(county.leader):
        return operations.hand_out(
            actor=county.leader, at=at, issuer=county.top, order=order(**more), shares=shares
        )


def issue_rows(county: SimpleNamespace, given: dict[Any, list[Any]], **more: Any) -> Any:
    """Hand rows of the list out: unions by who gets them."""
    shares = [
        Share(union.pk, tuple(GivenRow("union", one.pk) for one in rows))
        for union, rows in given.items()
    ]
    MISSED.update(one.pk for rows in given.values() for one in rows)
    asked = order(unit="", source=LIST, before={"due": 10, "reached": 8}, **more)
    return operations.hand_out(
        actor=county.leader, at=NOON, issuer=county.top, order=asked, shares=shares
    )


def later(days: int) -> datetime:
    """Return noon some days after."""
    return NOON + timedelta(days=days)
