"""The pages of the desk, served as the middleware serves them."""

import io
import re
from datetime import date, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import Http404
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from openpyxl import load_workbook

from zhigong.base.actor import use_actor
from zhigong.base.clock import use_clock
from zhigong.base.navigation import PANELS, counter_of
from zhigong.base.requests import guarded
from zhigong.engines.cases import queries
from zhigong.engines.cases.contract import (
    PROGRAMMES,
    AnswerKind,
    CaseState,
    Decision,
    Level,
    Paper,
    Question,
    Section,
    Step,
    StepKind,
)
from zhigong.engines.cases.models import Case
from zhigong.engines.cases.operations import decide_step, object_to_case, supervise_step
from zhigong.engines.cases.tests.factories import (
    ABILITIES,
    NOON,
    make_applicant,
    make_handler,
    make_programme,
)

pytestmark = pytest.mark.django_db

DESK = ABILITIES | {"people.view", "unions.view", "documents.store", "documents.view"}
LATER = NOON + timedelta(days=3)


def visit(actor, name, *args, data=None, query="", at=NOON):
    """Serve one page for an actor, on a day."""
    path = reverse(f"cases:{name}", args=args) + query
    factory = RequestFactory()
    request = factory.get(path) if data is None else factory.post(path, data)
    request.actor, request.user = actor, SimpleNamespace(is_authenticated=True, pk=actor.user_id)
    request.htmx, request.session = False, SessionStore()
    request._messages = FallbackStorage(request)
    request._dont_enforce_csrf_checks = True
    match = resolve(request.path_info)
    with use_clock(at), guarded(), use_actor(actor):
        return match.func(request, *match.args, **match.kwargs)


def text(response):
    return response.content.decode()


@pytest.fixture
def desk(tree, people):
    """Officers with everything the desk asks for, in the firm, the street and the county."""
    return SimpleNamespace(
        firm=make_handler(tree.pump, abilities=DESK),
        street=make_handler(tree.east, abilities=DESK),
        other=make_handler(tree.west, abilities=DESK),
        county=make_handler(tree.county, abilities=DESK),
    )


@pytest.fixture
def offered(monkeypatch):
    """Offer a programme as if a file declared it."""

    def offer(**changes):
        programme = make_programme(**changes)
        known = {**PROGRAMMES._by_code, programme.code: programme}
        monkeypatch.setitem(PROGRAMMES.__dict__, "_by_code", known)
        return programme

    return offer


@pytest.fixture
def publicised(opened, people, waiting):
    route = (
        Step("review", "审核", Level.OWN),
        Step("public", "公示", Level.COUNTY, StepKind.PUBLICITY, days=5),
    )
    case = opened(make_programme(route=route))
    decide_step(actor=people.firm, at=NOON, step=waiting(case), decision=Decision.PASS)
    case.refresh_from_db()
    return case


def test_the_inbox_holds_what_waits_at_the_own_union_with_its_light(opened, desk):
    case = opened()

    page = text(visit(desk.firm, "inbox"))

    assert case.number in page
    assert "正常" in page
    assert case.number not in text(visit(desk.street, "inbox"))
    assert case.number not in text(visit(desk.other, "box", "below"))
    assert case.number in text(visit(desk.street, "box", "below"))


@pytest.mark.parametrize(
    ("day", "light", "boxes"),
    [
        (date(2026, 11, 20), "正常", {"todo"}),
        (date(2026, 11, 23), "将超时", {"todo", "soon"}),
        (date(2026, 11, 25), "将超时", {"todo", "soon"}),
        (date(2026, 11, 26), "已超时", {"todo", "late"}),
    ],
)
def test_a_step_is_yellow_two_working_days_before_its_limit_and_red_after_it(
    opened, desk, day, light, boxes
):
    number = opened().number  # due on the 25th
    at = NOON.replace(day=day.day)

    found = {b for b in ("soon", "late") if number in text(visit(desk.firm, "box", b, at=at))}
    row = re.search(rf"{number}</a>.*?</tr>", text(visit(desk.firm, "inbox", at=at)), re.S)

    assert found == boxes - {"todo"}
    assert light in row[0]


