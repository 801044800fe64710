"""A courier scans a code at a street, signs on her phone, is admitted at the desk, shows her card."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DAY
from zhigong.base.crypto import unwrap
from zhigong.kernel.resident_id import check_digit
from zhigong.registry.accounts.operations.demo import open_demo_account
from zhigong.registry.messaging.models import Delivery
from zhigong.work.membership.models import JoinApplication, JoinPoint

PHONE = "13912345678"


def courier_number() -> str:
    first17 = "34122619960518337"
    return first17 + check_digit(first17)


def log_in_by_code(page: Page) -> None:
    page.fill("[name=phone]", PHONE)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("验证码已发送")
    page.fill("[name=code]", code_sent())
    page.get_by_role("button", name="登录", exact=True).click()


def code_sent() -> str:
    """Return the code that was sent last, as the phone would show it."""
    row = Delivery._base_manager.filter(notice="login_code").latest("pk")
    return str(json.loads(unwrap(bytes(row.sealed)))["values"]["code"])


def keeper_of(union: Any) -> None:
    """Give the joint union somebody whose log-in is known."""
    open_demo_account(
        login="joint",
        name="杜鹃",
        role="union_admin",
        union=union,
        union_code=union.code,
        screen="/desk/",
        on=DAY - timedelta(days=100),
        at=timezone.now(),
    )


def sign(page: Page) -> None:
    pad = page.locator("[data-sign]")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    for step in range(1, 7):
        page.mouse.move(box["x"] + 40 + step * 30, box["y"] + 60 + (step % 2) * 30)
    page.mouse.up()


def test_a_courier_joins_by_the_code_of_a_street_and_shows_her_card(
    visit: Callable[..., Page], log_in: Callable[[Page, str], None]
) -> None:
    point = JoinPoint._base_manager.filter(kind="union").latest("pk")
    phone = visit(width=390, height=844)
    phone.goto(f"/membership/join/{point.token}/")
    expect(phone.locator("h1")).to_have_text(point.title)
    phone.get_by_role("link", name="用手机号开始").click()
    log_in_by_code(phone)

    expect(phone.locator("h1")).to_have_text("入会申请")
    phone.fill("[name=name]", "江小渡")
    phone.fill("[name=id_number]", "341226199605183370")
    phone.select_option("[name=new_form_group]", "courier")
    phone.check("[name=agreed]")
    sign(phone)
    phone.get_by_role("button", name="提交入会申请").click()

    # A slip in the number costs nothing else that was written, the signature included.
    expect(phone.locator("#field-id_number")).to_contain_text("证件号码有误")
    expect(phone.locator("[name=name]")).to_have_value("江小渡")
    assert phone.locator("[name=drawn]").input_value().startswith("data:image/png")
    phone.fill("[name=id_number]", courier_number())
    phone.get_by_role("button", name="提交入会申请").click()
    expect(phone.locator("main")).to_contain_text("待审批")

    keeper_of(point.receiving)
    desk = visit(width=1440, height=900)
    log_in(desk, "joint")
    row = JoinApplication._base_manager.get(name="江小渡")
    desk.goto("/desk/membership/joins/?q=江小渡")
    expect(desk.locator("tbody")).to_contain_text("江小渡")
    desk.goto(f"/desk/membership/joins/{row.pk}/")
    desk.get_by_role("button", name="批准入会").click()
    expect(desk.locator("main")).to_contain_text("已批准入会")

    phone.reload()
    expect(phone.locator("h1")).to_have_text("欢迎加入工会")
    phone.get_by_role("link", name="出示电子会员证").click()
    expect(phone.locator(".e-card")).to_contain_text(point.receiving.name)
