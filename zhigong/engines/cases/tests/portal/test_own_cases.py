"""She follows, mends, urges, takes back and rates her own case."""

import pytest

from zhigong.engines.cases import queries
from zhigong.engines.cases.contract import (
    CaseState,
    Decision,
)
from zhigong.engines.cases.models import Case, Draft
from zhigong.engines.cases.queries import course
from zhigong.engines.cases.tests.factories import NOON
from zhigong.engines.cases.tests.portal.pages import (
    account,
    client_of,
    decide,
    opened,
    pdf,
    proof_of,
    text,
    to,
)

pytestmark = pytest.mark.django_db


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
    case = opened(people, member, papers=[("proof", proof_of(member))])
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
