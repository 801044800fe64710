"""The pages of the composer, served as the middleware serves them."""

from types import SimpleNamespace

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.test import RequestFactory
from django.urls import resolve, reverse

from zhigong.base.actor import use_actor
from zhigong.base.clock import use_clock
from zhigong.base.requests import guarded
from zhigong.engines.cases.contract import AnswerKind, Rule, RuleLine
from zhigong.engines.cases.models import Case, Draft
from zhigong.engines.cases.queries.composing import draft_of
from zhigong.engines.cases.tests.composed import COMPOSING, compose
from zhigong.engines.cases.tests.factories import ABILITIES, NOON, make_handler

pytestmark = pytest.mark.django_db
ALL = ABILITIES | COMPOSING | {"unions.view", "documents.store", "documents.view"}
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


@pytest.fixture
def officer(tree, people):
    return make_handler(tree.county, abilities=ALL)


@pytest.fixture
def made(officer, tree):
    return compose(officer, tree.county, publish=False)


@pytest.fixture
def visit(officer):
    """Serve one page of the composer for the officer."""

    def serve(name, *args, data=None, query="", actor=officer):
        path = reverse(f"cases:compose{name}", args=args) + query
        factory = RequestFactory()
        request = factory.get(path) if data is None else factory.post(path, data)
        request.actor = actor
        request.user = SimpleNamespace(is_authenticated=True, pk=actor.user_id)
        request.htmx, request.session = False, SessionStore()
        request._messages = FallbackStorage(request)
        request._dont_enforce_csrf_checks = True
        match = resolve(request.path_info)
        with use_clock(NOON), guarded(), use_actor(actor):
            return match.func(request, *match.args, **match.kwargs)

    return serve


def text(response):
    return response.content.decode()


def drafted(made):
    made.refresh_from_db()
    return draft_of(made)


def test_a_programme_is_started_as_a_copy(visit, tree):
    data = {"title": "夏送清凉", "union": tree.county.code, "source": "hardship_grant"}

    answer = visit("_start", data=data)

    assert answer.status_code == 302
    assert answer["Location"].endswith("/texts/")
    assert "夏送清凉" in text(visit(""))


def test_what_is_typed_is_kept_by_itself_a_wrong_field_left_out(visit, made):
    data = {"title": "新的名称", "purpose": "长" * 400, "words": "高温，清凉、高温", "icon": "gift"}

    answer = visit("_texts", made.code, data=data, query="?keep=1")
    again = visit("_texts", made.code, data=data)

    assert text(answer) == "已自动保存 12:00"
    assert (drafted(made).title, drafted(made).words) == ("新的名称", ("高温", "清凉"))
    assert drafted(made).purpose == "高温天气给一线职工发放防暑用品。"
    assert again.status_code == 422
    assert "长" * 400 in text(again)


def test_questions_are_added_changed_moved_and_deleted(visit, made):
    added = visit("_form", made.code, data={"do": "add:0"})
    code = added["Location"].split("/")[-2]
    typed = {
        "title": "是否夜班",
        "kind": "choice",
        "choices": "夜班\n白班\n\n夜班 ",
        "section": "0",
        "only_if": ["size:m"],
    }
    changed = visit("_item", made.code, "form", code, data=typed)
    question = next(q for q in drafted(made).questions if q.code == code)

    assert changed.status_code == 302
    assert (question.kind, question.required) == (AnswerKind.CHOICE, False)
    assert [label for _value, label in question.choices] == ["夜班", "白班", "夜班"]
    assert (question.only_if.question, question.only_if.answers) == ("size", ("m",))
    assert "有重复的选项" in text(visit("_form", made.code))
    visit("_form", made.code, data={"do": f"up:{code}"})
    assert [q.code for q in drafted(made).questions] == ["reason", code, "size"]
    assert "看的是后面的问题" in text(visit("_overview", made.code))
    visit("_form", made.code, data={"do": f"drop:{code}"})
    assert [q.code for q in drafted(made).questions] == ["reason", "size"]


