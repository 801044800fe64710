"""Asking about a case without an account: number, telephone, code; and never whether one exists."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from zhigong.base.actor import use_actor
from zhigong.base.clock import use_clock
from zhigong.base.crypto import blind_index
from zhigong.engines.cases.contract import PROGRAMMES, CaseState, Decision, Paper
from zhigong.engines.cases.operations import asking, decide_step
from zhigong.engines.cases.queries.asking import normal_number
from zhigong.engines.cases.tests.factories import NOON, make_programme
from zhigong.registry.accounts.models import LoginCode
from zhigong.registry.accounts.operations.login import LockedOut, WrongCode

pytestmark = pytest.mark.django_db

PHONE = "13812345678"
OTHER = "13987654321"
PDF = b"%PDF-1.4\n1 0 obj\nendobj\ntrailer\n%%EOF"
PROGRAMME = make_programme(
    code="ask_aid", papers=(Paper("proof", "困难情况证明", required=False, most=3),)
)


@pytest.fixture(autouse=True)
def offered(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setitem(PROGRAMMES._by_code, PROGRAMME.code, PROGRAMME)
    with use_clock(NOON):
        yield


@pytest.fixture
def case(opened):
    """Return a case of somebody who is known by her telephone alone."""
    return opened(PROGRAMME, person=None, contact="138 1234 5678")


def code_for(phone, *, at=None):
    return asking.ask_for_code(phone=phone, address="10.0.0.1", at=at or timezone.now(), proof=None)


def open_it(number, phone, *, code=None, at=None, **more):
    at = at or timezone.now()
    code = code or code_for(phone, at=at)
    return asking.open_own_case(number=number, phone=phone, code=code, at=at, **more)


def minutes(n):
    return timezone.now() + timedelta(minutes=n)


@pytest.mark.parametrize(
    "typed",
    ["GH-330211-20261121-000123", "gh33021120261121000123", "330211 20261121 000123"],
)
def test_a_number_is_read_however_it_is_typed(typed):
    assert normal_number(typed) == "GH-330211-20261121-000123"


def test_the_place_of_the_hall_stands_before_a_short_number():
    assert normal_number("20261121000123", region="330211") == "GH-330211-20261121-000123"
    assert normal_number("20261121000123") == ""


def test_number_telephone_and_code_open_the_case_and_nothing_less(case):
    with pytest.raises(WrongCode):
        open_it(case.number, PHONE, code="000000")

    assert open_it(case.number, PHONE, at=minutes(2)) == case


def test_a_member_asks_with_the_telephone_of_her_record(opened, people):
    case = opened(PROGRAMME)
    people.person.phone_blind = blind_index("phone", PHONE)
    people.person.save()

    assert open_it(case.number, PHONE) == case


def test_what_exists_and_what_does_not_are_refused_alike(case):
    """Another's number, and one nobody has: the same words, the same field, the same rows."""
    with pytest.raises(asking.NoSuchCase) as of_another:
        open_it(case.number, OTHER)
    with pytest.raises(asking.NoSuchCase) as of_nobody:
        open_it("GH-330211-20200101-000001", OTHER, at=minutes(2))

    assert of_another.value.message == of_nobody.value.message
    assert of_another.value.field == of_nobody.value.field == "number"


def test_a_code_is_sent_whatever_the_number_is(case):
    client = Client()
    sent = []
    for number, phone in ((case.number, PHONE), ("GH-330211-20200101-000001", OTHER)):
        asked = {"number": number, "phone": phone, "action": "send"}
        question = client.post("/cases/ask/", asked)  # no puzzle: a question is asked instead
        answer = str(client.session["case_answer"])
        page = client.post("/cases/ask/", {**asked, "answer": answer})
        sent.append(
            (question.status_code, page.status_code, "验证码已发送至" in page.content.decode())
        )

    assert sent == [(422, 200, True), (422, 200, True)]
    assert LoginCode.objects.filter(purpose="case").count() == 2


