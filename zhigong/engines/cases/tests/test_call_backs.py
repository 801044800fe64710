"""Call-backs: asked by somebody else, a queue at the union that decided, back into work once."""

from datetime import timedelta

import pytest

from zhigong.base.actor import use_actor
from zhigong.base.workflow import ReasonMissing
from zhigong.engines.cases import queries
from zhigong.engines.cases.contract import (
    CallBackResult,
    Decision,
    Level,
    Step,
    StepKind,
    definition_of,
)
from zhigong.engines.cases.models import CallBack
from zhigong.engines.cases.operations import (
    CalledBackAlready,
    HandledIt,
    NotYourStep,
    decide_step,
    rate_case,
    record_call,
    reopen_case,
)
from zhigong.engines.cases.operations.closing import ReopenedAlready
from zhigong.engines.cases.queries.ratings import ratings_of
from zhigong.engines.cases.rules.aftercare import is_chosen
from zhigong.engines.cases.tests.factories import NOON, TODAY, make_handler, make_programme

LATER = NOON + timedelta(hours=3)


@pytest.fixture
def done(opened, people, waiting):
    """A case two unions passed; every one of its programme is called back."""

    def finish(**changes):
        case = opened(make_programme(**{"calls_back": 100, **changes}))
        for actor in (people.firm, people.county):
            with use_actor(actor):
                decide_step(actor=actor, at=LATER, step=waiting(case), decision=Decision.PASS)
        case.refresh_from_db()
        return case

    return finish


@pytest.fixture
def caller(tree):
    return make_handler(tree.county)


def call(actor, call_back, result, **more):
    with use_actor(actor):
        return record_call(actor=actor, at=LATER, call_back=call_back, result=result, **more)


def queue(actor, box="due"):
    return list(queries.call_backs_for(actor=actor, box=box, today=TODAY))


@pytest.mark.parametrize("share", [0, 1, 20, 33, 100])
def test_a_share_is_spread_evenly(share):
    """Of any hundred cases in a row as many are chosen as the programme says."""
    for start in (1, 57, 940):
        assert sum(is_chosen(share, n) for n in range(start, start + 100)) == share


def test_a_programme_without_call_backs_is_stored_as_before_there_were_any():
    assert "calls_back" not in definition_of(make_programme())
    assert definition_of(make_programme(calls_back=20))["calls_back"] == 20


def test_the_end_of_a_case_lays_a_call_back_before_the_union_that_decided(done, tree, caller):
    case = done()
    (asked,) = queue(caller)
    assert (asked.case, asked.unit, asked.round) == (case, tree.county, 0)
    assert asked.due_on > TODAY
    assert not CallBack._base_manager.exclude(pk=asked.pk).exists()


def test_none_is_asked_where_the_programme_wants_none(done, caller):
    done(calls_back=0)
    assert queue(caller) == []


def test_who_handled_the_case_may_not_ask_how_it_went(done, people, caller):
    done()
    (asked,) = queue(caller)
    with pytest.raises(HandledIt):
        call(people.county, asked, CallBackResult.SATISFIED)
    assert call(caller, asked, CallBackResult.SATISFIED).made_by_id == caller.user_id


def test_another_county_or_a_union_below_may_not(done, people, caller):
    done()
    (asked,) = queue(caller)
    with pytest.raises(NotYourStep):
        call(people.street, asked, CallBackResult.SATISFIED)
    asked.refresh_from_db()
    assert asked.result == ""


def test_the_union_above_finds_it_among_those_below(done, people):
    done()
    assert queue(people.province) == []
    assert len(queue(people.province, "below")) == 1
    assert queue(people.street, "all") == []


def test_the_third_call_nobody_answers_ends_it(done, caller):
    done()
    (asked,) = queue(caller)
    for tries in (1, 2):
        made = call(caller, asked, CallBackResult.UNREACHABLE)
        assert (made.tries, made.result) == (tries, "")
    made = call(caller, asked, CallBackResult.UNREACHABLE)
    assert (made.tries, made.result) == (3, "unreachable")
    with pytest.raises(CalledBackAlready):
        call(caller, asked, CallBackResult.SATISFIED)
    assert [one.pk for one in queue(caller, "mine")] == [asked.pk]


def test_who_is_not_satisfied_says_why(done, caller):
    done()
    (asked,) = queue(caller)
    with pytest.raises(ReasonMissing):
        call(caller, asked, CallBackResult.UNSATISFIED, words="  ")


def test_a_case_goes_back_into_work_by_a_call_back_once(done, people, caller, waiting):
    case = done()
    (asked,) = queue(caller)
    call(caller, asked, CallBackResult.UNSATISFIED, words="补助没有到账", reopens=True)
    case.refresh_from_db()
    assert (case.state, case.reopened_times) == ("handling", 1)
    assert waiting(case).code == "review"
    others = {"firm": make_handler(case.union), "county": make_handler(asked.unit)}
    for actor in others.values():
        with use_actor(actor):
            decide_step(actor=actor, at=LATER, step=waiting(case), decision=Decision.PASS)
    (again,) = queue(caller)
    assert again.round == 1
    with pytest.raises(ReopenedAlready):
        call(caller, again, CallBackResult.UNSATISFIED, words="还是没有", reopens=True)
    again.refresh_from_db()
    assert again.result == ""
    assert call(caller, again, CallBackResult.UNSATISFIED, words="还是没有").result == "unsatisfied"


def test_a_bad_rating_is_always_called_back(done, people, caller):
    case = done(calls_back=0)
    rate_case(actor=people.member, at=LATER, case=case, stars=3)
    assert queue(caller) == []
    other = done(calls_back=0)
    rate_case(actor=people.member, at=LATER, case=other, stars=2, text="等得太久")
    (asked,) = queue(caller)
    assert (asked.case, asked.why) == (other, "rating")


def test_a_reopened_case_is_not_asked_about_and_rated_anew(done, people, caller, waiting):
    case = done(calls_back=0)
    rate_case(actor=people.member, at=LATER, case=case, stars=1, text="没有解决")
    reopen_case(actor=people.member, at=LATER, case=case, reason="没有解决")
    assert queue(caller) == []
    case.refresh_from_db()
    assert case.stars is None
    for union in (case.union, CallBack._base_manager.get().unit):
        actor = make_handler(union)
        with use_actor(actor):
            decide_step(actor=actor, at=LATER, step=waiting(case), decision=Decision.PASS)
    case.refresh_from_db()
    rate_case(actor=people.member, at=LATER, case=case, stars=5)
    assert [one.stars for one in queries.earlier_ratings_of(case)] == [1]
    assert list(case.ratings.order_by("round").values_list("stars", flat=True)) == [1, 5]
    said = ratings_of(actor=people.county, programme=queries.programme_of_case(case))
    assert said["cases"] == 2  # the bad one is not forgotten


def test_a_confidential_case_is_called_back_by_its_team_alone(opened, people, tree, waiting):
    answer = Step("reply", "答复", Level.COUNTY, StepKind.REPLY)
    programme = make_programme(
        is_confidential=True, home=Level.COUNTY, route=(answer,), calls_back=100
    )
    step = waiting(opened(programme))
    with use_actor(people.county):
        decide_step(
            actor=people.county, at=LATER, step=step, decision=Decision.PASS, reason="已核实"
        )
    plain = make_handler(tree.county, abilities={"cases.view", "cases.call_back"})
    assert queue(plain) == []
    assert len(queue(make_handler(tree.county))) == 1
