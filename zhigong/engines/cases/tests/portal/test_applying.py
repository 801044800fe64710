"""She applies: page by page, papers, the check, the sending, drafts."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.test import Client

from zhigong.engines.cases import queries
from zhigong.engines.cases.contract import (
    AnswerKind,
    Level,
    Paper,
    Question,
    Section,
)
from zhigong.engines.cases.models import Case, Draft
from zhigong.engines.cases.queries.applying import PAPERS
from zhigong.engines.cases.tests.factories import NOON, make_handler
from zhigong.engines.cases.tests.portal.pages import (
    PHONE,
    PROGRAMME,
    account,
    client_of,
    fill_in,
    opened,
    pdf,
    proof_of,
    send,
    text,
    to,
)
from zhigong.registry.documents.models import Document
from zhigong.registry.documents.queries import may_fetch

pytestmark = pytest.mark.django_db


def test_a_visitor_is_asked_to_log_in_and_comes_back(db, offer):
    answer = Client().get(to("apply", "aid"))

    assert answer.status_code == 302
    assert answer["Location"].endswith("?next=%2Fcases%2Fapply%2Faid%2F")


def test_one_who_is_no_member_is_told_why_and_what_to_do(member, people):
    stranger = client_of(account(None, "13900001111"))

    page = text(stranger.get(to("apply", "aid")), 422)

    assert "只面向工会会员" in page
    assert "12351" in page


def test_what_is_known_is_shown_and_not_asked(member):
    page = text(member.client.get(to("fill", "aid", 1)))

    assert "138****5678" in page
    assert PHONE not in page
    assert 'name="phone"' not in page
    assert "第1步 / 共4步" in page


def test_looking_at_a_form_writes_no_draft(member):
    member.client.get(to("apply", "aid"))
    member.client.get(to("fill", "aid", 1))

    assert not Draft._base_manager.exists()


def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(member):
    answer = member.client.post(to("fill", "aid", 2), {"cost": "三千", "go": "next"})

    assert 'value="三千"' in text(answer, 422)
    assert 'value="三千"' in text(member.client.get(to("fill", "aid", 2)))


def test_back_keeps_even_what_is_wrong(member):
    answer = member.client.post(to("fill", "aid", 2), {"cost": "三千", "go": "back"})

    assert answer["Location"] == to("fill", "aid", 1)
    assert 'value="三千"' in text(member.client.get(to("fill", "aid", 2)))


def test_pages_kept_one_by_one_are_all_there(member):
    member.client.post(to("keep", "aid", 1), {"cause": "illness", "hospital": "区医院"})
    answer = member.client.post(to("keep", "aid", 2), {"cost": "8"})

    assert text(answer).startswith("已自动保存 12:00")
    draft = Draft._base_manager.get()
    assert queries.answers_of(draft) == {"cause": "illness", "hospital": "区医院", "cost": "8"}
    assert "区医院".encode() not in bytes(draft.answers_cipher)


def test_the_service_offers_to_go_on_where_she_stopped(member):
    member.client.post(to("fill", "aid", 1), {"cause": "fire", "go": "next"})

    assert "继续填写" in text(member.client.get(to("programme", "aid")))
    assert member.client.get(to("apply", "aid"))["Location"] == to("fill", "aid", 2)


def test_files_are_kept_at_once_and_may_be_taken_out_again(member, tmp_path):
    client = member.client
    client.post(to("papers", "aid"), {"paper-proof": [pdf("一.pdf"), pdf("二.pdf")]})
    shown = text(client.get(to("papers", "aid")))
    assert "一.pdf" in shown
    assert "已达到数量上限" in shown
    unwanted = queries.answers_of(Draft._base_manager.get())[PAPERS]["proof"][0]

    client.post(to("papers", "aid"), {"remove": unwanted})

    shown = text(client.get(to("papers", "aid")))
    assert "一.pdf" not in shown
    assert "二.pdf" in shown
    assert Document._base_manager.get(pk=unwanted).erased_at == NOON


def test_a_wrong_file_is_named_beside_its_paper_and_the_others_stay(member):
    wrong = pdf("病毒.pdf", b"MZ\x90\x00\x03")

    answer = member.client.post(to("papers", "aid"), {"paper-proof": [pdf("一.pdf"), wrong]})

    shown = text(answer, 422)
    assert "病毒.pdf：文件内容不是可接受的类型" in shown
    assert "一.pdf" in shown


def test_one_file_too_many_is_refused_and_not_kept(member):
    files = [pdf("一.pdf"), pdf("二.pdf"), pdf("三.pdf")]

    shown = text(member.client.post(to("papers", "aid"), {"paper-proof": files}), 422)

    assert "最多上传2个文件" in shown
    assert Document._base_manager.count() == 2


def test_the_papers_of_somebody_else_are_not_taken_out(member, people, tree, staffed):
    member.client.post(to("papers", "aid"), {"paper-proof": pdf()})
    document = Document._base_manager.get()
    other = client_of(account(None, "13900001111"))

    text(other.post(to("papers", "aid"), {"remove": str(document.pk)}), 422)

    document.refresh_from_db()
    assert document.erased_at is None


def test_one_does_not_go_on_without_a_required_paper(member):
    fill = {"go": "next"}

    assert "请上传这份材料" in text(member.client.post(to("papers", "aid"), fill), 422)


def test_the_check_leads_to_what_is_lacking_and_cannot_be_sent(member):
    member.client.post(to("fill", "aid", 1), {"cause": "illness", "go": "next"})

    page = member.client.get(to("check", "aid"))

    shown = text(page)
    assert "困难情况：医院" in shown
    assert "费用：自付费用" in shown
    assert "材料：困难情况证明" in shown
    sent = member.client.post(to("check", "aid"), {"key": str(uuid4()), "promise": "on"})
    text(sent, 422)
    assert not Case._base_manager.exists()


def test_without_the_promise_nothing_is_sent(member):
    fill_in(member.client)

    answer = member.client.post(to("check", "aid"), {"key": str(uuid4())})

    assert "请先阅读并勾选承诺" in text(answer, 422)
    assert not Case._base_manager.exists()


def test_an_application_becomes_one_case_however_often_it_is_sent(member):
    fill_in(member.client)
    key = Draft._base_manager.get().pk

    first = send(member.client)
    again = member.client.post(to("check", "aid"), {"key": str(key), "promise": "on"})

    case = Case._base_manager.get()
    assert first["Location"] == again["Location"] == to("sent", case.number)
    assert queries.answers_of(case) == {
        "name": member.person.name,
        "phone": PHONE,
        "cause": "fire",
        "cost": "3200.5",
    }
    assert [paper.document.title for paper in queries.papers_of(case)] == ["证明.pdf"]
    assert not Draft._base_manager.exists()
    done = text(member.client.get(first["Location"]))
    assert case.number in done
    assert "2026年12月2日" in done


def test_a_second_one_where_only_one_is_given_leads_to_the_first(member, offer):
    offer(replace(PROGRAMME, once_per="open"))
    fill_in(member.client)
    send(member.client)
    number = Case._base_manager.get().number

    page = text(member.client.get(to("programme", "aid")))
    fill_in(member.client)

    assert number in page
    assert "开始办理" not in page
    assert number in text(send(member.client), 422)
    assert Draft._base_manager.exists()


def test_one_who_is_known_by_her_telephone_alone_may_leave_papers_out(member, offer, people):
    asked = (Section("事由", (Question("text", "内容"),)),)
    optional = (Paper("proof", "证据", required=False),)
    offer(replace(PROGRAMME, code="ask", audience="known", sections=asked, papers=optional))
    caller = client_of(account(None, "13900001111"))

    answer = caller.post(to("fill", "ask", 1), {"text": "想问政策", "go": "next"})
    assert answer["Location"] == to("papers", "ask")
    assert caller.post(to("papers", "ask"), {"go": "next"})["Location"] == to("check", "ask")
    page = caller.get(to("check", "ask"))
    assert "第3步 / 共3步" in text(page)
    key = page.context["promise"]["key"].value()
    sent = caller.post(to("check", "ask"), {"key": str(key), "promise": "on"}, follow=True)

    case = Case._base_manager.get()
    assert case.number in text(sent)
    assert case.person_id is None
    assert caller.get(to("sent", case.number)).status_code == 200
    assert member.client.get(to("sent", case.number)).status_code == 404


def test_she_reads_the_numbers_she_typed_in_full_before_she_sends_them(member, offer):
    card = Question("card", "身份证号", AnswerKind.ID_NUMBER)
    offer(replace(PROGRAMME, code="pay", sections=(Section("收款", (card,)),), papers=()))

    member.client.post(to("fill", "pay", 1), {"card": "11010519491231002X", "go": "next"})

    assert "11010519491231002X" in text(member.client.get(to("check", "pay")))


def test_an_answer_that_is_not_asked_for_any_more_is_not_sent(member):
    member.client.post(to("fill", "aid", 1), {"cause": "illness", "hospital": "区医院"})
    fill_in(member.client)
    send(member.client)

    assert "hospital" not in queries.answers_of(Case._base_manager.get())


def test_a_draft_of_an_older_version_says_what_changed_and_keeps_what_fits(member, offer, people):
    opened(people, member, papers=[("proof", proof_of(member))])
    member.client.post(to("fill", "aid", 2), {"cost": "7", "go": "next"})
    sections = (*PROGRAMME.sections[1:], Section("其他", (Question("bank", "开户银行"),)))
    offer(replace(PROGRAMME, version=2, sections=sections))

    page = text(member.client.get(to("fill", "aid", 2)))

    assert "办理规定有更新" in page
    assert "新增一项需要填写：开户银行" in page
    assert "新增一项需要填写：开户银行" in text(member.client.get(to("check", "aid")))
    assert 'value="7"' in page


def test_a_draft_of_a_closed_service_can_only_be_thrown_away(member, offer):
    fill_in(member.client)
    offer(None)

    page = text(member.client.get(to("mine")))
    assert "已停办的事项" in page
    assert f'href="{to("apply", "aid")}"' not in page

    member.client.post(to("discard", "aid"))
    assert not Draft._base_manager.exists()
    assert Document._base_manager.get().erased_at == NOON


def test_what_proves_a_complaint_is_not_kept_where_it_may_be_about(member, offer, people, tree):
    secret = replace(
        PROGRAMME, code="secret", audience="known", is_confidential=True, home=Level.COUNTY
    )
    offer(secret)
    member.client.post(to("papers", "secret"), {"paper-proof": pdf(), "go": ""})

    document = Document._base_manager.get()
    assert document.owner_union_id == tree.county.pk
    reader = make_handler(tree.pump, abilities={"documents.view", "cases.view"})
    assert not may_fetch(actor=reader, document=document)
    assert member.client.get(f"/documents/{document.pk}/").status_code == 200
