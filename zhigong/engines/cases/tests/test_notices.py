"""Who is told what of a case: short, to the right people, and never of its matter."""

from datetime import timedelta

import pytest
from django.apps import apps

from zhigong.base.actor import SYSTEM, use_actor
from zhigong.base.clock import use_clock
from zhigong.engines.cases import queries
from zhigong.engines.cases.contract import Decision, Level, Step, StepKind
from zhigong.engines.cases.operations import decide_step, resubmit_case, urge_case
from zhigong.engines.cases.tests.factories import NOON, make_programme
from zhigong.registry.accounts import operations as accounts
from zhigong.registry.accounts.queries import get_role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon():
    with use_clock(NOON):
        yield


@pytest.fixture
def administrators(tree):
    """Authorise somebody at the firm, at the street and at the county."""
    accounts.sync_roles(actor=SYSTEM)
    found = {}
    places = (("pump", "union_admin"), ("east", "union_admin"), ("county", "county_admin"))
    for place, role in places:
        user = accounts.create_user(login=f"of_{place}", name=place, at=NOON, actor=SYSTEM)
        accounts.grant_role(
            user=user,
            role=get_role(code=role),
            union=getattr(tree, place),
            starts_on=NOON.date(),
            actor=SYSTEM,
        )
        found[place] = user
    apps.get_model("messaging", "Message").objects.all().delete()
    return found


@pytest.fixture
def member_account(people):
    return accounts.create_user(
        login="member",
        name=people.person.name,
        kind="member",
        person_id=people.person.pk,
        phone="13812345678",
        at=NOON,
        actor=SYSTEM,
    )


def told(user, notice=""):
    rows = apps.get_model("messaging", "Message").objects.filter(user=user).order_by("pk")
    return [m.text for m in (rows.filter(notice=notice) if notice else rows)]


def decide(actor, case, decision=Decision.PASS, reason=""):
    step = queries.steps_of(case).filter(state="waiting").first()
    with use_actor(actor):
        return decide_step(actor=actor, at=NOON, step=step, decision=decision, reason=reason)


def test_the_applicant_is_told_that_it_arrived_once_and_by_when(opened, people, member_account):
    case = opened()
    decide(people.firm, case)

    assert told(member_account) == ["您提交的事项（编号尾号0001）已收到，预计12月2日前办结。"]
    delivery = apps.get_model("messaging", "Delivery").objects.trusted("a test").get()
    assert (delivery.channel, delivery.notice) == ("sms", "case_received")


@pytest.mark.parametrize(
    ("decision", "notice", "words"),
    [
        (Decision.RETURN, "case_returned", "需要补正"),
        (Decision.NOT_ACCEPT, "case_not_accepted", "不予受理"),
    ],
)
def test_each_end_has_words_of_its_own_and_none_names_the_matter(
    opened, people, member_account, decision, notice, words
):
    case = opened()

    decide(people.firm, case, decision, "家中遭遇火灾的证明看不清")

    (text,) = told(member_account, notice)
    assert words in text
    assert "0001" in text
    assert "火灾" not in text
    assert case.title not in text


def test_a_refusal_and_a_good_end_are_told_apart(opened, people, member_account):
    refused, done = opened(), opened()
    for case in (refused, done):
        decide(people.firm, case)

    decide(people.county, refused, Decision.REFUSE, "收入超过标准")
    decide(people.county, done, reason="同意")

    assert ["未获批准" in text for text in told(member_account, "case_refused")] == [True]
    assert ["已办结" in text for text in told(member_account, "case_done")] == [True]


def test_a_second_return_is_told_again(opened, people, member_account):
    case = decide(people.firm, opened(), Decision.RETURN, "缺一份")
    with use_actor(people.member):
        resubmit_case(actor=people.member, at=NOON, case=case, answers={"reason": "补"})

    decide(people.firm, case, Decision.RETURN, "还缺一份")

    assert len(told(member_account, "case_returned")) == 2


def test_the_union_at_which_a_step_arrives_is_told_with_its_limit(opened, people, administrators):
    case = opened()
    assert told(administrators["pump"]) == [
        "有办件（编号尾号0001）等待您的工会办理，期限 2026-11-25。"
    ]
    assert told(administrators["county"]) == []

    decide(people.firm, case)

    assert len(told(administrators["county"], "case_arrived")) == 1
    assert told(administrators["east"]) == []


def test_all_who_countersign_are_told_once(opened, people, administrators):
    both = Step(
        "sign", "会签", Level.COUNTY, StepKind.COUNTERSIGN, parts=(Level.STREET, Level.COUNTY)
    )
    case = opened(make_programme(route=(both,)))
    decide(people.street, case)

    assert len(told(administrators["east"])) == len(told(administrators["county"])) == 1


def test_urging_is_told_to_the_union_where_the_case_waits(opened, people, administrators):
    case = opened()
    with use_actor(people.member):
        urge_case(actor=people.member, at=NOON + timedelta(days=4), case=case)

    assert told(administrators["pump"], "case_urged") == [
        "办件（编号尾号0001）的申请人第1次催办，请尽快办理。"
    ]
    assert told(administrators["county"]) == []
