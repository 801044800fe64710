"""Facts are the rows: on random trees and histories, for every union and every month end."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

import pytest

from zhigong.base import clock
from zhigong.base.events import publish
from zhigong.engines.indicators import operations
from zhigong.engines.indicators.contract import COVERAGES
from zhigong.engines.indicators.models import Fact
from zhigong.engines.indicators.queries import facts, statements
from zhigong.engines.indicators.queries.calendar import horizon, months_since
from zhigong.engines.indicators.queries.figures import coverage, coverage_from_rows
from zhigong.engines.indicators.queries.lists import gap_rows
from zhigong.engines.indicators.queries.tree import members_below, pending_members
from zhigong.engines.indicators.tests import factories as make
from zhigong.registry.people import queries as people
from zhigong.registry.people.events import MembershipsChanged, PeopleChanged
from zhigong.registry.people.models import Membership
from zhigong.registry.unions.events import CommitteeSet, NumbersDeclared, UnionMoved, UnionOpened
from zhigong.registry.unions.models import Union

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _november() -> Iterator[None]:
    with clock.use_clock(make.NOON):
        yield


def assert_facts_are_rows() -> None:
    """Every union, every month kept: what facts add up to is what rows count."""
    unions = list(Union.objects.values_list("pk", flat=True))
    root = Union.objects.get(parent=None).pk
    for month in months_since(date.min, today=TODAY):
        read = facts.stocks(union_ids=unions, days=[month.day])[month.day]
        counted = statements.sums_from_rows(top=root, within=unions, on=month.day)

        assert {k: v for k, v in read.items() if v} == counted, month


def assert_trees_show_rows() -> None:
    """The tree's numbers from facts are those counted from memberships."""
    unions = list(Union.objects.values_list("pk", flat=True))
    for month in months_since(date.min, today=TODAY):
        counted = people.members_below(union_ids=unions, on=month.day)
        assert members_below(union_ids=unions, on=month.day, today=TODAY) == counted
    waiting = Membership.objects.on(TODAY).filter(state="pending").count()
    root = Union.objects.get(parent=None).pk
    assert pending_members(union_ids=[root], today=TODAY) == waiting


