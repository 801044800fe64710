"""Terms that end are told once for each line, put off by half a year at most, and renewed."""

from datetime import date, timedelta

import pytest

from zhigong.base.actor import SYSTEM, use_actor
from zhigong.base.events import subscribe
from zhigong.registry.people import operations as people
from zhigong.registry.people.models import Officer
from zhigong.registry.people.tests.factories import make_person, make_union
from zhigong.registry.unions.models import Term
from zhigong.registry.unions.operations import set_term
from zhigong.work.organisation import operations, queries
from zhigong.work.organisation.events import TermEnding
from zhigong.work.organisation.models import HealthCard
from zhigong.work.organisation.tests.conftest import (
    AUDIT,
    NOON,
    POSTS,
    TODAY,
    stand,
    votes_for,
    worker,
)

pytestmark = pytest.mark.django_db
BEGAN = date(2021, 12, 1)  # five years: ends before 2026-12-01
ENDS = date(2026, 12, 1)


@pytest.fixture
def union(tree):
    found = make_union(parent=tree.east, region="330211001000", established_on=BEGAN)
    set_term(actor=SYSTEM, union=found, number=3, starts_on=BEGAN, years=5)
    return found


@pytest.fixture
def told(monkeypatch):
    monkeypatch.setattr("zhigong.base.events._within", {})
    heard = []
    subscribe(TermEnding, within=heard.append)
    return heard


def test_each_line_is_told_once_and_only_the_last_one_crossed(union, told):
    days = (
        date(2025, 11, 30), date(2025, 12, 1), date(2025, 12, 2), date(2026, 6, 1),
        date(2026, 9, 1), date(2026, 11, 20), date(2026, 12, 1), date(2026, 12, 2),
    )  # fmt: skip

    counts = [operations.remind_terms(actor=SYSTEM, on=day) for day in days]

    assert counts == [0, 1, 0, 1, 1, 0, 1, 0]
    assert [one.months for one in told] == [12, 6, 3, 0]
    assert told[0].above_id == union.parent_id


def test_a_term_registered_late_is_told_once(union, told):
    assert operations.remind_terms(actor=SYSTEM, on=date(2026, 10, 1)) == 1
    assert [one.months for one in told] == [3]


def delay(actor, union, until, reason="企业搬迁"):
    with use_actor(actor):
        return operations.delay_election(
            actor=actor, at=NOON, union=union, until=until, reason=reason
        )


def test_an_election_is_put_off_once_by_the_union_above(union, staff, tree):
    last = date(2027, 6, 1)
    with pytest.raises(operations.AboveGrants):
        delay(worker(union), union, last)
    for wrong in (ENDS, last + timedelta(days=1)):
        with pytest.raises(operations.DelayTooLong):
            delay(staff.east, union, wrong)
    delay(staff.east, union, last)
    with pytest.raises(operations.DelayedAlready):
        delay(staff.east, union, last)

    later = date(2026, 12, 20)
    rows = queries.term_list(actor=staff.county, on=later)
    assert [one.pk for one in queries.delayed(rows, on=later)] == [union.pk]
    assert not queries.overdue(rows, on=later).exists()
    assert queries.overdue(rows, on=date(2027, 6, 1)).exists()


def test_a_union_without_a_term_has_nothing_to_put_off(tree, staff):
    with pytest.raises(operations.NoTerm):
        delay(staff.east, make_union(parent=tree.east), date(2027, 1, 1))


def test_terms_are_listed_by_how_soon_they_end(union, tree, staff):
    rows = queries.term_list(actor=staff.east, on=TODAY)

    assert [one.pk for one in queries.ending_within(rows, 3, on=TODAY)] == [union.pk]
    assert not queries.term_list(actor=staff.west, on=TODAY).exists()


def test_a_term_that_ended_and_was_not_put_off_is_overdue(union, staff):
    rows = queries.term_list(actor=staff.east, on=ENDS)

    assert not queries.overdue(rows, on=TODAY).exists()
    assert [one.pk for one in queries.overdue(rows, on=ENDS)] == [union.pk]


def seated(union, post, since=BEGAN):
    person = make_person(SYSTEM)
    return people.appoint_officer(
        actor=SYSTEM, person=person, union=union, post=post, starts_on=since
    )


