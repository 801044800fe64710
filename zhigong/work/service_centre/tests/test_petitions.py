"""Petitions keep the clock of 信访工作条例 and never go back to those who answered."""

from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from django.test import override_settings
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from tests.cast import NOON, build, undone
from zhigong.base import clock
from zhigong.base.clock import use_clock
from zhigong.base.papers import TYPES
from zhigong.engines.cases import operations as cases
from zhigong.engines.cases.contract import CaseState, Channel, Decision
from zhigong.engines.cases.models import Case, CaseEntry
from zhigong.engines.cases.operations import ConflictOfInterest, NotYourStep
from zhigong.engines.cases.queries import get_programme, steps_of
from zhigong.kernel.working_calendar import WorkingCalendar
from zhigong.work.service_centre import operations, queries
from zhigong.work.service_centre.models import PetitionExtension
from zhigong.work.service_centre.operations import petitions
from zhigong.work.service_centre.rules import (
    MOST_REPRESENTATIVES,
    done_by,
    needs_representatives,
    objected_by,
    review_asked_by,
    told_by,
)

pytestmark = pytest.mark.django_db
DETAILS = "反映一九九八年以前的工龄认定问题，希望书面答复。"
CALENDAR = WorkingCalendar()


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    with (
        django_db_blocker.unblock(),
        undone(),
        use_clock(NOON),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")),
    ):
        yield build()


@pytest.fixture(autouse=True)
def alone():
    with undone(), use_clock(NOON):
        yield


def moment(text):
    return datetime.fromisoformat(f"{text}T10:00").replace(tzinfo=clock.ZONE)


def register(world, at=NOON, code="petition", **answers):
    given = {"people": 1, "nature": "petition", "details": DETAILS, "name": "王小花"}
    with use_clock(at):
        return cases.open_case(
            actor=world.actor("county_officer"),
            at=at,
            programme=get_programme(code),
            union=world.unions["firm"],
            answers=given | answers,
            channel=Channel.LETTER,
            person=world.things["person"],
        )


def waiting(case):
    return steps_of(case).filter(state="waiting").get()


def decide(world, case, at=NOON, who="county_officer", decision=Decision.PASS, reason="已核实。"):
    with use_clock(at):
        cases.decide_step(
            actor=world.actor(who), at=at, step=waiting(case), decision=decision, reason=reason
        )
    case.refresh_from_db()


def answered(world, at=NOON):
    case = register(world, at)
    decide(world, case, at)
    decide(world, case, at)
    return case


def test_the_worked_example_of_the_rules_book():
    received, accepted = date(2026, 3, 2), date(2026, 3, 10)

    assert told_by(received, CALENDAR) == date(2026, 3, 17)
    # 2026-05-09 is a Saturday on which people work, in exchange for a day of the holidays.
    assert CALENDAR.is_working_day(date(2026, 5, 9))
    assert done_by(accepted, CALENDAR) == date(2026, 5, 9)
    assert done_by(accepted, CALENDAR, extension_days=30) == date(2026, 6, 8)
    with pytest.raises(ValueError, match="31"):
        done_by(accepted, CALENDAR, extension_days=31)


def test_seven_visitors_choose_five_at_most_to_speak_for_them():
    assert [n for n in range(1, 9) if needs_representatives(n)] == [6, 7, 8]
    assert MOST_REPRESENTATIVES == 5


def test_working_days_count_for_objections_and_calendar_days_for_reviews():
    assert objected_by(date(2026, 11, 20), CALENDAR) == date(2026, 11, 27)
    assert review_asked_by(date(2026, 11, 2), CALENDAR) == date(2026, 12, 2)


def test_a_group_visit_without_representatives_is_not_registered(world):
    before = Case._base_manager.count()

    with pytest.raises(petitions.RepresentativesWanted):
        register(world, people=7)
    with pytest.raises(petitions.RepresentativesWanted):
        register(world, people=7, representatives=[{"name": f"代表{n}"} for n in range(6)])
    register(world, people=7, representatives=[{"name": "赵一"}, {"name": "钱二"}])

    assert Case._base_manager.count() == before + 1


def test_accusations_are_taken_as_secret_complaints_only(world):
    with pytest.raises(petitions.AccusationElsewhere):
        register(world, nature="accusation")

    assert get_programme("complaint").is_confidential


