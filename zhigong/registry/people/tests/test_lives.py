"""Random lives of memberships: whatever happens, one is active, each counts once, history adds up."""

import random
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db.models import Count

from zhigong.base.actor import SYSTEM
from zhigong.base.clock import ZONE
from zhigong.base.errors import UserError
from zhigong.base.events import _within, subscribe
from zhigong.registry.people import operations
from zhigong.registry.people.events import MembershipsChanged
from zhigong.registry.people.models import Membership, RecordPair, Transfer
from zhigong.registry.people.queries import count_members, members_below, members_by_union
from zhigong.registry.people.tests.factories import id_number, make_person
from zhigong.registry.unions.operations import open_union

pytestmark = pytest.mark.django_db
START = datetime(2025, 1, 6, 10, tzinfo=ZONE)
STEPS, PEOPLE = 120, 6


@pytest.fixture
def tree(db):
    """Two streets with unions, open since long: the dated tree counts them on every day."""

    def union(name, kind, parent=None):
        long_ago = date(2020, 1, 1)
        return open_union(
            actor=SYSTEM, name=name, kind=kind, parent=parent, established_on=long_ago
        )

    county = union("镇海区总工会", "federation")
    east, west = (union(f"{name}街道总工会", "street", county) for name in "东西")
    return SimpleNamespace(
        county=county,
        east=east,
        west=west,
        pump=union("水泵厂工会", "grassroots", east),
        valve=union("阀门厂工会", "grassroots", east),
        mill=union("纺织厂工会", "grassroots", west),
    )


class Life:
    """A small town in which anything may happen to anybody on any day."""

    def __init__(self, tree, seed):
        self.draw = random.Random(seed)
        self.unions = [tree.pump, tree.valve, tree.mill]
        self.people = [make_person(SYSTEM, number=id_number()) for _one in range(PEOPLE)]
        self.at, self.done = START, 0

    def step(self):
        """Try one thing; what is refused changes nothing."""
        self.at += timedelta(days=self.draw.randrange(4))
        deed = self.draw.choice(
            (self.join, self.apply, self.approve, self.refuse, self.retain, self.restore,
             self.end, self.offer, self.accept, self.object, self.decide, self.withdraw,
             self.complete, self.merge)
        )  # fmt: skip
        try:
            deed()
        except UserError:
            return
        self.done += 1

    def person(self):
        return self.draw.choice(self.people)

    def held(self):
        rows = list(Membership._base_manager.filter(ends_before=None).order_by("pk"))
        return self.draw.choice(rows) if rows else None

    def transfer(self):
        rows = list(Transfer._base_manager.filter(settled_at=None).order_by("pk"))
        return self.draw.choice(rows) if rows else None

    def _open(self, *, pending):
        operations.open_membership(
            actor=SYSTEM, at=self.at, person=self.person(), union=self.draw.choice(self.unions),
            pending=pending, starts_on=self.at.date() - timedelta(days=self.draw.randrange(10)),
        )  # fmt: skip

    def join(self):
        self._open(pending=False)

    def apply(self):
        self._open(pending=True)

    def _with_held(self, operation, **more):
        if (held := self.held()) is not None:
            operation(actor=SYSTEM, at=self.at, membership=held, **more)

    def approve(self):
        self._with_held(operations.approve_membership)

    def refuse(self):
        self._with_held(operations.refuse_membership, reason="材料不全")

    def retain(self):
        self._with_held(operations.retain_membership, cause="laid_off")

    def restore(self):
        self._with_held(operations.restore_membership)

    def end(self):
        way = self.draw.choice(("leave", "leave_automatically", "expel"))
        self._with_held(operations.end_membership, way=way, reason="事由", decision="(2025)1号")

    def offer(self):
        operations.offer_transfer(
            actor=SYSTEM, at=self.at, person=self.person(), to_union=self.draw.choice(self.unions),
            accept=self.draw.random() < 0.5,
        )  # fmt: skip

    def _with_transfer(self, operation, **more):
        if (transfer := self.transfer()) is not None:
            operation(actor=SYSTEM, at=self.at, transfer=transfer, **more)

    def accept(self):
        self._with_transfer(operations.accept_transfer)

    def object(self):
        self._with_transfer(operations.object_to_transfer, reason="欠缴会费")

    def decide(self):
        self._with_transfer(
            operations.decide_transfer, passes=self.draw.random() < 0.5, reason="已核实"
        )

    def withdraw(self):
        self._with_transfer(operations.withdraw_transfer)

    def complete(self):
        operations.complete_due_transfers(actor=SYSTEM, at=self.at, on=self.at.date())

    def merge(self):
        operations.find_duplicates(actor=SYSTEM, on=self.at.date())
        pairs = list(RecordPair._base_manager.filter(verdict="").order_by("pk"))
        if not pairs or len(self.people) < 3 or self.draw.random() < 0.8:
            return
        pair = self.draw.choice(pairs)
        operations.merge_people(
            actor=SYSTEM, at=self.at, pair=pair, kept=pair.first, reason="已核对证件"
        )
        self.people = [one for one in self.people if one.pk != pair.second_id]


def periods():
    rows = Membership._base_manager.exclude(state="pending")
    return list(rows.values_list("person_id", "union_id", "starts_on", "ends_before"))


def assert_is_sound(life, tree):
    today = life.at.date()
    several = (
        Membership._base_manager.filter(ends_before=None)
        .values("person").annotate(n=Count("pk")).filter(n__gt=1)
    )  # fmt: skip
    assert not several.exists(), "two open memberships of one person"
    counted = [row.person_id for row in Membership.objects.trusted("test").counted(today)]
    assert len(counted) == len(set(counted)), "somebody counts twice"
    own = members_by_union(on=today)
    above = members_below(union_ids=[tree.county.pk, tree.east.pk, tree.west.pk], on=today)
    assert above[tree.county.pk] == sum(own.values()) == len(counted)
    assert above[tree.county.pk] == above[tree.east.pk] + above[tree.west.pk]


@pytest.mark.parametrize("seed", range(6))
def test_no_life_breaks_one_active_counted_once_and_history_adds_up(tree, seed):
    life, told = Life(tree, seed), []
    subscribe(MembershipsChanged, within=told.append)
    try:
        for _step in range(STEPS):
            before, heard = set(periods()), len(told)
            life.step()
            assert_is_sound(life, tree)
            changed = {union for _p, union, *_ in before ^ set(periods())}
            named = {union for event in told[heard:] for union in event.union_ids}
            assert changed <= named, "a period changed that no event told of"
    finally:
        _within[MembershipsChanged].remove(told.append)

    assert life.done > STEPS / 6
    _assert_history_adds_up(life, tree)


def _assert_history_adds_up(life, tree):
    """Members of each day are those who began until then, less those who ended."""
    ids = [union.pk for union in life.unions]
    for days in range(0, 200, 23):
        on = life.at.date() - timedelta(days=days)
        rows = list(Membership.objects.trusted("test").on(on).exclude(state="pending"))
        began = [p for p in periods() if p[2] <= on]
        ended = [p for p in began if p[3] is not None and p[3] <= on]
        assert len(rows) == len(began) - len(ended)
        assert count_members(union_ids=ids, on=on) <= len(rows)