def test_a_box_that_is_none_is_not_found(desk):
    with pytest.raises(Http404):
        visit(desk.firm, "box", "attic")


def test_the_inbox_is_searched_by_the_end_of_a_number_and_by_name_and_filtered(opened, desk):
    programme = make_programme()
    case, other = opened(programme), opened(make_programme(title="住院慰问"))

    by_end = text(visit(desk.firm, "inbox", query=f"?q={case.number[-6:]}"))
    by_name = text(visit(desk.firm, "inbox", query=f"?q={case.applicant_name[:2]}"))
    by_channel = text(visit(desk.firm, "inbox", query="?channel=hotline"))

    assert case.number in by_end
    assert other.number not in by_end
    assert {case.number, other.number} <= set(re.findall(r"GH-[\d-]+", by_name))
    assert case.number not in by_channel


def test_a_confidential_case_is_listed_without_a_name_and_not_found_by_it(opened, people, desk):
    case = opened(make_programme(is_confidential=True, home=Level.COUNTY))
    blind = make_handler(case.union, abilities=DESK - {"cases.confidential"})

    page = text(visit(desk.county, "inbox"))

    assert f"保密 {case.number[-6:]}" in page
    assert case.applicant_name not in page
    by_name = text(visit(desk.county, "inbox", query=f"?q={case.applicant_name}"))
    assert case.number not in by_name
    assert case.number not in text(visit(blind, "inbox"))
    assert case.number not in text(visit(blind, "list"))


def test_a_right_to_confidential_cases_at_one_union_opens_none_at_another(opened, desk, tree):
    case = opened(make_programme(is_confidential=True))
    somebody = make_handler(tree.pump, abilities=DESK - {"cases.confidential"})
    elsewhere = make_handler(tree.west, abilities={"cases.confidential"})
    both = SimpleNamespace(powers=somebody.powers + elsewhere.powers)
    actor = type(somebody)(user_id=somebody.user_id, name="兼职", powers=both.powers)

    assert case.number not in text(visit(actor, "inbox"))
    assert case.number in text(visit(desk.firm, "inbox"))


def test_the_tabs_count_what_waits_and_what_is_supervised(opened, desk, tree, waiting):
    case = opened()
    supervise_step(
        actor=desk.county,
        at=NOON,
        step=waiting(case),
        union=tree.county,
        until=date(2026, 11, 24),
        reason="",
    )

    page = text(visit(desk.firm, "inbox"))
    supervised = text(visit(desk.county, "box", "supervised"))

    assert re.search(r'待办<span class="tab-count">1</span>', page)
    assert re.search(r'督办<span class="tab-count">1</span>', page)
    assert case.number in supervised
    assert "2026-11-24" in supervised


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


def test_several_are_agreed_at_once_and_each_is_named_with_its_result(
    opened, desk, people, waiting, tree
):
    mine, taken = opened(), opened()
    steps = [waiting(mine).pk, waiting(taken).pk]
    visit(desk.firm, "decide", steps[1], data={"decision": "pass"})
    sent = {"ids": steps, "decision": "pass"}

    asked = text(visit(desk.firm, "decide_many", data=sent))
    result = text(
        visit(desk.firm, "decide_many", data={**sent, "confirmed": "1", "reason": "同意。"})
    )

    assert "意见内容" in asked
    assert waiting(mine).code == "decide"
    assert "已办理 1 件，未办理 1 件" in result
    assert mine.number in result
    assert re.search(rf"{taken.number}.*?未办理.*?已由", result, re.S)


def test_a_batch_returned_wants_an_opinion(opened, desk, waiting):
    case = opened()

    page = visit(
        desk.firm,
        "decide_many",
        data={"ids": [waiting(case).pk], "decision": "return", "confirmed": "1"},
    )

    assert page.status_code == 422
    assert waiting(case).code == "review"


def test_a_batch_touches_nothing_outside_the_scope(opened, desk, waiting):
    case = opened()

    done = visit(
        desk.other,
        "decide_many",
        data={"ids": [waiting(case).pk, "x"], "decision": "pass", "confirmed": "1"},
    )

    assert done.status_code == 302
    assert waiting(case).code == "review"