def test_the_steps_carry_the_statutory_days(world):
    received, accepted = moment("2026-03-02"), moment("2026-03-10")
    case = register(world, received)

    assert waiting(case).due_on == date(2026, 3, 17)
    decide(world, case, accepted)
    assert waiting(case).due_on == date(2026, 5, 9)
    days = queries.clock_of(case)
    assert (days.accepted_on, days.done_by) == (date(2026, 3, 10), date(2026, 5, 9))


def extended(world, days=30):
    case = register(world, moment("2026-03-02"))
    decide(world, case, moment("2026-03-10"))
    at = moment("2026-05-06")
    with use_clock(at):
        operations.ask_extension(
            actor=world.actor("county_officer"),
            at=at,
            step=waiting(case),
            days=days,
            reason="需向社保部门调档。",
        )
    return case, at


def test_more_time_is_granted_by_another_person_and_the_reason_is_told(world):
    case, at = extended(world)
    officer, leader = world.actor("county_officer"), world.actor("leader")

    with pytest.raises(petitions.SamePerson):
        operations.decide_extension(actor=officer, at=at, step=waiting(case), is_granted=True)
    with pytest.raises(NotYourStep):
        operations.decide_extension(
            actor=world.actor("street_officer"), at=at, step=waiting(case), is_granted=True
        )
    operations.decide_extension(actor=leader, at=at, step=waiting(case), is_granted=True)

    case.refresh_from_db()
    assert waiting(case).due_on == date(2026, 6, 8)
    assert case.promised_on >= date(2026, 6, 8)
    told = CaseEntry.objects.filter(case=case, verb="extended", is_public=True).get()
    assert "需向社保部门调档。" in told.note


def test_a_refused_extension_moves_no_limit_and_there_is_no_second(world):
    case, at = extended(world)

    operations.decide_extension(
        actor=world.actor("leader"), at=at, step=waiting(case), is_granted=False
    )

    assert waiting(case).due_on == date(2026, 5, 9)
    with pytest.raises(petitions.ExtendedAlready):
        operations.ask_extension(
            actor=world.actor("county_officer"),
            at=at,
            step=waiting(case),
            days=5,
            reason="还要时间",
        )


def test_more_time_is_not_asked_for_after_the_limit_nor_before_acceptance(world):
    case = register(world, moment("2026-03-02"))
    actor, late = world.actor("county_officer"), moment("2026-05-11")
    ask = {"actor": actor, "days": 30, "reason": "情况复杂"}

    with pytest.raises(petitions.NothingToExtend):
        operations.ask_extension(**ask, at=NOON, step=waiting(case))
    decide(world, case, moment("2026-03-10"))
    with pytest.raises(petitions.NothingToExtend):
        operations.ask_extension(**ask, at=late, step=waiting(case))

    assert not PetitionExtension._base_manager.filter(case=case).exists()


def test_an_item_passed_on_by_mistake_goes_back_within_five_working_days(world):
    case = register(world)
    cases.transfer_step(
        actor=world.actor("county_officer"),
        at=NOON,
        step=waiting(case),
        to_union=world.unions["street"],
        reason="属街道辖区",
    )
    step, actor = waiting(case), world.actor("street_officer")
    late = NOON + timedelta(days=9)

    with pytest.raises(petitions.ObjectionTooLate):
        operations.object_to_transfer(actor=actor, at=late, step=step, reason="不属本街道")
    operations.object_to_transfer(actor=actor, at=NOON, step=step, reason="不属本街道")

    assert waiting(case).unit_id == world.unions["county"].pk
    with pytest.raises(petitions.NotPassedOn):
        operations.object_to_transfer(
            actor=actor, at=NOON, step=steps_of(register(world)).get(), reason="不属本街道"
        )


def review(world, ground, code="petition_review", at=NOON, **answers):
    return register(world, at, code, ground=ground.number, **answers)


def test_a_review_is_not_handled_by_who_answered(world):
    ground = answered(world)
    case = review(world, ground)

    with pytest.raises(ConflictOfInterest, match="有异议的原办件"):
        decide(world, case)

    assert waiting(case).state == "waiting"
    assert queries.petitions_for(actor=world.actor("leader")).filter(pk=case.pk).exists()


