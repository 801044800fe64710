"""Begun by finger in the hall: a telephone is proved, the draft kept, sent or carried on."""

import secrets
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from zhigong.base.actor import SYSTEM
from zhigong.base.crypto import blind_index
from zhigong.engines.cases.contract import Channel
from zhigong.engines.cases.models import Case, Draft, Handover
from zhigong.engines.cases.queries import answers_of
from zhigong.registry.accounts.models import LoginCode, User
from zhigong.registry.people.tests.factories import make_member, make_union
from zhigong.screens.kiosk.tests.factories import hall_screen

PHONE, CODE = "13812345678", "123456"
LATER = "（申请人在自助终端提交，请工作人员打电话询问后补记）"
APPLY = "/kiosk/cases/apply/"


@pytest.fixture
def fixed_code(monkeypatch):
    """Every code is the same one."""
    monkeypatch.setattr(secrets, "randbelow", lambda most: int(CODE) % most)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_code")]


@pytest.fixture
def hall(db):
    """A county, a firm in it, a member of the firm with a telephone, a screen of the county."""
    root = make_union(kind="federation", region="330000000000")
    county = make_union(kind="federation", parent=root, region="330211000000")
    street = make_union(kind="street", parent=county, region="330211001000")
    firm = make_union(parent=street, region="330211001000")
    person = make_member(SYSTEM, firm).person
    person.phone_blind = blind_index("phone", PHONE)
    person.save()
    kiosk, client = hall_screen(county)
    return SimpleNamespace(county=county, firm=firm, person=person, kiosk=kiosk, client=client)


def prove(client, phone=PHONE, *, wanted="/kiosk/"):
    """Type the telephone and the code, as on the pads."""
    sent = client.post(f"/kiosk/enter/?next={wanted}", {"phone": phone})
    assert sent["Location"].startswith("/kiosk/enter/code/")
    return client.post(sent["Location"], {"code": CODE})


def fill(client, code, page, **answers):
    return client.post(f"{APPLY}{code}/{page}/", {"go": "next", **answers})


def farewell(client):
    """Begin a service that needs no keyboard, up to the check; return the key of its form."""
    prove(client, wanted=f"{APPLY}retirement_farewell/")
    answer = fill(client, "retirement_farewell", 1, retired_on="2026-12-01")
    assert answer["Location"] == f"{APPLY}retirement_farewell/check/"
    client.get(answer["Location"])
    return Draft.objects.get().pk


def test_the_way_leads_through_the_telephone_to_where_it_was_meant_to(hall):
    asked = hall.client.get(f"{APPLY}appeal/")
    assert asked["Location"] == "/kiosk/enter/?next=%2Fkiosk%2Fcases%2Fapply%2Fappeal%2F"

    answer = prove(hall.client, wanted=f"{APPLY}appeal/")

    assert answer["Location"] == f"{APPLY}appeal/"
    assert hall.client.get(f"{APPLY}appeal/")["Location"] == f"{APPLY}appeal/1/"


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "/desk/"])
def test_nobody_is_led_out_of_the_hall(hall, wanted):
    assert prove(hall.client, wanted=wanted)["Location"] == "/kiosk/"


def test_a_member_finds_what_is_known_of_her_and_no_other(hall):
    prove(hall.client)
    page = hall.client.get(f"{APPLY}retirement_farewell/1/").content.decode()

    assert User.objects.get(kind="member").person_id == hall.person.pk
    assert "138****5678" in page
    assert PHONE not in page


def test_what_was_proved_in_the_hall_counts_nowhere_else(hall):
    prove(hall.client)

    assert (
        hall.client.get("/cases/mine/", follow=True)
        .redirect_chain[-1][0]
        .startswith("/accounts/login/")
    )
    assert hall.client.get(f"{APPLY}retirement_farewell/1/")["Location"] == "/kiosk/"


def test_a_service_without_words_is_sent_from_the_hall_once(hall):
    key = farewell(hall.client)
    sent = {"key": str(key), "promise": "on"}

    first = hall.client.post(f"{APPLY}retirement_farewell/check/", sent)
    again = hall.client.post(f"{APPLY}retirement_farewell/check/", sent)

    case = Case.objects.get()
    assert case.channel == Channel.KIOSK
    assert case.person_id == hall.person.pk
    assert first["Location"] == again["Location"] == f"/kiosk/cases/sent/{case.number}/"
    assert case.number in hall.client.get(first["Location"]).content.decode()


def test_without_the_promise_nothing_is_sent(hall):
    key = farewell(hall.client)

    answer = hall.client.post(f"{APPLY}retirement_farewell/check/", {"key": str(key)})

    assert answer.status_code == 422
    assert not Case.objects.exists()


def test_words_are_left_for_staff_to_ask(hall):
    prove(hall.client)

    answer = fill(hall.client, "appeal", 1, details=LATER, wish="")

    assert answer["Location"].startswith(f"{APPLY}appeal/")
    assert answers_of(Draft.objects.get())["details"] == LATER


def test_what_is_wrong_is_said_and_kept(hall):
    prove(hall.client)

    answer = fill(hall.client, "retirement_farewell", 1, retired_on="2026-13-01")

    assert answer.status_code == 422
    assert 'value="2026-13-01"' in answer.content.decode()
    assert answers_of(Draft.objects.get())["retired_on"] == "2026-13-01"


def test_somebody_unknown_begins_too_and_the_hall_answers_for_her(hall):
    prove(hall.client, "13700000001")
    hall.client.get(f"{APPLY}policy_advice/1/")

    fill(hall.client, "policy_advice", 1, details=LATER)

    draft = Draft.objects.get()
    assert (draft.person_id, draft.union_id) == (None, hall.county.pk)