def test_a_batch_costs_one_reading_more_than_its_decisions(opened, desk, waiting):
    programme = make_programme()

    def statements(count):
        ids = [waiting(opened(programme)).pk for _n in range(count)]
        data = {"ids": ids, "decision": "pass", "confirmed": "1", "reason": "同意。"}
        with CaptureQueriesContext(connection) as counted:
            visit(desk.firm, "decide_many", data=data)
        return len(counted)

    statements(1)  # what is kept for the life of the process is read
    one, two, five = statements(1), statements(2), statements(5)

    assert five - two == 3 * (two - one)


def test_the_query_finds_cases_by_state_union_day_and_lateness(opened, desk, tree):
    case = opened()
    after = NOON + timedelta(days=10)

    def found(query, at=after):
        return case.number in text(visit(desk.county, "list", query=query, at=at))

    assert found("")
    assert found("?state=handling")
    assert not found("?state=done")
    assert found(f"?unit={tree.east.pk}")
    assert not found(f"?unit={tree.west.pk}")
    assert found("?from=2026-11-20&to=2026-11-20")
    assert not found("?from=2026-11-21")
    assert found("?late=1")
    assert not found("?late=1", at=NOON)


def test_the_query_is_exported_without_names_of_confidential_applicants(opened, desk):
    opened(make_programme(is_confidential=True, home=Level.COUNTY))
    plain = opened()

    file = b"".join(visit(desk.county, "list", query="?export=xlsx").streaming_content)
    rows = list(load_workbook(io.BytesIO(file)).active.iter_rows(values_only=True))
    names = [value for row in rows for value in row if value == plain.applicant_name]

    assert len(names) == 1


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
        desk.firm, "register_form", query=address, data={**data, "paper_proof": _file("说明.txt")}
    )
    again = visit(
        desk.firm, "register_form", query=address, data={**data, "paper_proof": _file("说明.txt")}
    )

    case = Case._base_manager.get()
    assert done["Location"] == again["Location"] == reverse("cases:receipt", args=[case.number])
    assert (case.channel, case.person_id) == ("hotline", people.person.pk)
    assert [p.document.title for p in queries.papers_of(case)] == ["说明.txt"]
    receipt = text(visit(desk.firm, "receipt", case.number))
    assert case.number in receipt
    assert "2026年12月2日" in receipt


def _file(name, content="家中遭遇火灾。"):
    return SimpleUploadedFile(name, content.encode(), content_type="text/plain")


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
        desk.firm, "register_form", query=address, data={**data, "paper_proof": _file("说明.txt")}
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
        desk.county, "register_form", query=address, data={**data, "paper_proof": _file("a.txt")}
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


def test_the_home_counts_what_waits_what_is_late_soon_and_what_is_supervised(opened, desk):
    opened()
    request = SimpleNamespace(actor=desk.firm)
    panels = {code: PANELS.get(f"cases_{code}") for code in ("todo", "soon", "supervised")}

    with use_clock(NOON.replace(day=24)):
        counts = {code: panel.context(request)["count"] for code, panel in panels.items()}
        waiting = counter_of("desk", "cases.inbox", desk.firm)

    assert counts == {"todo": 1, "soon": 1, "supervised": 0}
    assert waiting == 1


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
    visit(desk.county, "register_form", query=address, data={**data, "paper_proof": _file("a.txt")})
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


def test_a_reply_is_not_sent_without_words_neither_alone_nor_with_others(opened, desk, waiting):
    reply = Step("reply", "答复", Level.OWN, StepKind.REPLY)
    case = opened(make_programme(route=(reply,)))
    step = waiting(case)
    batch = {"ids": [step.pk], "decision": "pass", "confirmed": "1"}

    alone = visit(desk.firm, "decide", step.pk, data={"decision": "pass"})
    together = visit(desk.firm, "decide_many", data=batch)

    assert (alone.status_code, together.status_code) == (422, 422)
    assert waiting(case) == step
    visit(desk.firm, "decide", step.pk, data={"decision": "pass", "reason": "按规定可以。"})
    case.refresh_from_db()
    assert (case.state, case.result) == (CaseState.DONE, "按规定可以。")
