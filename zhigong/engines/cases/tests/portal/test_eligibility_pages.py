"""我能办吗: each condition with yes, no or not to be decided, and what a strict programme does."""

from dataclasses import replace

import pytest

from zhigong.engines.cases.catalogue.facts.age import AGE
from zhigong.engines.cases.catalogue.facts.is_member import IS_MEMBER
from zhigong.engines.cases.contract import PROGRAMMES, Applicant
from zhigong.engines.cases.models import Case
from zhigong.engines.cases.operations import NotForYou
from zhigong.engines.cases.queries.eligibility import answers_in, verdict_for_person
from zhigong.engines.cases.tests.desk.pages import DESK, visit
from zhigong.engines.cases.tests.desk.pages import text as page_of
from zhigong.engines.cases.tests.factories import TODAY, make_handler
from zhigong.engines.cases.tests.portal.pages import PROGRAMME, opened, text, to
from zhigong.kernel.predicate import all_of
from zhigong.registry.people.models import Membership

pytestmark = pytest.mark.django_db

IS_NOW = (IS_MEMBER.fact == True).because(  # noqa: E712  a condition
    PROGRAMMES.get("hospital_visit").eligibility.source, "申请时是工会会员"
)
BOTH = all_of(IS_NOW, AGE.fact >= 50)


@pytest.fixture
def born(people):
    def on(day):
        people.person.birth_on = day
        people.person.save(update_fields=["birth_on"])

    return on


def page_with(member, offer, **changes):
    offer(replace(PROGRAMME, eligibility=BOTH, **changes))
    return text(member.client.get(to("programme", "aid")))


def test_each_condition_has_its_answer_and_she_may_apply_all_the_same(member, offer, born):
    born(TODAY.replace(year=1990))
    page = page_with(member, offer)
    assert page.count("badge-good") or "符合" in page
    assert "不符合" in page
    assert "仍然可以申请" in page
    assert to("apply", "aid") in page


def test_what_is_not_known_cannot_be_decided(member, offer, born):
    born(None)
    page = page_with(member, offer)
    assert "无法判断" in page
    assert "不符合" not in page


def test_a_visitor_reads_the_conditions_alone(db, offer, client):
    offer(replace(PROGRAMME, eligibility=BOTH))
    page = text(client.get(to("programme", "aid")))
    assert "申请时是工会会员" in page
    assert "登录后可以看到您是否符合" in page
    assert "我能办吗" not in page


def test_a_strict_no_forbids_and_an_open_question_does_not(member, offer, people, born):
    born(TODAY.replace(year=1990))
    page = page_with(member, offer, is_strict=True)
    assert "不符合申请条件" in page
    assert "开始办理" not in page
    strict = PROGRAMMES.get("aid")
    with pytest.raises(NotForYou, match="不符合申请条件"):
        opened(people, member, programme=replace(strict, papers=()))
    assert not Case._base_manager.exists()
    born(None)
    assert "开始办理" in text(member.client.get(to("programme", "aid")))


def test_the_desk_reads_the_same_answers_as_of_the_day_of_the_application(
    member, offer, people, born, tree
):
    born(TODAY.replace(year=1960))
    offer(replace(PROGRAMME, eligibility=BOTH, papers=()))
    case = opened(people, member, programme=PROGRAMMES.get("aid"))
    page = page_of(visit(make_handler(tree.pump, abilities=DESK), "detail", case.number))
    assert "申请条件核对" in page
    assert "无法判断" not in page


@pytest.mark.parametrize(
    ("sex", "year", "answer"),
    [
        ("1", 1966, "yes"),
        ("1", 1967, "no"),
        ("2", 1976, "yes"),
        ("2", 1977, "no"),
        ("0", 1960, "undecided"),
    ],
)
def test_a_farewell_is_for_those_who_may_retire(people, born, sex, year, answer):
    people.person.sex = sex
    born(TODAY.replace(year=year))
    verdict = verdict_for_person(
        programme=PROGRAMMES.get("retirement_farewell"), person=people.person, on=TODAY
    )
    assert str(verdict.answer) == answer


def test_who_waits_or_left_is_no_member(people):
    held = Membership._base_manager.get(person=people.person)
    fact = lambda: IS_MEMBER.value(Applicant(people.person, held, TODAY))  # noqa: E731
    assert fact() is True
    held.state = "pending"
    assert fact() is False
    held.state, held.ends_before = "ended", TODAY
    assert fact() is False
    assert IS_MEMBER.value(Applicant(people.person, None, TODAY)) is False


def test_conditions_of_which_one_is_enough_are_one_line(people, born):
    people.person.sex = "1"
    born(TODAY.replace(year=1960))
    programme = PROGRAMMES.get("retirement_farewell")
    verdict = verdict_for_person(programme=programme, person=people.person, on=TODAY)
    shown = answers_in(programme, verdict)
    assert [str(one["answer"]) for one in shown["lines"]] == ["yes", "yes"]
    born(None)
    verdict = verdict_for_person(programme=programme, person=people.person, on=TODAY)
    shown = answers_in(programme, verdict)
    assert [str(one["answer"]) for one in shown["lines"]] == ["yes", "undecided"]
    assert "符合其中一项" in shown["lines"][1]["text"]