def test_a_service_for_members_says_so_to_others(hall):
    prove(hall.client, "13700000001")

    answer = hall.client.get(f"{APPLY}retirement_farewell/")

    assert answer.status_code in (403, 409, 422)
    assert "工会会员" in answer.content.decode()


def to_phone(hall):
    """Carry an application on; return the address in the code."""
    prove(hall.client)
    answer = hall.client.post(f"{APPLY}appeal/1/", {"go": "phone", "details": "车间太热"})
    assert answer["Location"] == f"{APPLY}appeal/phone/"
    page = hall.client.get(answer["Location"])
    address = page.context["address"]
    assert hall.client.get(f"{APPLY}appeal/waiting/").status_code == 204
    return address.removeprefix("http://testserver")


def phone_of(user):
    client = Client()
    client.force_login(user)
    session = client.session
    session["seen_at"] = timezone.now().timestamp()
    session.save()
    return client


def test_the_telephone_goes_on_where_the_hall_stopped(hall):
    address = to_phone(hall)
    asked = Client().get(address)
    assert asked["Location"].startswith("/accounts/login/?next=%2Fcases%2Fcontinue%2F")

    phone = phone_of(User.objects.get(kind="member"))
    assert phone.get(address).status_code == 200
    answer = phone.post(address)

    assert answer["Location"] == reverse("cases:apply", args=["appeal"])
    page = phone.get(reverse("cases:fill", args=["appeal", 1]))
    assert "车间太热" in page.content.decode()
    assert "已转到您的手机" in hall.client.get(f"{APPLY}appeal/waiting/").content.decode()


def test_a_token_works_once(hall):
    address = to_phone(hall)
    phone = phone_of(User.objects.get(kind="member"))
    phone.post(address)

    assert phone.post(address).status_code == 404


def test_a_token_lives_ten_minutes(hall):
    address = to_phone(hall)
    Handover.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert phone_of(User.objects.get(kind="member")).post(address).status_code == 404
    assert Handover.objects.get().used_at is None


def test_a_new_code_ends_the_one_before(hall):
    first = to_phone(hall)
    hall.client.post(f"{APPLY}appeal/phone/")

    assert phone_of(User.objects.get(kind="member")).post(first).status_code == 404
    assert Handover.objects.count() == 1


def test_a_token_in_other_hands_opens_nothing(hall):
    address = to_phone(hall)
    other = User.objects.create(login="m-other", kind="member", created_at=timezone.now())

    answer = phone_of(other).post(address)

    assert answer.status_code == 403
    assert "车间太热" not in answer.content.decode()
    assert (
        phone_of(User.objects.exclude(pk=other.pk).get(kind="member")).post(address).status_code
        == 302
    )


def test_only_the_hash_of_a_token_is_stored(hall):
    token = to_phone(hall).rstrip("/").split("/")[-1]

    assert token not in str(Handover.objects.values())


def test_after_the_wipe_nobody_is_known_and_the_draft_is_still_hers(hall):
    to_phone(hall)

    hall.client.post("/kiosk/wipe/")

    for page in ("1/", "check/", "phone/", "waiting/"):
        assert hall.client.get(f"{APPLY}appeal/{page}")["Location"] == "/kiosk/"
    assert Draft.objects.count() == 1


def test_pages_of_a_visit_are_kept_by_no_browser(hall):
    to_phone(hall)

    for page in ("1/", "phone/"):
        assert "no-store" in hall.client.get(f"{APPLY}appeal/{page}")["Cache-Control"]


def ask(client, number, phone=PHONE):
    client.post("/kiosk/cases/ask/", {"number": number, "phone": phone})
    return client.post("/kiosk/cases/ask/code/", {"code": CODE})


def test_she_asks_by_number_and_code_and_is_shown_nothing_of_herself(hall):
    key = farewell(hall.client)
    sent = {"key": str(key), "promise": "on"}
    hall.client.post(f"{APPLY}retirement_farewell/check/", sent)
    hall.client.post("/kiosk/wipe/")
    LoginCode.objects.all().delete()  # a minute later
    case = Case.objects.get()

    answer = ask(hall.client, case.number.removeprefix("GH-330211-"))
    assert answer["Location"] == "/kiosk/cases/ask/case/"
    page = hall.client.get(answer["Location"]).content.decode()

    assert case.number in page
    assert "退休欢送" in page
    assert hall.person.name not in page
    assert PHONE not in page
    hall.client.post("/kiosk/wipe/")
    assert hall.client.get("/kiosk/cases/ask/case/")["Location"] == "/kiosk/cases/ask/"


def test_a_number_nobody_has_is_refused_as_anothers(hall):
    answer = ask(hall.client, "20200101000001")

    assert answer.status_code == 422
    assert "没有查到" in answer.content.decode()


def test_services_are_found_by_the_initials_of_their_pinyin(client, db):
    found = client.get("/kiosk/cases/services/?q=TXHS").content.decode()

    assert "退休欢送" in found
    assert "心理咨询" not in found
    assert "没有找到" in client.get("/kiosk/cases/services/?q=ZZZZ").content.decode()


def test_a_service_says_what_to_bring_and_how_to_begin(client, db):
    page = client.get("/kiosk/cases/services/hardship_grant/").content.decode()

    assert "要带什么" in page
    assert f"{APPLY}hardship_grant/" in page
    assert client.get("/kiosk/cases/services/nothing/").status_code == 404