def test_a_review_wants_an_answer_of_hers_thirty_days_and_is_had_once(world):
    ground = answered(world)
    unanswered = register(world)

    with pytest.raises(petitions.NotAnsweredYet):
        review(world, unanswered)
    with pytest.raises(petitions.GroundUnknown):
        register(world, code="petition_review", ground="GH-330211-20200101-000001")
    with pytest.raises(petitions.GroundUnknown):
        review(world, ground, code="petition_recheck")
    with pytest.raises(petitions.ReviewTooLate):
        review(world, ground, at=NOON + timedelta(days=40))
    first = review(world, ground)
    Case._base_manager.filter(pk=first.pk).update(state=CaseState.WITHDRAWN, closed_at=NOON)
    with pytest.raises(petitions.ReviewedAlready, match=first.number):
        review(world, ground)


def test_her_own_page_leads_to_the_review_with_the_number_filled_in_while_there_is_time(world):
    ground = answered(world)
    own = reverse("cases:own", args=[ground.number])
    begin = reverse("cases:apply", args=["petition_review"])
    member = world.client("member")

    page = member.get(own).content.decode()
    form = member.get(f"{begin}?ground={ground.number}", follow=True).content.decode()
    with use_clock(NOON + timedelta(days=40)):
        late = member.get(own).content.decode()

    assert f'href="{begin}?ground={ground.number}"' in page
    assert f'name="ground" value="{ground.number}"' in form
    assert "不同意这个结果" not in late
    unanswered = member.get(reverse("cases:own", args=[register(world).number]))
    assert "不同意这个结果" not in unanswered.content.decode()


def test_after_the_recheck_nothing_further_is_accepted(world):
    ground = answered(world)
    second = review(world, ground)
    Case._base_manager.filter(pk=second.pk).update(state="done", closed_at=NOON, result="维持")
    second.refresh_from_db()
    third = review(world, second, code="petition_recheck")
    assert operations.contested_handlers(third) == {world.users["county_officer"].pk}
    Case._base_manager.filter(pk=third.pk).update(state="done", closed_at=NOON, result="维持")

    with pytest.raises(petitions.FinallyAnswered):
        review(world, third, code="petition_recheck")
    with pytest.raises(petitions.FinallyAnswered):
        register(world, earlier=ground.number)


def page_of(world, case, who="county_officer"):
    address = reverse("service_centre:petition", args=[case.number])
    return world.client(who).get(address).content.decode()


def letter(world, case, code):
    address = reverse("service_centre:petition_letter", args=[case.number, code])
    answer = world.client("county_officer").get(address)
    return answer.status_code, answer.content.decode()


def test_the_letters_go_out_when_they_are_due_and_not_before(world):
    case = register(world)
    assert letter(world, case, "accepted")[0] == 404

    decide(world, case)
    status, accepted = letter(world, case, "accepted")
    decide(world, case, reason="经核实，工龄应当连续计算。")
    answer = letter(world, case, "answer")[1]
    refused = register(world)
    decide(world, refused, decision=Decision.NOT_ACCEPT, reason="应当通过劳动仲裁解决。")
    not_accepted = letter(world, refused, "not_accepted")[1]

    assert status == 200
    for words in ("王小花", "第23条", "予以受理", case.number):
        assert words in accepted
    assert "经核实，工龄应当连续计算。" in answer
    assert "请求复查" in answer
    assert "应当通过劳动仲裁解决。" in not_accepted
    assert "不予受理" in not_accepted


def file_of(world, case, code, kind):
    address = reverse("service_centre:petition_letter_file", args=[case.number, code, kind])
    answer = world.client("county_officer").get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, TYPES[kind])
    return answer.content


def read(content, kind):
    """Read back what a file says, without its spaces: a PDF breaks its lines."""
    if kind == "docx":
        return "".join("".join(p.text.split()) for p in Document(BytesIO(content)).paragraphs)
    return "".join("".join(p.extract_text().split()) for p in PdfReader(BytesIO(content)).pages)


def passed_on(world):
    case = register(world)
    cases.transfer_step(
        actor=world.actor("county_officer"),
        at=NOON,
        step=waiting(case),
        to_union=world.unions["street"],
        reason="属街道辖区",
    )
    return case


def made_longer(world):
    case = register(world)
    decide(world, case)
    step = waiting(case)
    ask = {"at": NOON, "step": step, "days": 20, "reason": "情况复杂，需要调档"}
    operations.ask_extension(actor=world.actor("county_officer"), **ask)
    operations.decide_extension(actor=world.actor("leader"), at=NOON, step=step, is_granted=True)
    return case