def test_options_that_are_reworded_keep_their_values(visit, made):
    typed = {"title": "尺码", "kind": "choice", "choices": "中码\n大号\n特大号", "section": "0"}
    visit("_item", made.code, "form", "size", data=typed)
    first = drafted(made).questions[1].choices
    visit("_item", made.code, "form", "size", data={**typed, "choices": "中码\n加大号\n特大号"})
    second = drafted(made).questions[1].choices

    assert first[1] == ("l", "大号")
    assert second[1] == ("l", "加大号")
    assert len({value for value, _label in second}) == 3


def test_pages_of_the_form_are_added_renamed_and_questions_move_between_them(visit, made):
    visit("_form", made.code, data={"do": "section:", "title": "联系"})
    visit("_form", made.code, data={"do": "down:size"})
    visit("_form", made.code, data={"do": "rename:1", "title": "联系方式"})

    sections = [(s.title, [q.code for q in s.questions]) for s in drafted(made).sections]

    assert sections == [("申请内容", ["reason"]), ("联系方式", ["size"])]


def test_a_table_has_columns_of_its_own_kinds(visit, made):
    typed = {
        "title": "同班组人员",
        "kind": "table",
        "section": "0",
        "column_0": "姓名",
        "column_1": "年龄",
        "column_kind_1": "number",
    }
    visit("_item", made.code, "form", "reason", data=typed)

    columns = drafted(made).questions[0].columns

    assert [(c.title, c.kind) for c in columns] == [
        ("姓名", AnswerKind.TEXT),
        ("年龄", AnswerKind.NUMBER),
    ]


def test_steps_and_papers_are_typed_and_kept(visit, made):
    paper = visit("_papers", made.code, data={"do": "add:"})["Location"].split("/")[-2]
    visit("_item", made.code, "papers", paper, data={"title": "证明", "kind": "paper", "most": "3"})
    typed = {
        "title": "会签",
        "kind": "countersign",
        "level": "county",
        "parts": ["street", "county"],
        "ability": "cases.handle",
        "days": "2",
        "unit": "calendar",
    }
    visit("_item", made.code, "route", "s1", data=typed)

    draft = drafted(made)

    assert (draft.papers[0].title, draft.papers[0].most) == ("证明", 3)
    assert [part.value for part in draft.route[0].parts] == ["street", "county"]
    assert (draft.route[0].days, draft.route[0].unit) == (2, "calendar")


def test_terms_and_conditions_are_typed_and_read_back(visit, made):
    typed = {
        "audience": "known",
        "once_per": "year",
        "home": "county",
        "first": "2026-06-01",
        "last": "2026-09-30",
        "is_yearly": "on",
        "total": "100",
        "anew": "on",
        "calls_back": "20",
        "is_strict": "on",
    }
    visit("_terms", made.code, data=typed)
    assert "还没有添加申请条件" in text(visit("_terms", made.code))
    visit("_condition", made.code, "age", data={"sign": ">=", "value": "45"})
    visit("_condition", made.code, "migrant", data={"value": "yes"})
    visit("_terms", made.code, data={"do": "join:any"})
    page = text(visit("_terms", made.code))
    draft = drafted(made)

    assert (draft.audience, draft.quota.total, draft.season.is_yearly) == ("known", 100, True)
    assert (draft.calls_back, draft.is_strict) == (20, True)
    assert "还没有添加申请条件" not in page
    lines = (RuleLine("age", ">=", "45"), RuleLine("migrant", "==", "yes"))
    assert draft.rule == Rule(lines, "any")
    assert "年龄不少于45周岁" in page
    visit("_terms", made.code, data={"do": "drop:0"})
    assert [line.fact for line in drafted(made).rule.lines] == ["migrant"]
    wrong = visit("_condition", made.code, "age", data={"sign": ">=", "value": "-3"})
    assert wrong.status_code == 422


