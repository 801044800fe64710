"""Two at once, on two connections: one case, one decision; the other is told."""

import threading
from uuid import uuid4

import pytest
from django.db import connection, connections

from zhigong.base.actor import use_actor
from zhigong.base.errors import UserError
from zhigong.engines.cases import queries
from zhigong.engines.cases.contract import Decision, Quota
from zhigong.engines.cases.models import Case, CaseEntry
from zhigong.engines.cases.operations import StepDecidedAlready, decide_step, open_case
from zhigong.engines.cases.operations.opening import NotNow
from zhigong.engines.cases.tests.factories import (
    NOON,
    make_applicant,
    make_handler,
    make_programme,
)

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works):
    """Do all of it at the same moment, each on a connection of its own; return what came of it."""
    start = threading.Barrier(len(works))
    found = [None] * len(works)

    def run(number, work):
        try:
            start.wait(timeout=30)
            found[number] = work()
        except UserError as refused:
            found[number] = refused
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    return found


def test_two_officers_decide_at_once_and_one_is_told(opened, people, waiting, tree):
    case = opened()
    step = waiting(case)
    officers = [people.firm, make_handler(tree.pump)]

    def decide(actor):
        def work():
            with use_actor(actor):
                return decide_step(actor=actor, at=NOON, step=step, decision=Decision.PASS)

        return work

    found = at_once(*(decide(actor) for actor in officers))
    refused = [one for one in found if isinstance(one, StepDecidedAlready)]
    assert len(refused) == 1
    assert refused[0].status == 409
    assert CaseEntry.objects.filter(case=case, verb="step_pass").count() == 1
    assert [one.state for one in queries.steps_of(case)] == ["done", "waiting"]


def test_the_same_form_sent_twice_at_once_opens_one_case(people, tree):
    programme, key = make_programme(), uuid4()

    def send():
        with use_actor(people.member):
            return open_case(
                actor=people.member,
                at=NOON,
                programme=programme,
                union=tree.pump,
                answers={"reason": "家中遭遇火灾"},
                person=people.person,
                key=key,
            )

    found = at_once(send, send, send)
    assert len({case.pk for case in found}) == 1
    assert Case._base_manager.count() == 1
    assert CaseEntry.objects.filter(verb="opened").count() == 1
    assert connection.in_atomic_block is False


def test_two_applications_where_one_is_given_open_one(people, tree):
    programme = make_programme(once_per="open")

    def send():
        with use_actor(people.member):
            return open_case(
                actor=people.member,
                at=NOON,
                programme=programme,
                union=tree.pump,
                answers={"reason": "家中遭遇火灾"},
                person=people.person,
                key=uuid4(),
            )

    found = at_once(send, send)
    assert sorted(type(one).__name__ for one in found) == ["Case", "CaseUnderWay"]
    assert Case._base_manager.count() == 1


PLACES = 3
ASKING = 7


@pytest.mark.parametrize(
    ("quota", "is_one_person", "words"),
    [
        (Quota(total=PLACES), False, "今年的名额已用完"),
        (Quota(per_union=PLACES), False, "您所在工会今年的名额已用完"),
        (Quota(per_person=PLACES), True, "您今年的次数已用完"),
    ],
)
def test_of_many_at_once_so_many_get_a_place_as_there_are(
    people, tree, quota, is_one_person, words
):
    programme = make_programme(quota=quota)
    applicants = [(people.person, people.member)] * ASKING
    if not is_one_person:
        applicants = [make_applicant(people.county, tree.pump) for _ in range(ASKING)]

    def sending(person, member):
        def send():
            with use_actor(member):
                return open_case(
                    actor=member,
                    at=NOON,
                    programme=programme,
                    union=tree.pump,
                    answers={"reason": "家中遭遇火灾"},
                    person=person,
                    key=uuid4(),
                )

        return send

    found = at_once(*(sending(*one) for one in applicants))
    refused = [one for one in found if isinstance(one, NotNow)]
    assert len(refused) == ASKING - PLACES
    assert {one.status for one in refused} == {409}
    assert all(words in one.message for one in refused)
    assert Case._base_manager.count() == PLACES
