"""Registering for somebody at the window, mending there, papers and receipt."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from zhigong.engines.cases import queries
from zhigong.engines.cases.contract import (
    AnswerKind,
    CaseState,
    Paper,
    Question,
    Section,
)
from zhigong.engines.cases.models import Case
from zhigong.engines.cases.tests.desk.pages import text, text_file, visit

pytestmark = pytest.mark.django_db


def test_staff_registers_a_case_for_a_member_and_hands_out_a_receipt(
    offered, desk, people, waiting
):
    programme = offered(papers=(Paper("proof", "困难情况说明"),))
    found = text(
        visit(desk.firm, "register", query=f"?programme={programme.code}&q={people.person.name}")
    )
    address = f"?programme={programme.code}&person={people.person.pk}"
    assert f"person={people.person.pk}" in found
    form = text(visit(desk.firm, "register_form", query=address))
    key = re.search(r'name="key" value="([^"]+)"', form)[1]
    data = {"key": key, "channel": "hotline", "reason": "火灾"}

    done = visit(
        desk.firm,
        "register_form",
        query=address,
        data={**data, "paper_proof": text_file("说明.txt")},
    )
    again = visit(
        desk.firm,
        "register_form",
        query=address,
        data={**data, "paper_proof": text_file("说明.txt")},
    )

    case = Case._base_manager.get()
    assert done["Location"] == again["Location"] == reverse("cases:receipt", args=[case.number])
    assert (case.channel, case.person_id) == ("hotline", people.person.pk)
    assert [p.document.title for p in queries.papers_of(case)] == ["说明.txt"]
    receipt = text(visit(desk.firm, "receipt", case.number))
    assert case.number in receipt
    assert "2026年12月2日" in receipt
    assert "扫码查这件办件的二维码" in receipt


def test_a_mistake_in_the_form_loses_neither_what_was_typed_nor_the_files(offered, desk, people):
    programme = offered(
        papers=(Paper("proof", "困难情况说明"),),
        sections=(
            Section(
                "申请", (Question("reason", "理由"), Question("cost", "花费", AnswerKind.MONEY))
            ),
        ),
    )
    address = f"?programme={programme.code}&person={people.person.pk}"
    data = {"key": str(uuid4()), "channel": "window", "reason": "火灾", "cost": "三千"}

    first = visit(
        desk.firm,
        "register_form",
        query=address,
        data={**data, "paper_proof": text_file("说明.txt")},
    )
    kept = re.search(r'name="kept_proof" value="([^"]+)"', text(first))[1]
    second = visit(
        desk.firm, "register_form", query=address, data={**data, "cost": "3000", "kept_proof": kept}
    )

    assert first.status_code == 422
    assert 'value="火灾"' in text(first)
    assert second.status_code == 302
    case = Case._base_manager.get()
    assert [str(p.document_id) for p in queries.papers_of(case)] == [kept]


def test_a_document_of_somebody_else_is_not_taken_into_a_case(offered, desk, people):
    programme = offered(papers=(Paper("proof", "说明", required=False),))
    address = f"?programme={programme.code}&person={people.person.pk}"
    data = {"key": str(uuid4()), "channel": "window"}
    first = visit(
        desk.county,
        "register_form",
        query=address,
        data={**data, "paper_proof": text_file("a.txt")},
    )
    kept = re.search(r'name="kept_proof" value="([^"]+)"', text(first))[1]

    visit(
        desk.firm,
        "register_form",
        query=address,
        data={**data, "reason": "火灾", "kept_proof": [kept, "no-uuid"]},
    )

    assert list(queries.papers_of(Case._base_manager.get())) == []


def test_a_missing_paper_is_named_and_nothing_is_opened(offered, desk, people):
    programme = offered(papers=(Paper("proof", "困难情况说明"),))
    address = f"?programme={programme.code}&person={people.person.pk}"

    page = visit(
        desk.firm,
        "register_form",
        query=address,
        data={"key": str(uuid4()), "channel": "window", "reason": "火灾"},
    )

    assert page.status_code == 422
    assert "还缺少材料：困难情况说明" in text(page)
    assert not Case._base_manager.exists()


def test_a_caller_without_a_record_is_registered_with_union_and_telephone(offered, desk, tree):
    programme = offered()
    data = {
        "key": str(uuid4()),
        "channel": "hotline",
        "union": tree.pump.code,
        "contact": "13812345678",
        "reason": "欠薪",
    }

    visit(desk.county, "register_form", query=f"?programme={programme.code}", data=data)

    case = Case._base_manager.get()
    assert (case.person_id, case.union_id) == (None, tree.pump.pk)
    assert "13812345678" in text(visit(desk.county, "detail", case.number))


def test_nobody_is_registered_who_lies_outside_the_scope(offered, desk, people):
    programme = offered()

    sent = visit(
        desk.other,
        "register_form",
        query=f"?programme={programme.code}&person={people.person.pk}",
        data={"key": str(uuid4()), "channel": "window", "reason": "火灾"},
    )

    assert sent["Location"] == reverse("cases:register")
    assert not Case._base_manager.exists()


def test_a_registered_case_that_was_returned_is_mended_at_the_window(opened, desk, waiting):
    case = opened()
    visit(desk.firm, "decide", waiting(case).pk, data={"decision": "return", "reason": "请补日期"})

    page = text(visit(desk.firm, "correct", case.number))
    visit(desk.firm, "correct", case.number, data={"reason": "11月1日家中遭遇火灾"})

    assert "请补日期" in page
    assert "家中遭遇火灾" in page
    case.refresh_from_db()
    assert case.state == CaseState.HANDLING
    assert queries.answers_of(case) == {"reason": "11月1日家中遭遇火灾"}
