"""Somebody applies for another: by her code or on paper; both follow the case, both are told."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from zhigong.base import clock
from zhigong.base.crypto import blind_index
from zhigong.base.fields import conceal
from zhigong.engines.cases import queries
from zhigong.engines.cases.contract import Decision
from zhigong.engines.cases.models import Agency, Case, Draft
from zhigong.engines.cases.queries.telling import applicants_of
from zhigong.engines.cases.tests.desk.pages import DESK, visit
from zhigong.engines.cases.tests.desk.pages import text as page_of
from zhigong.engines.cases.tests.factories import make_applicant, make_handler
from zhigong.engines.cases.tests.portal.pages import (
    PROGRAMME,
    account,
    client_of,
    decide,
    pdf,
    text,
    to,
)
from zhigong.kernel.resident_id import check_digit
from zhigong.registry.accounts.operations import codes

pytestmark = pytest.mark.django_db

NUMBER = "33021119900307002" + check_digit("33021119900307002")
HER_PHONE = "13900009999"
FOR_AID = "for-aid"
SAID = {
    "name": "",
    "id_number": NUMBER,
    "phone": HER_PHONE,
    "relation": "spouse",
    "basis": "paper",
}


@pytest.fixture
def mother(people, tree, member):
    """A member with a number and a phone on record, and an account of her own."""
    person, _actor = make_applicant(people.county, tree.mill)
    person.id_blind = blind_index("id", NUMBER)
    person.phone_cipher = conceal(bytes(person.data_key), HER_PHONE)
    person.phone_blind = blind_index("phone", HER_PHONE)
    person.save()
    user = account(person, phone=HER_PHONE)
    person.user, person.client = user, client_of(user)
    return person


@pytest.fixture
def sent_codes(monkeypatch):
    """The codes that left, by phone."""
    found = {}
    issue = codes.publish

    def keep(event):
        found[event.phone] = event.code
        issue(event)

    monkeypatch.setattr(codes, "publish", keep)
    return found


def named(member, mother, **changes):
    said = {**SAID, "name": mother.name, **changes}
    return member.client.post(to("for_somebody", "aid"), said)


def filled(client, code=FOR_AID):
    client.post(to("fill", code, 1), {"cause": "fire", "go": "next"})
    client.post(to("fill", code, 2), {"cost": "1200", "go": "next"})


def key_of():
    return str(Draft._base_manager.get().pk)


def test_the_service_offers_to_apply_for_somebody(member):
    assert to("for_somebody", "aid") in text(member.client.get(to("programme", "aid")))
    assert "本人怎样授权" in text(member.client.get(to("for_somebody", "aid")))


def test_on_paper_the_case_is_hers_and_names_who_made_it(member, mother, tree):
    assert named(member, mother).url == to("apply", FOR_AID)
    page = text(member.client.get(to("fill", FOR_AID, 1)))
    assert mother.name in page
    assert tree.mill.name not in page  # nothing of her record is shown
    filled(member.client)
    assert "授权委托书" in text(member.client.get(to("papers", FOR_AID)))
    files = {"paper-authorisation": pdf("委托书.pdf"), "paper-proof": pdf()}
    member.client.post(to("papers", FOR_AID), {**files, "go": "next"})
    promised = {"key": key_of(), "promise": "on"}
    answer = member.client.post(to("check", FOR_AID), promised)
    assert answer.status_code == 302, text(answer, answer.status_code)

    case = Case._base_manager.get()
    agency = Agency._base_manager.get()
    assert (case.person_id, case.union_id) == (mother.pk, tree.mill.pk)
    assert (agency.agent_id, agency.agent_name) == (member.user.pk, member.person.name)
    assert (agency.relation, agency.basis, agency.agreed_at) == ("spouse", "paper", None)
    assert NUMBER.encode() not in bytes(agency.id_cipher)
    assert {one.code for one in queries.papers_of(case)} == {"authorisation", "proof"}
    assert not Draft._base_manager.exists()
    assert applicants_of(case.pk) == sorted([member.user.pk, mother.user.pk])


def test_a_relative_need_not_be_a_member(member, mother, tree):
    user = account(None, phone="13600006666")
    daughter = SimpleNamespace(user=user, client=client_of(user))
    assert to("for_somebody", "aid") in text(daughter.client.get(to("programme", "aid")))
    assert named(daughter, mother, relation="parent").url == to("apply", FOR_AID)
    filled(daughter.client)
    files = {"paper-authorisation": pdf("委托书.pdf"), "paper-proof": pdf()}
    daughter.client.post(to("papers", FOR_AID), {**files, "go": "next"})

    answer = daughter.client.post(to("check", FOR_AID), {"key": key_of(), "promise": "on"})

    assert answer.status_code == 302, text(answer, answer.status_code)
    case, agency = Case._base_manager.get(), Agency._base_manager.get()
    assert (case.person_id, case.union_id) == (mother.pk, tree.mill.pk)
    assert (agency.agent_id, agency.agent_person_id) == (user.pk, None)
    assert queries.papers_of(case).count() == 2
    assert "提交" in text(daughter.client.get(to("sent", case.number)))


def test_who_is_no_member_hands_in_papers_for_herself(offer, settings, tmp_path, tree):
    settings.MEDIA_ROOT = tmp_path
    offer(replace(PROGRAMME, code="advice", audience="known"))
    client = client_of(account(None, phone="13600006666"))
    filled(client, "advice")
    client.post(to("papers", "advice"), {"paper-proof": pdf(), "go": "next"})

    answer = client.post(to("check", "advice"), {"key": key_of(), "promise": "on"})

    assert answer.status_code == 302, text(answer, answer.status_code)
    (paper,) = queries.papers_of(Case._base_manager.get())
    assert client.get(f"/documents/{paper.document_id}/").status_code == 200
    stranger = client_of(account(None, phone="13600007777"))
    assert stranger.get(f"/documents/{paper.document_id}/").status_code == 404


def test_both_follow_it_and_the_desk_says_who_acted(member, mother, tree):
    test_on_paper_the_case_is_hers_and_names_who_made_it(member, mother, tree)
    case = Case._base_manager.get()
    hers = text(mother.client.get(to("own", case.number)))
    mine = text(member.client.get(to("own", case.number)))
    assert f"{member.person.name}（配偶）替您办理" in hers
    assert f"您替{mother.name}办理" in mine
    for document in queries.papers_of(case):
        for client in (mother.client, member.client):
            address = f"/documents/{document.document_id}/"
            assert client.get(address).status_code in (200, 404)
    officer = make_handler(tree.mill, abilities=DESK)
    page = page_of(visit(officer, "detail", case.number))
    assert f"{member.person.name}（配偶，授权委托书" in page
    assert f"{member.person.name}（配偶" in page_of(visit(officer, "sheet", case.number))
    mother.client.post(to("withdraw", case.number))
    case.refresh_from_db()
    assert case.state == "withdrawn"


def test_by_code_she_agrees_on_the_phone_of_her_record(member, mother, sent_codes):
    answer = named(member, mother, basis="code", phone="13700001111")
    assert answer.url == to("consent", "aid")
    assert list(sent_codes) == [HER_PHONE]  # not to the phone her agent typed
    before = member.client.get(to("fill", FOR_AID, 1))
    assert before.url == to("for_somebody", "aid")
    wrong = "000000" if sent_codes[HER_PHONE] != "000000" else "111111"
    assert "不正确" in text(member.client.post(to("consent", "aid"), {"code": wrong}), 422)
    right = member.client.post(to("consent", "aid"), {"code": sent_codes[HER_PHONE]})
    assert right.url == to("apply", FOR_AID)
    filled(member.client)
    member.client.post(to("papers", FOR_AID), {"paper-proof": pdf(), "go": "next"})
    member.client.post(to("check", FOR_AID), {"key": key_of(), "promise": "on"})
    agency = Agency._base_manager.get()
    assert (agency.basis, agency.case.person_id) == ("code", mother.pk)
    assert agency.agreed_at is not None


def test_without_the_authorisation_it_is_not_sent(member, mother):
    named(member, mother)
    filled(member.client)
    member.client.post(to("papers", FOR_AID), {"paper-proof": pdf(), "go": ""})
    page = text(member.client.post(to("check", FOR_AID), {"key": key_of(), "promise": "on"}), 422)
    assert "授权委托书" in page
    assert not Case._base_manager.exists()


def test_who_is_no_member_is_not_found_and_trying_is_stopped(member, mother):
    for _try in range(5):
        page = text(named(member, mother, name="别人"), 422)
        assert "没有找到" in page
    locked = named(member, mother)
    assert locked.status_code >= 400
    assert not Draft._base_manager.exists()


def test_nobody_acts_for_herself(member, people):
    people.person.id_blind = blind_index("id", NUMBER)
    people.person.save(update_fields=["id_blind"])
    assert "这是您本人" in text(named(member, people.person), 422)


def test_a_principal_without_a_record_is_described(member, offer):
    offer(replace(PROGRAMME, code="advice", audience="known", papers=()))
    said = {**SAID, "name": "周师傅", "id_number": ""}
    assert member.client.post(to("for_somebody", "advice"), said).status_code == 302
    filled(member.client, "for-advice")
    member.client.post(
        to("papers", "for-advice"), {"paper-authorisation": pdf("委托书.pdf"), "go": "next"}
    )
    answer = member.client.post(to("check", "for-advice"), {"key": key_of(), "promise": "on"})
    assert answer.status_code == 302
    case = Case._base_manager.get()
    assert (case.person_id, case.applicant_name) == (None, "周师傅")
    assert queries.contact_of(case) == HER_PHONE
    assert applicants_of(case.pk) == [member.user.pk]
    assert "代周师傅办理" in text(member.client.get(to("mine")))


def test_an_agent_who_is_an_officer_does_not_handle_it(member, mother, tree, people):
    test_on_paper_the_case_is_hers_and_names_who_made_it(member, mother, tree)
    case = Case._base_manager.get()
    agent = make_handler(tree.mill, person_id=member.person.pk)
    with clock.use_clock(clock.now()), pytest.raises(Exception, match="您本人的办件"):
        decide(agent, case, Decision.PASS)
