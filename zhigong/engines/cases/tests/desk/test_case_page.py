"""The case on the desk: what it says, what may be done, its printed form."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhigong.engines.cases import queries
from zhigong.engines.cases.contract import (
    AnswerKind,
    Paper,
    Question,
    Section,
)
from zhigong.engines.cases.models import Case
from zhigong.engines.cases.operations import object_to_case
from zhigong.engines.cases.tests.desk.pages import DESK, text, text_file, visit
from zhigong.engines.cases.tests.factories import (
    NOON,
    make_applicant,
    make_handler,
    make_programme,
)

pytestmark = pytest.mark.django_db


def test_an_inbox_page_reads_the_same_statements_for_one_case_and_for_many(opened, desk):
    opened()
    with CaptureQueriesContext(
        connection,
    ) as one:
        visit(desk.firm, "inbox")
    for _number in range(6):
        opened()

    with CaptureQueriesContext(connection) as many:
        visit(desk.firm, "inbox")

    assert len(many) == len(one)


def test_the_case_page_says_what_was_applied_for_and_offers_the_step(opened, desk):
    case = opened()

    page = text(visit(desk.firm, "detail", case.number))

    assert "家中遭遇火灾" in page
    assert "申请理由" in page
    assert reverse("cases:decide", args=[queries.steps_of(case).get().pk]) in page
    assert "区县总工会审批" in page  # still to come, in the history


def test_whoever_may_not_do_the_step_reads_who_does_it(opened, desk, tree):
    case = opened()

    page = text(visit(desk.street, "detail", case.number))

    assert f"这一环节由「{tree.pump.name}」办理" in page
    assert "提交意见" not in page
    with pytest.raises(Http404):
        visit(desk.other, "detail", case.number)


def test_a_step_is_decided_on_the_page(opened, desk, waiting):
    case = opened()

    done = visit(
        desk.firm, "decide", waiting(case).pk, data={"decision": "pass", "reason": "情况属实。"}
    )

    assert done.status_code == 302
    assert waiting(case).code == "decide"
    first = queries.steps_of(case).first()
    assert (first.opinion, first.decided_by_id) == ("情况属实。", desk.firm.user_id)


def test_a_return_without_a_reason_comes_back_with_all_that_was_typed(opened, desk, waiting):
    case = opened()

    page = visit(
        desk.firm, "decide", waiting(case).pk, data={"decision": "return", "missing": "收入证明"}
    )

    assert page.status_code == 422
    assert "请写明原因" in text(page)
    assert 'value="收入证明"' in text(page)
    assert waiting(case).code == "review"


def test_a_lost_race_is_told_with_409_and_what_was_typed_is_still_there(opened, desk, waiting):
    case = opened()
    step = waiting(case)
    visit(desk.firm, "decide", step.pk, data={"decision": "pass"})

    page = visit(
        desk.firm, "decide", step.pk, data={"decision": "return", "reason": "我写了很久的意见"}
    )

    assert page.status_code == 409
    assert "已由" in text(page)
    assert "我写了很久的意见" in text(page)
    assert waiting(case).code == "decide"


def test_a_step_of_another_union_is_not_decided_and_nothing_changes(opened, desk, waiting):
    case = opened()
    step = waiting(case)

    page = visit(desk.street, "decide", step.pk, data={"decision": "pass"})

    assert page.status_code == 403
    assert waiting(case) == step
    with pytest.raises(Http404):
        visit(desk.other, "decide", step.pk, data={"decision": "pass"})


@pytest.mark.parametrize(
    ("move", "who", "target"),
    [("transfer", "firm", "mill"), ("dispatch", "county", "west"), ("escalate", "firm", None)],
)
def test_a_step_is_handed_on_with_its_reason(opened, desk, tree, waiting, move, who, target):
    case = opened()
    if who == "county":
        visit(desk.firm, "decide", waiting(case).pk, data={"decision": "pass"})
    data = {"reason": "单位已变更"}
    if target:
        data["to_union"] = getattr(tree, target).code

    done = visit(getattr(desk, who), "relay", waiting(case).pk, move, data=data)

    assert done.status_code == 302, text(done)
    expected = getattr(tree, target) if target else tree.county
    assert waiting(case).unit_id == expected.pk
    assert queries.history_of(case).last().note.endswith("：单位已变更")


def test_a_refused_dispatch_stands_beside_the_form_with_what_was_typed(opened, desk, tree, waiting):
    case = opened()

    page = visit(
        desk.firm,
        "relay",
        waiting(case).pk,
        "dispatch",
        data={"to_union": tree.pump.code, "reason": "请核实"},
    )

    assert page.status_code == 422
    assert "不是您的下级工会" in text(page)
    assert "请核实" in text(page)
    assert waiting(case).unit_id == tree.pump.pk


def test_a_step_is_supervised_from_above(opened, desk, tree, waiting):
    case = opened()
    data = {"union": tree.county.code, "until": "2026-11-24", "reason": "尽快"}

    visit(desk.county, "supervise", waiting(case).pk, data=data)
    past = visit(desk.county, "supervise", waiting(case).pk, data={**data, "until": "2026-11-01"})

    assert waiting(case).supervised_until == date(2026, 11, 24)
    assert past.status_code == 422
    assert "已过" in text(past)


def test_objections_are_listed_and_answered_by_the_union_of_the_publicity(publicised, people, desk):
    said = object_to_case(actor=people.firm, at=NOON, case=publicised, text="家庭收入不实")
    answer = {"is_upheld": "no", "answer": "经核查属实"}

    assert "家庭收入不实" in text(visit(desk.county, "detail", publicised.number))
    below = visit(desk.firm, "settle", said.pk, data=answer)
    said.refresh_from_db()
    assert (below.status_code, said.settled_at) == (403, None)
    visit(desk.county, "settle", said.pk, data=answer)

    said.refresh_from_db()
    assert (said.is_upheld, said.answer) == (False, "经核查属实")
    assert visit(desk.county, "settle", said.pk, data=answer).status_code == 409


def test_duplicates_and_other_open_cases_of_the_person_are_shown(opened, desk):
    programme = make_programme()
    first, second = opened(programme), opened(programme, at=NOON + timedelta(days=90))
    far = opened(programme, at=NOON + timedelta(days=91))

    page = text(visit(desk.firm, "detail", first.number, at=NOON + timedelta(days=91)))
    warned = page.split("可能重复")[1].split("case-split")[0]

    assert second.number in warned
    assert far.number not in warned
    assert far.number in page.split("此人的其他在办办件")[1]


def test_the_printed_form_has_a_box_for_every_step_with_opinion_seal_and_day(opened, desk, waiting):
    case = opened()
    visit(desk.firm, "decide", waiting(case).pk, data={"decision": "pass", "reason": "情况属实。"})

    page = text(visit(desk.firm, "sheet", case.number))

    assert page.count("（盖章）") == 2
    assert "情况属实。" in page
    assert "年　　月　　日" in page
    assert "<svg" in page


def test_answers_are_printed_in_the_words_of_the_version(opened, desk):
    cause = Question(
        "cause", "原因", AnswerKind.CHOICE, choices=(("fire", "火灾"), ("illness", "患病"))
    )
    family = Question("family", "家庭成员", AnswerKind.TABLE, columns=(Question("name", "姓名"),))
    cost = Question("cost", "花费", AnswerKind.MONEY)
    health = Question("health", "病情", consent="审核因病困难")
    programme = make_programme(sections=(Section("情况", (cause, cost, family, health)),))
    case = opened(
        programme,
        answers={
            "cause": "fire",
            "cost": "3200.5",
            "family": [{"name": "李四"}],
            "health": "良好",
            "consent_0": "审核因病困难",
        },
    )

    for name in ("detail", "sheet"):
        page = text(visit(desk.firm, name, case.number))
        assert "火灾" in page
        assert "3,200.50元" in page
        assert "<td>李四</td>" in page
        assert "单独同意：审核因病困难" in page


def test_an_applicant_who_is_an_officer_reads_why_she_may_not_decide(opened, tree, people):
    case = opened()
    herself = make_handler(tree.pump, abilities=DESK, person_id=people.person.pk)

    page = text(visit(herself, "detail", case.number))

    assert "这是您本人的办件" in page
    assert "提交意见" not in page


def test_papers_lead_to_their_documents_only_for_those_who_may_fetch_them(
    offered, desk, people, tree
):
    programme = offered(papers=(Paper("proof", "困难情况说明"),))
    address = f"?programme={programme.code}&person={people.person.pk}"
    data = {"key": str(uuid4()), "channel": "window", "reason": "火灾"}
    visit(
        desk.county,
        "register_form",
        query=address,
        data={**data, "paper_proof": text_file("a.txt")},
    )
    case = Case._base_manager.get()
    reader = make_handler(tree.pump, abilities={"cases.view"})

    assert "/documents/" in text(visit(desk.firm, "detail", case.number))
    page = text(visit(reader, "detail", case.number))
    assert "/documents/" not in page
    assert "您没有查看材料的权限" in page


def test_a_member_of_another_firm_is_no_duplicate(opened, desk, tree, people):
    programme = make_programme()
    case = opened(programme)
    person, actor = make_applicant(people.county, tree.mill, name="赵敏")
    other = opened(programme, actor=actor, person=person, union=tree.mill)

    assert other.number not in text(visit(desk.county, "detail", case.number))
