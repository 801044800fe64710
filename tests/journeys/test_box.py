"""An anonymous exchange both ways: a letter without a name, an answer, a further text, its end."""

import re
from datetime import timedelta

import pytest

from tests.journeys.conftest import DAY
from zhigong.base.actor import SYSTEM
from zhigong.registry.unions.queries import unions_named
from zhigong.work.service_centre.models import Letter

pytestmark = pytest.mark.browser

TEXT = "食堂承包人是谁的亲戚大家都知道，饭菜越来越差，请工会查一查。"
ANSWER = "已约谈承包人并公示采购价格，请问是哪个窗口？"
FURTHER = "二号窗口，中午最明显。"
RESULT = "二号窗口已更换，今后每月公布抽查结果。"


def on_day(settings, days):
    settings.ZHIGONG = settings.ZHIGONG.model_copy(
        update={"business_date": DAY + timedelta(days=days)}
    )


def open_letter(page, code):
    page.goto("/service_centre/box/letter/")
    page.fill("[name=code]", code.lower())
    page.get_by_role("button", name="查看").click()


def test_a_worker_and_the_union_write_to_each_other_and_nobody_learns_who_she_is(
    visit, log_in, settings, demo
):
    (county,) = unions_named(actor=SYSTEM, text="镇海区总工会")
    phone = visit(width=390, height=844)
    phone.goto("/service_centre/box/")
    phone.fill("[name=union]", county.code)
    phone.fill("[name=text]", TEXT)
    phone.get_by_role("button", name="寄出").click()
    code = phone.locator(".box-code").inner_text()
    letter = Letter._base_manager.get(union=county)

    desk = visit(width=1440, height=900)
    log_in(desk, "county")
    desk.wait_for_url("**/desk/")
    desk.goto("/desk/service_centre/letters/")
    assert str(letter.pk) not in desk.content()  # not before the day is over

    on_day(settings, 1)
    desk.goto(f"/desk/service_centre/letters/{letter.pk}/")
    assert TEXT in desk.locator("main").inner_text()
    desk.fill("[name=text]", ANSWER)
    desk.get_by_role("button", name="寄出答复").click()
    desk.get_by_text("答复已寄出").wait_for()

    open_letter(phone, code)
    assert ANSWER in phone.locator("main").inner_text()
    phone.fill("[name=text]", FURTHER)
    phone.get_by_role("button", name="寄出").click()
    phone.get_by_text("已寄出").wait_for()

    on_day(settings, 2)
    desk.goto("/desk/service_centre/letters/?turn=new")
    desk.goto(f"/desk/service_centre/letters/{letter.pk}/")
    assert FURTHER in desk.locator("main").inner_text()
    desk.fill("[name=text]", RESULT)
    desk.get_by_role("button", name="答复并办结").click()
    desk.get_by_text("已办结").first.wait_for()

    open_letter(phone, code)
    read = phone.locator("main").inner_text()
    assert RESULT in read
    assert "已办结" in read
    assert not re.search(r"\d{1,2}:\d{2}", read)  # no hour, on either side
    assert "sessionid" not in {cookie["name"] for cookie in phone.context.cookies()}
