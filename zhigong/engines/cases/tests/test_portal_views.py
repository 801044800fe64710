"""The member's side: she finds a service, applies, mends, follows, rates."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from zhigong.base.actor import use_actor
from zhigong.base.clock import use_clock
from zhigong.base.crypto import blind_index, new_data_key, wrap
from zhigong.base.fields import conceal
from zhigong.engines.cases import queries
from zhigong.engines.cases.contract import (
    PROGRAMMES,
    AnswerKind,
    CaseState,
    Decision,
    Level,
    OnlyIf,
    Paper,
    Question,
    Section,
    Step,
    StepKind,
)
from zhigong.engines.cases.jobs import close_publicity
from zhigong.engines.cases.models import Case, Draft
from zhigong.engines.cases.operations import decide_step, open_case
from zhigong.engines.cases.queries import course
from zhigong.engines.cases.queries.applying import PAPERS
from zhigong.engines.cases.tests.factories import NOON, make_programme
from zhigong.registry.accounts.models import User
from zhigong.registry.documents.models import Document
from zhigong.registry.people.models import Membership

pytestmark = pytest.mark.django_db

PHONE = "13812345678"
CAUSE = Question(
    "cause", "原因", AnswerKind.CHOICE, choices=(("fire", "火灾"), ("illness", "患病"))
)
PROGRAMME = make_programme(
    code="aid",
    category="困难帮扶",
    words=("大病",),
    where="区职工服务中心",
    result="一次性补助",
    sections=(
        Section(
            "申请人",
            (
                Question("name", "姓名", prefill="name"),
                Question("phone", "联系电话", AnswerKind.PHONE, prefill="phone"),
            ),
        ),
        Section(
            "困难情况",
            (CAUSE, Question("hospital", "医院", only_if=OnlyIf("cause", ("illness",)))),
        ),
        Section("费用", (Question("cost", "自付费用", AnswerKind.MONEY, unit="元"),)),
    ),
    papers=(Paper("proof", "困难情况证明", help="票据或证明", most=2),),
)
PDF = b"%PDF-1.4\n1 0 obj\nendobj\ntrailer\n%%EOF"


def pdf(name="证明.pdf", body=PDF):
    return SimpleUploadedFile(name, body, content_type="application/pdf")


def client_of(user):
    client = Client()
    client.force_login(user)
    session = client.session
    session["seen_at"] = timezone.now().timestamp()
    session.save()
    return client


def account(person, phone=PHONE, **fields):
    key = wrap(new_data_key())
    return User.objects.create(
        login=f"m{person.pk if person else uuid4().hex[:8]}",
        name=person.name if person else "访客",
        kind="member",
        person_id=person.pk if person else None,
        data_key=key,
        phone_cipher=conceal(key, phone),
        phone_blind=blind_index("phone", phone),
        created_at=NOON,
        **fields,
    )


@pytest.fixture(autouse=True)
def noon():
    with use_clock(NOON):
        yield


@pytest.fixture
def offer(monkeypatch):
    """Offer a programme, or no more (``None``)."""

    def change(programme, code="aid"):
        if programme is None:
            monkeypatch.delitem(PROGRAMMES._by_code, code)
        else:
            monkeypatch.setitem(PROGRAMMES._by_code, programme.code, programme)

    PROGRAMMES.entries()
    change(PROGRAMME)
    return change


@pytest.fixture
def member(people, offer, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    user = account(people.person)
    return SimpleNamespace(user=user, person=people.person, client=client_of(user))


def to(name, *arguments):
    return reverse(f"cases:{name}", args=arguments)


def text(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:2_000]
    return answer.content.decode()


def fill_in(client):
    client.post(to("fill", "aid", 1), {"cause": "fire", "go": "next"})
    client.post(to("fill", "aid", 2), {"cost": "3200.5", "go": "next"})
    client.post(to("papers", "aid"), {"paper-proof": pdf()})


def send(client):
    page = client.get(to("check", "aid"))
    key = page.context["promise"]["key"].value()
    return client.post(to("check", "aid"), {"key": str(key), "promise": "on"})


def opened(people, member, programme=PROGRAMME, **changes):
    actor = replace(people.member, user_id=member.user.pk)
    fields = {
        "actor": actor,
        "at": NOON,
        "programme": programme,
        "union": changes.pop("union", None) or Membership._base_manager.get().union,
        "answers": {"cause": "fire", "cost": "3200.5", "name": "王小明", "phone": PHONE},
        "person": member.person,
        "papers": (),
    }
    with use_actor(actor):
        return open_case(**{**fields, **changes})


def decide(actor, case, decision=Decision.PASS, reason="", at=NOON, **more):
    step = queries.steps_of(case).get(state="waiting")
    with use_actor(actor):
        return decide_step(actor=actor, at=at, step=step, decision=decision, reason=reason, **more)


PLAIN = replace(PROGRAMME, code="plain", papers=())


@pytest.fixture
def case(people, member, offer):
    offer(PLAIN)
    return opened(people, member, PLAIN)


# What is offered


def test_everybody_finds_a_service_by_everyday_words_and_by_initials(db, offer):
    offer(replace(PROGRAMME, code="desk_only", title="内部登记", audience="staff"))
    client = Client()

    assert "临时困难补助" in text(client.get(to("services")))
    assert "临时困难补助" in text(client.get(to("services"), {"q": "大病"}))
    assert "临时困难补助" in text(client.get(to("services"), {"q": "lsknbz"}))
    assert "内部登记" not in text(client.get(to("services")))
    nothing = text(client.get(to("services"), {"q": "火星移民"}))
    assert "没有找到这样的事项" in nothing
    assert "tel:12351" in nothing


def test_the_search_gives_its_list_alone_to_htmx(db, offer):
    found = text(Client().get(to("services"), {"q": "大病"}, headers={"HX-Request": "true"}))

    assert "临时困难补助" in found
    assert "<html" not in found


def test_a_service_says_for_whom_what_to_bring_how_long_and_where(db, offer):
    page = text(Client().get(to("programme", "aid")))

    for words in (
        "工会会员",
        "困难情况证明",
        "票据或证明",
        "承诺8个工作日内办结",
        "区县总工会 · 5个工作日内",
        "区职工服务中心",
        "一次性补助",
        "开始办理",
    ):
        assert words in page


def test_a_service_that_was_closed_says_so_and_leads_to_the_list(member):
    for name in ("programme", "apply", "check"):
        page = text(member.client.get(to(name, "gone")), 404)
        assert "这个事项现在不办理" in page
        assert to("services") in page


# Applying


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


def test_one_who_is_known_by_her_telephone_alone_applies_without_papers(member, offer, people):
    asked = (Section("事由", (Question("text", "内容"),)),)
    optional = (Paper("proof", "证据", required=False),)
    offer(replace(PROGRAMME, code="ask", audience="known", sections=asked, papers=optional))
    caller = client_of(account(None, "13900001111"))

    answer = caller.post(to("fill", "ask", 1), {"text": "想问政策", "go": "next"})
    assert answer["Location"] == to("check", "ask")
    page = caller.get(to("check", "ask"))
    assert "第2步 / 共2步" in text(page)
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
    opened(people, member, papers=[("proof", _document(member))])
    member.client.post(to("fill", "aid", 2), {"cost": "7", "go": "next"})
    sections = (*PROGRAMME.sections[1:], Section("其他", (Question("bank", "开户银行"),)))
    offer(replace(PROGRAMME, version=2, sections=sections))

    page = text(member.client.get(to("fill", "aid", 2)))

    assert "办理规定有更新" in page
    assert "新增一项需要填写：开户银行" in page
    assert "新增一项需要填写：开户银行" in text(member.client.get(to("check", "aid")))
    assert 'value="7"' in page


def _document(member):
    member.client.post(to("papers", "aid"), {"paper-proof": pdf()})
    document = Document._base_manager.get()
    Draft._base_manager.all().delete()
    return document


def test_a_draft_of_a_closed_service_can_only_be_thrown_away(member, offer):
    fill_in(member.client)
    offer(None)

    page = text(member.client.get(to("mine")))
    assert "已停办的事项" in page
    assert f'href="{to("apply", "aid")}"' not in page

    member.client.post(to("discard", "aid"))
    assert not Draft._base_manager.exists()
    assert Document._base_manager.get().erased_at == NOON


# Following


def test_her_list_shows_state_and_nearest_limit_and_nobody_elses(member, case):
    page = text(member.client.get(to("mine")))

    assert "办理中" in page
    assert "基层工会审核，2026-11-25 前" in page
    stranger = client_of(account(None, "13900001111"))
    assert stranger.get(to("mine")).status_code == 403


def test_the_way_of_a_case_names_office_and_limit_of_every_step(member, case, tree):
    page = text(member.client.get(to("own", case.number)))

    for words in (
        "2026-11-25 前办理",
        tree.pump.name,
        "区县总工会审批",
        "5个工作日内",
        "承诺 2026-12-02 前办结",
        "火灾",
    ):
        assert words in page


def test_the_case_of_somebody_else_is_not_found(member, case, people):
    from zhigong.engines.cases.tests.factories import make_applicant  # noqa: PLC0415

    other, _actor = make_applicant(people.county, case.union, name="李四")
    client = client_of(account(other, "13900001111"))

    for name in ("own", "sent", "mend"):
        assert client.get(to(name, case.number)).status_code == 404
    for name in ("withdraw", "urge", "rate", "reopen", "keep_mended"):
        assert client.post(to(name, case.number)).status_code == 404


def test_a_returned_case_is_mended_with_everything_filled_in(member, people, case):
    decide(people.firm, case, Decision.RETURN, "缺少票据", missing=["医疗票据"])
    assert "缺少票据；医疗票据" in text(member.client.get(to("own", case.number)))
    page = text(member.client.get(to("mend", case.number)))
    assert 'value="3200.5"' in page

    member.client.post(to("keep_mended", case.number), {"cost": "99", "cause": "fire"})
    assert 'value="99"' in text(member.client.get(to("mend", case.number)))
    wrong = member.client.post(to("mend", case.number), {"cost": "多", "go": "send"})
    assert 'value="多"' in text(wrong, 422)

    sent = {"cost": "100", "cause": "fire", "go": "send"}
    answer = member.client.post(to("mend", case.number), sent)

    assert answer["Location"] == to("own", case.number)
    case = Case._base_manager.get()
    assert case.state == CaseState.HANDLING
    assert queries.answers_of(case)["cost"] == "100"
    assert queries.answers_of(case)["name"] == "王小明"
    assert not Draft._base_manager.exists()


def test_a_missing_paper_is_added_where_it_was_missed(member, people):
    case = opened(people, member, papers=[("proof", _document(member))])
    decide(people.firm, case, Decision.RETURN, "看不清", missing=["困难情况证明"])

    member.client.post(
        to("mend", case.number), {"cost": "1", "cause": "fire", "paper-proof": pdf("清楚.pdf")}
    )
    assert "清楚.pdf" in text(member.client.get(to("mend", case.number)))
    member.client.post(to("mend", case.number), {"cost": "1", "cause": "fire", "go": "send"})

    assert [p.document.title for p in queries.papers_of(case)] == ["证明.pdf", "清楚.pdf"]


def test_the_way_of_a_returned_case_leads_back_to_who_returned_it(member, people, case):
    decide(people.firm, case, Decision.RETURN, "缺少票据。", missing=["医疗票据"])

    way = course.course_of(Case._base_manager.get(), on=NOON.date())

    assert [(one["title"], one["state"]) for one in way[1:5]] == [
        ("基层工会审核：退回补正", "bad"),
        ("等待您补正", "now"),
        ("基层工会审核", "next"),
        ("区县总工会审批", "next"),
    ]
    assert way[1]["text"] == "缺少票据；医疗票据"


def test_what_was_not_returned_is_not_mended(member, case):
    assert "现在不需要补正" in text(member.client.get(to("mend", case.number)), 409)


def test_she_urges_once_in_three_days(member, case):
    first = member.client.post(to("urge", case.number), follow=True)
    second = member.client.post(to("urge", case.number), follow=True)

    assert "已催办" in text(first)
    assert "不必重复催办" in text(second)
    assert Case._base_manager.get().urged_times == 1


def test_she_takes_her_case_back(member, case):
    answer = member.client.post(to("withdraw", case.number), follow=True)

    assert "办件已撤回" in text(answer)
    assert Case._base_manager.get().state == CaseState.WITHDRAWN


def test_a_case_that_is_done_is_rated_once_in_words(member, people, case):
    decide(people.county, decide(people.firm, case), reason="同意")
    page = text(member.client.get(to("own", case.number)))
    assert "非常满意" in page
    assert "非常不满意" in page
    assert "要求重新办理" in page

    text(member.client.post(to("rate", case.number), {}), 422)
    member.client.post(to("rate", case.number), {"stars": "2", "text": "太慢"})

    case.refresh_from_db()
    assert (case.stars, case.rating_note) == (2, "太慢")
    page = text(member.client.get(to("own", case.number)))
    assert "您的评价" in page


def test_one_who_is_not_satisfied_has_it_done_again_once(member, people, case):
    decide(people.county, decide(people.firm, case), reason="同意")

    text(member.client.post(to("reopen", case.number), {"reason": ""}), 422)
    member.client.post(to("reopen", case.number), {"reason": "没有到账"})

    case.refresh_from_db()
    assert (case.state, case.reopened_times) == (CaseState.HANDLING, 1)


def test_a_refusal_says_why_and_where_to_go_on(member, people, case, tree):
    decide(people.county, decide(people.firm, case), Decision.REFUSE, "收入超过标准")

    page = text(member.client.get(to("own", case.number)))

    assert "收入超过标准" in page
    assert tree.province.name in page
    assert "12351" in page


def test_the_home_of_the_portal_shows_what_is_under_way(member, case):
    page = text(member.client.get("/"))

    assert "正在办理" in page
    assert to("own", case.number) in page


# Publicity

PUBLICITY = replace(
    PLAIN,
    code="public",
    route=(Step("publicity", "公示", Level.OWN, StepKind.PUBLICITY, days=5),),
)


@pytest.fixture
def publicised(people, member, offer):
    offer(PUBLICITY)
    return opened(people, member, PUBLICITY)


def test_what_is_publicised_shows_no_full_name_and_is_not_indexed(member, publicised):
    page = text(Client().get(to("publicity")))

    assert "王**" in page
    assert "王小明" not in page
    assert "noindex" in page
    assert "2026-11-20 至 2026-11-27" in page


def test_a_publicity_is_gone_when_its_window_is_over(member, publicised):
    with use_clock(NOON + timedelta(days=8)):
        assert "现在没有公示" in text(Client().get(to("publicity")))
        fresh = client_of(member.user)
        assert fresh.get(to("objection", publicised.number)).status_code == 404


def test_a_publicity_that_is_over_goes_on_by_itself(member, publicised):
    close_publicity(timestamp=0)
    assert Case._base_manager.get().state == CaseState.PUBLICISED

    with use_clock(NOON + timedelta(days=8)):
        close_publicity(timestamp=0)

    assert Case._base_manager.get().state == CaseState.DONE


def test_a_confidential_case_is_never_publicised(member, people, offer):
    secret = replace(PUBLICITY, code="secret", is_confidential=True)
    offer(secret)
    opened(people, member, secret)

    assert "现在没有公示" in text(Client().get(to("publicity")))


def test_a_member_objects_and_a_visitor_is_asked_to_log_in(member, publicised):
    address = to("objection", publicised.number)
    assert Client().get(address).status_code == 302
    text(member.client.post(address, {"text": " "}), 422)

    answer = member.client.post(address, {"text": "情况不实"}, follow=True)

    assert "异议已提交" in text(answer)
    assert publicised.objections.get().person_id == member.person.pk