def test_an_empty_chair_is_listed_with_the_day_it_became_empty(union, tree, staff):
    office = seated(union, "chair")
    assert union.pk not in {one.pk for one in queries.without_chair(actor=staff.east, on=TODAY)}

    people.end_office(actor=SYSTEM, officer=office, on=date(2026, 10, 1))

    rows = {one.pk: one for one in queries.without_chair(actor=staff.east, on=TODAY)}
    assert rows[union.pk].empty_since == date(2026, 10, 1)


def test_officers_are_counted_by_committee_and_by_how_they_serve(union, staff):
    chair = seated(union, "chair")
    seated(union, "audit_chair")
    operations.place_officer(actor=SYSTEM, officer=chair, kind="seconded")

    makeup = {one.body: one.people for one in queries.makeup_for(actor=staff.east, on=TODAY)}
    served = {code: n for code, _title, n in queries.engagements_for(actor=staff.east, on=TODAY)}

    assert makeup == {"union": 1, "audit": 1, "women": 0}
    assert (served["seconded"], served[""]) == (1, 1)


def to_the_end(building, step, staff, posts):
    """Do the steps of an election from its petition to the reply."""
    step(building, "petition")
    step(building, "approve")
    if building.kind == "renewal":
        step(building, "prepare", head="王敏", team="李强")
        step(building, "develop", members=40, women_members=0, groups=3)
    for serial, post in enumerate(posts):
        stand(building, staff.east, f"候选{serial}", post, serial)
    seats = {"seats": 3, "audit_seats": 3} if building.kind == "renewal" else {"seats": 1}
    step(building, "candidates", **seats)
    step(building, "candidates_reply")
    step(building, "elect", **votes_for(building))
    step(building, "report")
    step(building, "confirm", term_years=5)


def begin(actor, union, kind):
    with use_actor(actor):
        return operations.open_election(actor=actor, at=NOON, union=union, kind=kind)


def _nobody(*, union_ids, on):
    return frozenset()


@pytest.fixture
def own(staff, monkeypatch):
    """Nobody keeps the union itself, so that its street does its steps."""
    monkeypatch.setattr(
        "zhigong.engines.cases.queries.cases.unions_with_administrator",
        _nobody,
    )


def test_a_renewal_ends_the_old_term_and_its_offices(union, own, step, staff):
    old = seated(union, "chair")
    kept = seated(union, "finance")

    building = begin(staff.east, union, "renewal")
    to_the_end(building, step, staff, (*POSTS, *AUDIT))

    terms = [
        (one.number, one.starts_on, one.ends_before)
        for one in Term.objects.filter(union=union).order_by("number")
    ]
    assert terms == [(3, BEGAN, TODAY), (4, TODAY, date(2031, 11, 20))]
    old.refresh_from_db()
    kept.refresh_from_db()
    assert (old.ends_before, kept.ends_before) == (TODAY, None)
    chair = Officer.objects.trusted("test").get(union=union, post="chair", ends_before=None)
    assert chair.person_id != old.person_id
    assert building.stage == "done"


def test_a_by_election_fills_one_seat_and_leaves_the_term(union, own, step, staff):
    member = seated(union, "member")

    building = begin(staff.east, union, "by_election")
    to_the_end(building, step, staff, ("chair",))

    assert Term.objects.filter(union=union).count() == 1
    member.refresh_from_db()
    assert member.ends_before is None
    posts = Officer.objects.trusted("test").filter(union=union, ends_before=None)
    assert sorted(posts.values_list("post", flat=True)) == ["chair", "member"]


def test_a_union_has_one_election_at_a_time(union, staff, tree):
    begin(staff.east, union, "renewal")

    with pytest.raises(operations.ElectionUnderWay):
        begin(staff.east, union, "by_election")
    with pytest.raises(operations.NobodyAbove):
        begin(staff.county, tree.county, "renewal")


def test_a_health_card_says_what_a_union_lacks(union, tree, staff):
    operations.count_health(actor=SYSTEM, at=NOON)
    card = HealthCard.objects.trusted("test").get(union=union)
    assert set(card.missing) == {"chair", "audit", "legal_person", "account", "administrator"}
    assert next(code for code, *_more in queries.lacks_of(card)) == "chair"

    seated(union, "chair")
    operations.count_health(actor=SYSTEM, at=NOON, union_ids=[union.pk])

    card.refresh_from_db()
    assert "chair" not in card.missing
    assert card.lacks == len(card.missing)
    assert not queries.cards_for(actor=staff.west).filter(union=union).exists()
