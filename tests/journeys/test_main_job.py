"""The main job: a messy roster becomes members, coverage moves, and the list says who is missing."""

import re
from pathlib import Path

import pytest

from zhigong.base.actor import Actor
from zhigong.registry.accounts.models import User
from zhigong.registry.people.queries import issue_card_code

ROSTER = Path(__file__).parents[2] / "zhigong" / "demo" / "data" / "roster-sample.xlsx"

pytestmark = pytest.mark.browser


def collected(page):
    """Return numerator and denominator of 会员实名采集率 on the cockpit."""
    page.goto("/cockpit/")
    text = page.locator("article, .card").filter(has_text="会员实名采集率").first.inner_text()
    found = re.search(r"([\d,]+) ÷ ([\d,]+)", text)
    return tuple(int(number.replace(",", "")) for number in found.groups())


def test_an_officer_imports_a_messy_roster_and_sees_who_is_missing(visit, log_in, do_jobs):
    page = visit(width=1440, height=900)
    log_in(page, "county")
    page.wait_for_url("**/desk/")
    before, due = collected(page)
    assert (before, due) == (1507, 2480)

    page.goto("/desk/membership/imports/roster/")
    page.fill("[name=union]", "镇海区总工会")
    page.set_input_files("[name=file]", ROSTER)
    page.get_by_role("button", name="上传并识别").click()
    page.wait_for_url("**/reading/**")
    assert "会员名册" in page.content()
    page.locator("main form button[type=submit].btn-primary").first.click()
    page.wait_for_url("**/check/**")

    findings = page.locator("main").inner_text()
    for words in ("缺少姓名", "1,151"):
        assert words in findings
    assert "52240119690108212X" not in page.content()
    page.get_by_role("button", name=re.compile("确认导入")).click()
    do_jobs()
    # The progress page asks again by itself and goes on when the job is done.
    page.wait_for_url("**/result/**")
    page.get_by_text("导入完成").first.wait_for()
    assert "导入完成" in page.content()
    # The file is written by a job of its own; the page shows it once it is there, unasked.
    do_jobs()
    with page.expect_download() as saved:
        page.get_by_role("link", name="下载处理结果").click()
    assert saved.value.path().stat().st_size > 50_000

    after, due = collected(page)
    assert before < after <= due
    card = page.locator("article, .card").filter(has_text="会员实名采集率").first
    card.get_by_role("link", name=re.compile("未覆盖名单")).click()
    page.wait_for_load_state()
    assert page.locator("table tbody tr").count() > 0


def test_a_member_finds_her_membership_and_card_on_the_phone(visit, log_in):
    page = visit(width=390, height=844)
    log_in(page, "13900002026")
    page.goto("/people/mine/")
    assert "蛟川博威化工有限公司工会委员会" in page.content()
    page.goto("/people/card/")
    page.wait_for_selector("svg")
    assert "13900002026" not in page.content()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390


def test_a_desk_verifies_the_code_of_a_card(visit, log_in):
    member = User.objects.get(kind="member", person_id__isnull=False)
    code = issue_card_code(actor=Actor(person_id=member.person_id, kind="member"))

    desk = visit(width=1440, height=900)
    log_in(desk, "window")
    desk.goto("/desk/people/card/")
    desk.fill("main [name=code]", code)
    desk.get_by_role("button", name="核验").click()
    desk.locator("#card-result").get_by_text("蛟川博威化工有限公司工会委员会").wait_for()


def test_somebody_elses_person_is_not_there(visit, log_in):
    page = visit(width=1440, height=900)
    log_in(page, "union")
    page.wait_for_url("**/desk/")

    assert page.goto("/desk/unions/330211003/").status == 404
    assert page.goto("/desk/unions/3302110020001/").status == 200