class History:
    """A random tree and what happens in it, told by events as the registry tells it."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.city = self._open("federation", None)
        self.counties = [self._open("federation", self.city) for _ in range(2)]
        self.streets = [self._open("street", c) for c in self.counties for _ in range(2)]
        self.unions = [self._open("grassroots", s) for s in self.streets for _ in range(2)]
        self.unions += [self._open("branch", self.unions[0]), self._open("joint", self.city)]
        self.employers = [
            make.employer(self.random.choice(self.streets), self.random.choice((8, 30, 150)))
            for _ in range(6)
        ]
        for employer in self.employers[:4]:
            make.cover(employer, self.random.choice(self.unions), since=self._day())
        everybody = frozenset(Union.objects.values_list("pk", flat=True))
        publish(UnionOpened(everybody, make.START, None))

    def _open(self, kind: str, parent: Union | None) -> Union:
        return make.union(kind, parent, since=make.START)

    def _day(self) -> date:
        """A day of the last 500: half before the oldest month that is kept."""
        return TODAY - timedelta(days=self.random.randrange(500))

    def step(self) -> None:
        """Let one thing happen."""
        self.random.choice(
            (
                self.join,
                self.join,
                self.join,
                self.leave,
                self.retain,
                self.verify,
                self.declare,
                self.set_up,
                self.move,
                self.carry,
            )
        )()

    def join(self) -> None:
        union, day = self.random.choice(self.unions), self._day()
        employer = self.random.choice((None, *self.employers))
        state = self.random.choice(("active", "active", "active", "pending", "transferring"))
        for _ in range(self.random.randrange(1, 13)):
            make.member(union, since=day, at=employer, state=state, sex=self.random.choice("12"))
        publish(MembershipsChanged(frozenset({union.pk}), day))

    def _member(self) -> Membership | None:
        rows = list(
            Membership.objects.filter(ends_before=None).exclude(state__in=("retained", "pending"))
        )
        return self.random.choice(rows) if rows else None

    def leave(self) -> None:
        if row := self._member():
            row.ends_before = max(row.starts_on, self._day())
            row.state = "left"
            row.save()
            publish(MembershipsChanged(frozenset({row.union_id}), row.ends_before))

    def carry(self) -> None:
        """A member goes to another union without a gap."""
        if row := self._member():
            day = max(row.starts_on, self._day())
            row.ends_before, row.state = day, "transferred"
            row.save()
            union = self.random.choice(self.unions)
            make.member(union, who=row.person, since=day)
            publish(MembershipsChanged(frozenset({row.union_id, union.pk}), day))

    def retain(self) -> None:
        if row := self._member():
            day = max(row.starts_on, self._day())
            make.retain(row, since=day)
            publish(MembershipsChanged(frozenset({row.union_id}), day))

    def verify(self) -> None:
        if row := self._member():
            row.person.verified_on, row.person.confidence = self._day(), "online"
            row.person.save()
            publish(PeopleChanged(frozenset({row.union_id}), row.person.verified_on))

    def declare(self) -> None:
        union, day = self.random.choice(self.unions), self._day()
        make.declare(union, self.random.randrange(30), as_of=day)
        publish(NumbersDeclared(frozenset({union.pk}), day))

    def set_up(self) -> None:
        union, day = self.random.choice(self.unions), self._day()
        if not union.committees.filter(kind="women").exists():
            make.committee(union, since=day)
            publish(CommitteeSet(frozenset({union.pk}), day, "women"))

    def move(self) -> None:
        """A street goes to the other county, a grassroots union to another street."""
        moved = self.random.choice((*self.streets, *self.unions[:8]))
        parents = self.counties if moved in self.streets else self.streets
        parent, day = self.random.choice(parents), TODAY - timedelta(days=self.random.randrange(90))
        moved.refresh_from_db()
        last = moved.positions.get(ends_before=None)
        if parent.pk == moved.parent_id or last.starts_on > day:
            return
        old = tuple(moved.ancestors[:-1])
        below = frozenset(
            Union.objects.filter(ancestors__contains=[moved.pk]).values_list("pk", flat=True)
        )
        try:
            make.move(moved, parent, on=day)
        except make.TooEarly:
            return
        publish(UnionMoved(below, day, moved.pk, old, tuple(moved.ancestors[:-1])))


@pytest.mark.parametrize("seed", range(12))
def test_facts_equal_rows_for_every_union_and_month_end(seed: int) -> None:
    history = History(seed)
    for _ in range(25):
        history.step()

    assert_facts_are_rows()
    assert_trees_show_rows()
    assert operations.recount(today=TODAY).is_equal


@pytest.mark.parametrize("seed", range(3))
def test_gap_is_due_minus_reached_and_what_the_rows_miss(seed: int) -> None:
    history = History(seed)
    for _ in range(20):
        history.step()

    for union in (history.city, *history.counties, history.streets[0], history.unions[0]):
        for figure in coverage(union_id=union.pk, on=TODAY, today=TODAY):
            rows = gap_rows(code=figure.code, union_id=union.pk, on=TODAY)
            missing = list(rows.values_list("missing", flat=True))
            assert figure.source == "facts"
            assert figure.gap == sum(missing)
            assert figure.gap_rows == len(missing)


@pytest.mark.parametrize("seed", range(3))
def test_a_union_is_its_own_figure_and_those_of_its_children(seed: int) -> None:
    history = History(seed)
    for _ in range(20):
        history.step()
    on = TODAY - timedelta(days=100)

    def due(union: Union) -> dict[str, int]:
        return {f.code: f.denominator for f in coverage_from_rows(union_id=union.pk, on=on)}

    own = statements.sums_own(union_ids=[history.city.pk], on=on)
    children = Union.objects.filter(
        positions__parent=history.city, positions__starts_on__lte=on
    ).distinct()
    for entry in COVERAGES.entries():
        below = sum(due(child)[entry.code] for child in children)
        assert due(history.city)[entry.code] == below + own.get(
            (history.city.pk, entry.code, "due"), 0
        )


def test_a_change_of_spring_is_booked_to_spring_and_known_in_november() -> None:
    county = make.union("federation")
    union = make.union("grassroots", county)
    publish(UnionOpened(frozenset({county.pk, union.pk}), make.START, None))
    make.members(union, 3, since=date(2026, 3, 15))
    publish(MembershipsChanged(frozenset({union.pk}), date(2026, 3, 15)))
    make.members(union, 2, since=date(2019, 1, 1))
    publish(MembershipsChanged(frozenset({union.pk}), date(2019, 1, 1)))

    booked = Fact.objects.filter(union_id=county.pk, indicator="verified", cell="due")
    assert list(
        booked.order_by("effect_month").values_list("effect_month", "booked_month", "value")
    ) == [
        (horizon(TODAY), date(2026, 11, 1), 2),
        (date(2026, 3, 1), date(2026, 11, 1), 3),
    ]


def test_rows_changed_past_the_operations_are_found_and_repaired() -> None:
    history = History(1)
    history.join()
    make.members(history.unions[0], 4, since=date(2026, 5, 5))

    found = operations.recount(today=TODAY)
    assert not found.is_equal
    assert history.unions[0].pk in {d.union_id for d in found.differences}

    assert operations.repair(today=TODAY).repaired
    assert operations.recount(today=TODAY).is_equal
    assert_facts_are_rows()


def test_a_rebuild_from_nothing_gives_the_same_facts() -> None:
    history = History(2)
    for _ in range(15):
        history.step()
    Fact.objects.all().delete()

    operations.rebuild(today=TODAY)

    assert_facts_are_rows()


def test_another_day_is_counted_from_rows_and_says_so() -> None:
    history = History(3)
    history.join()
    on = date(2026, 10, 15)

    figures = coverage(union_id=history.city.pk, on=on, today=TODAY)

    assert {figure.source for figure in figures} == {"rows"}
    assert {figure.as_of for figure in figures} == {on}