def test_a_share_over_everybody_comes_back_and_what_was_kept_stays(visit, made):
    typed = {"audience": "member", "home": "own", "calls_back": "30"}
    visit("_terms", made.code, data=typed)

    answer = visit("_terms", made.code, data={**typed, "calls_back": "130"})

    assert answer.status_code == 422
    assert 'value="130"' in text(answer)
    assert drafted(made).calls_back == 30
    visit("_terms", made.code, data={**typed, "calls_back": ""})
    assert drafted(made).calls_back == 0


def test_the_preview_says_that_who_does_not_fulfil_the_conditions_cannot_apply(visit, made):
    visit("_condition", made.code, "age", data={"sign": ">=", "value": "45"})
    assert "不能申请" not in text(visit("_phone", made.code))

    visit("_terms", made.code, data={"audience": "member", "home": "own", "is_strict": "on"})

    assert "不符合以上条件的，不能申请" in text(visit("_phone", made.code))


def test_it_is_published_tried_out_and_closed_from_its_overview(visit, made, tree):
    tried = text(visit("_overview", made.code, query=f"?union={tree.pump.code}"))
    visit("_publish", made.code, data={})
    made.refresh_from_db()
    assert (made.state, made.version.version) == ("open", 1)
    assert tree.pump.name in tried
    again = visit("_publish", made.code, data={})
    assert again.status_code != 302
    assert "没有需要发布的修改" in text(again)
    assert visit("_close", made.code, data={"reason": ""}).status_code == 422

    visit("_close", made.code, data={"reason": "夏天过了"})

    made.refresh_from_db()
    assert (made.state, made.closed_why) == ("closed", "夏天过了")


def test_the_preview_shows_the_portal_and_stores_nothing(visit, made):
    service = visit("_phone", made.code)
    wrong = visit("_phone_fill", made.code, 1, data={"go": "next"})
    onwards = visit("_phone_fill", made.code, 1, data={"go": "next", "reason": "炉前", "size": "m"})
    check = text(visit("_phone_check", made.code))
    kept = visit("_phone_keep", made.code, 1, data={"reason": "炉前"})

    assert "开始办理" in text(service)
    assert f'href="/desk/cases/compose/{made.code}/phone/go/"' in text(service)
    assert 'href="/cases/' not in text(service)
    assert wrong.status_code == 422
    assert onwards["Location"].endswith("/check/")
    assert "中号" in check
    assert "不保存" in text(kept)
    assert not Draft._base_manager.exists()
    assert not Case._base_manager.exists()


def test_only_the_desk_may_frame_the_preview(visit, made):
    inside, outside = visit("_phone", made.code), visit("_preview", made.code)

    assert inside["X-Frame-Options"] == "SAMEORIGIN"
    assert inside._csp_replace == {"frame-ancestors": ["'self'"]}
    assert not hasattr(outside, "_csp_replace")


def test_a_sample_is_taken_in_shown_and_taken_away(visit, made, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    paper = visit("_papers", made.code, data={"do": "add:"})["Location"].split("/")[-2]
    file = SimpleUploadedFile("样张.png", PNG, content_type="image/png")

    visit("_sample", made.code, paper, data={"file": file})
    shown = visit("_phone_sample", made.code, paper)
    visit("_sample", made.code, paper, data={"remove": "1"})

    assert shown["Content-Type"] == "image/png"
    assert drafted(made).papers[0].sample == ""
    with pytest.raises(Http404):
        visit("_phone_sample", made.code, paper)


def test_it_is_restored_from_the_list_of_changes(visit, made):
    visit("_form", made.code, data={"do": "drop:size"})
    assert "删除问题“工作服尺码”" in text(visit("_versions", made.code))

    visit("_versions", made.code, data={"number": "2"})

    assert [q.code for q in drafted(made).questions] == ["reason", "size"]


@pytest.mark.parametrize(
    ("part", "item"), [("form", "q99"), ("papers", "p99"), ("route", "s99"), ("texts", "title")]
)
def test_what_is_not_there_is_not_found(part, item, visit, made):
    with pytest.raises(Http404):
        visit("_item", made.code, part, item)


def test_elsewhere_nothing_is_found(visit, made, tree):
    with pytest.raises(Http404):
        visit("_texts", made.code, actor=make_handler(tree.west, abilities=ALL))
