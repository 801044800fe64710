"""A programme made in the browser: composed, previewed, published, begun by a member."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_case_of_a_member import login_of

pytestmark = pytest.mark.browser

TITLE = "高温慰问品申领"


@pytest.fixture
def desk(visit: Callable[..., Page], log_in: Callable[[Page, str], None]) -> Page:
    page = visit(width=1366, height=900)
    log_in(page, login_of("county_admin"))
    page.wait_for_url("**/desk/")
    return page


@pytest.fixture
def phone(desk: Page, visit: Callable[..., Page], log_in: Callable[[Page, str], None]) -> Page:
    page = visit(width=390, height=844)
    log_in(page, login_of("member"))
    return page


def save(page: Page, part: str) -> None:
    page.click("form[data-keeps] button:has-text('保存')")
    page.wait_for_url(f"**/{part}/")


def ask(page: Page, title: str, kind: str, **more: str) -> None:
    page.click("button:has-text('添加问题')")
    page.wait_for_selector("[name=kind]")
    page.fill("[name=title]", title)
    page.select_option("[name=kind]", kind)
    for name, value in more.items():
        page.fill(f"[name={name}]", value)
    save(page, "form")


def compose(page: Page) -> str:
    """Compose four questions, a paper and two steps; return the code."""
    page.goto("/desk/cases/compose/new/")
    page.fill("[name=title]", TITLE)
    page.click("text=开始编制")
    page.fill("[name=purpose]", "高温天气给一线职工发放防暑用品。")
    page.fill("[name=category]", "会员服务")
    page.fill("[name=words]", "高温、清凉")
    page.fill("[name=result]", "防暑用品一份")
    save(page, "form")
    ask(page, "岗位", "text")
    ask(page, "工作服尺码", "choice", choices="中号\n大号")
    ask(page, "是否夜班", "yes_no")
    ask(page, "人数", "number", most="50")
    code = page.url.split("/compose/")[1].split("/")[0]
    page.goto(f"/desk/cases/compose/{code}/papers/")
    page.click("button:has-text('添加材料')")
    page.fill("[name=title]", "岗位证明")
    save(page, "papers")
    return code


def preview(page: Page, code: str) -> None:
    """Go through the form on the phone of the preview; nothing of it is kept."""
    page.goto(f"/desk/cases/compose/{code}/preview/")
    inside = page.frame_locator(".compose-phone")
    inside.locator("text=开始办理").click()
    inside.locator("button[value=next]:visible").click()
    expect(inside.locator(".has-error").first).to_be_visible()
    inside.locator("[name=q3]").fill("炉前")
    expect(inside.locator("body")).to_contain_text("工作服尺码")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def fill(page: Page) -> None:
    page.goto("/cases/services/")
    page.fill("#find-service", "清凉")
    page.click(f"#services >> text={TITLE}")
    page.click("text=开始办理")
    page.locator("main input[type=text]").first.fill("炉前")
    page.locator("main input[type=radio]").first.check()
    page.locator("text=否").first.click()
    page.locator("main input[type=number]").first.fill("3")


def test_a_programme_is_composed_previewed_published_and_begun(desk: Page, phone: Page) -> None:
    code = compose(desk)
    preview(desk, code)
    desk.goto(f"/desk/cases/compose/{code}/")
    desk.click("main button:has-text('发布')")
    expect(desk.locator("main")).to_contain_text("已发布第1版")

    fill(phone)
    expect(phone.locator("main input[type=number]").first).to_have_value("3")