def test_the_officer_who_registered_it_does_not_own_it(opened, people):
    """Her telephone opens nothing: she is no applicant."""
    case = opened(PROGRAMME, person=None, contact=PHONE, actor=people.firm)

    with pytest.raises(asking.NoSuchCase):
        open_it(case.number, OTHER)


def test_five_wrong_ones_lock_the_telephone(case):
    for n in range(4):
        with pytest.raises(asking.NoSuchCase):
            open_it("GH-330211-20200101-000001", OTHER, at=minutes(2 * n))
    with pytest.raises(asking.NoSuchCase):
        open_it("GH-330211-20200101-000001", OTHER, at=minutes(8))

    with pytest.raises(LockedOut):
        open_it(case.number, OTHER, code="123456", at=minutes(9))


def enter(client, case, phone=PHONE):
    code = code_for(phone)
    given = {"number": case.number, "phone": phone, "code": code, "action": "enter"}
    return client.post("/cases/ask/", given)


def test_she_hands_in_a_missing_paper_and_sends_it_back(case, people, waiting):
    step = waiting(case)
    with use_actor(people.firm):
        decide_step(
            actor=people.firm,
            at=NOON,
            step=step,
            decision=Decision.RETURN,
            reason="票据看不清",
            missing=["困难情况证明"],
        )
    client = Client()
    assert enter(client, case)["Location"] == "/cases/ask/case/"
    assert "票据看不清" in client.get("/cases/ask/case/").content.decode()

    file = SimpleUploadedFile("证明.pdf", PDF)
    client.post("/cases/ask/case/papers/", {"paper-proof": file})
    answer = client.post("/cases/ask/case/send/", follow=True)

    case.refresh_from_db()
    assert "已重新提交" in answer.content.decode()
    assert case.state == CaseState.HANDLING
    assert [one.document.title for one in case.papers.all()] == ["证明.pdf"]


def test_a_program_is_no_paper(case):
    client = Client()
    enter(client, case)

    file = SimpleUploadedFile("证明.pdf", b"MZ\x90\x00\x03\x00\x00\x00")
    answer = client.post("/cases/ask/case/papers/", {"paper-proof": file})

    assert answer.status_code == 422
    assert "证明.pdf" in answer.content.decode()
    assert not case.papers.exists()


def test_she_takes_it_back(case):
    client = Client()
    enter(client, case)

    client.post("/cases/ask/case/withdraw/")

    case.refresh_from_db()
    assert case.state == CaseState.WITHDRAWN
    file = SimpleUploadedFile("证明.pdf", PDF)
    late = client.post("/cases/ask/case/papers/", {"paper-proof": file})
    assert "不再收材料" in late.content.decode()


def test_she_rates_it(case, people, waiting):
    for officer in (people.firm, people.county):
        with use_actor(officer):
            decide_step(
                actor=officer, at=NOON, step=waiting(case), decision=Decision.PASS, reason="同意"
            )
    client = Client()
    enter(client, case)

    assert client.post("/cases/ask/case/rate/", {"stars": ""}).status_code == 422
    client.post("/cases/ask/case/rate/", {"stars": "5", "text": "很快"})

    case.refresh_from_db()
    assert (case.stars, case.rating_note) == (5, "很快")


def test_the_door_closes_after_ten_minutes(case):
    client = Client()
    enter(client, case)
    session = client.session
    session["asked_case"] = {**session["asked_case"], "at": session["asked_case"]["at"] - 601}
    session.save()

    assert client.get("/cases/ask/case/")["Location"] == "/cases/ask/"
    assert client.post("/cases/ask/case/withdraw/")["Location"] == "/cases/ask/"
    case.refresh_from_db()
    assert case.state == CaseState.HANDLING


def test_nothing_of_it_is_kept_by_a_browser(case):
    client = Client()
    enter(client, case)

    assert "no-store" in client.get("/cases/ask/case/")["Cache-Control"]