def accepted(world):
    case = register(world)
    decide(world, case)
    return case


def not_accepted(world):
    case = register(world)
    decide(world, case, decision=Decision.NOT_ACCEPT, reason="应当通过劳动仲裁解决。")
    return case


def reviewed(world, code="petition_review"):
    ground = answered(world)
    if code == "petition_recheck":
        ground = reviewed(world)
    case = review(world, ground, code=code)
    Case._base_manager.filter(pk=case.pk).update(state="done", closed_at=NOON, result="维持。")
    case.refresh_from_db()
    return case


def rechecked(world):
    return reviewed(world, "petition_recheck")


LETTERS = [
    (accepted, "accepted", "信访事项受理告知书", "决定予以受理"),
    (not_accepted, "not_accepted", "信访事项不予受理告知书", "应当通过劳动仲裁解决。"),
    (passed_on, "passed_on", "信访事项转送告知书", "转送该单位"),
    (made_longer, "extended", "信访事项延期告知书", "情况复杂，需要调档"),
    (answered, "answer", "信访事项答复意见书", "请求复查"),
    (reviewed, "answer", "信访事项复查意见书", "请求复核"),
    (rechecked, "answer", "信访事项复核意见书", "信访终结意见"),
]


@pytest.mark.parametrize("kind", ["docx", "pdf"])
@pytest.mark.parametrize(("make", "code", "title", "words"), LETTERS)
def test_every_letter_is_had_as_a_file_that_says_what_the_page_says(
    world, make, code, title, words, kind
):
    case = make(world)

    told = read(file_of(world, case, code, kind), kind)

    assert told.startswith(title)
    assert words in told
    for paragraph in queries.worded(case, queries.letter_of(case, code)).paragraphs:
        assert "".join(paragraph.split()) in told
    for part in (case.number, case.applicant_name, "（盖章）", "签收日期"):
        assert part in told
    page = letter(world, case, code)[1]
    assert title in page
    assert words in page


def test_the_letter_of_a_transfer_names_who_has_it_now_and_who_passed_it_on(world):
    case = passed_on(world)

    found = queries.letter_of(case, "passed_on")

    assert found.passed_to == world.unions["street"].name
    assert found.unit == world.unions["county"].name
    assert queries.letter_of(register(world), "passed_on") is None


def test_a_letter_that_is_not_due_or_of_another_kind_of_file_is_not_there(world):
    case = accepted(world)
    client = world.client("county_officer")

    for code, kind in (("answer", "pdf"), ("accepted", "exe")):
        address = reverse("service_centre:petition_letter_file", args=[case.number, code, kind])
        assert client.get(address).status_code == 404


def test_an_extension_goes_through_the_pages_to_its_letter(world):
    case = register(world, NOON - timedelta(days=10))
    decide(world, case)
    step = waiting(case)
    officer, leader = world.client("county_officer"), world.client("leader")
    ask = reverse("service_centre:ask_extension", args=[step.pk])
    grant = reverse("service_centre:decide_extension", args=[step.pk])

    wrong = officer.post(ask, {"days": "31", "reason": "情况复杂"})
    asked = officer.post(ask, {"days": "20", "reason": "情况复杂，需要调档"})
    granted = leader.post(grant, {"decision": "grant"})

    assert wrong.status_code == 422
    assert "情况复杂" in wrong.content.decode()
    assert (asked.status_code, granted.status_code) == (302, 302)
    assert "延期告知书" in page_of(world, case)
    assert "情况复杂，需要调档" in letter(world, case, "extended")[1]


def test_the_accused_union_learns_neither_who_complained_nor_that_somebody_did(world):
    case = cases.open_case(
        actor=world.actor("member"),
        at=NOON,
        programme=get_programme("complaint"),
        union=world.unions["firm"],
        answers={"details": "班长连续三个月克扣加班费。"},
        person=world.things["person"],
    )
    officer = world.client("officer")

    pages = [
        officer.get(reverse("cases:list")),
        officer.get(reverse("service_centre:ledger", args=["stability"])),
        officer.get(reverse("service_centre:ledger_print", args=["stability"])),
        officer.get(reverse("service_centre:petitions")),
    ]

    assert [page.status_code for page in pages] == [200] * 4
    assert not any(case.number in page.content.decode() for page in pages)
