"""A programme made in the browser: composed, previewed, published, used by a member, renewed, closed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_case_of_a_member import NOON, decide, login_of, picture
from zhigong.base.actor import SYSTEM, use_actor
from zhigong.engines.cases import queries
from zhigong.engines.cases.models import Case
from zhigong.engines.cases.queries.programmes import UnknownProgramme
from zhigong.registry.unions.models import Union
from zhigong.registry.unions.operations import open_union

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
    page.click("form[data-draft] button:has-text('保存')")
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


def find(page: Page) -> None:
    """Find the service by an everyday word and begin."""
    page.goto("/cases/services/")
    page.fill("#find-service", "清凉")
    page.click(f"#services >> text={TITLE}")
    page.click("text=开始办理")


def fill(page: Page) -> None:
    page.get_by_label("岗位").fill("炉前")
    page.get_by_role("group", name="工作服尺码").get_by_label("中号").check()
    page.get_by_role("group", name="是否夜班").get_by_label("否").check()
    page.get_by_label("人数").fill("3")


def send(page: Page) -> str:
    """Hand in the paper, promise that all of it is true and send it; return the number."""
    page.click("button[value=next]:visible")
    page.locator("input[type=file]").nth(1).set_input_files([picture("证明.jpg")])
    expect(page.locator("main")).to_contain_text("证明.jpg")
    page.click(".form-actions button[value=next]")
    expect(page.locator("main")).to_contain_text("炉前")
    page.check("[name=promise]")
    page.click(".form-actions button:has-text('提交')")
    expect(page.locator("h1")).to_have_text("提交成功")
    return page.locator(".sent-number").inner_text()


def approve(page: Page, number: str) -> None:
    """Decide the county's step on the page of the case."""
    page.goto(f"/desk/cases/{number}/")
    expect(page.locator(".case-step")).to_contain_text("区县总工会审批")
    expect(page.locator("main")).to_contain_text("炉前")
    page.check("[name=decision][value=pass]")
    page.fill("[name=reason]", "同意发放")
    page.click("button:has-text('提交意见')")
    expect(page.locator("h1")).to_contain_text("已办结")


def renew(page: Page, code: str) -> None:
    """Ask one more question and publish it as the second version."""
    page.goto(f"/desk/cases/compose/{code}/form/")
    ask(page, "班次", "text")
    page.goto(f"/desk/cases/compose/{code}/")
    expect(page.locator("main")).to_contain_text("新增问题“班次”")
    page.click("main button:has-text('发布新版本')")
    expect(page.locator("main")).to_contain_text("已发布第2版")


def test_a_programme_is_composed_used_renewed_and_closed(desk: Page, phone: Page) -> None:
    code = compose(desk)
    preview(desk, code)
    desk.goto(f"/desk/cases/compose/{code}/")
    desk.click("main button:has-text('发布')")
    expect(desk.locator("main")).to_contain_text("已发布第1版")

    find(phone)
    fill(phone)
    number = send(phone)
    decide(number, "情况属实")
    approve(desk, number)
    phone.goto(f"/cases/mine/{number}/")
    expect(phone.locator("h1")).to_contain_text("已办结")
    case = Case._base_manager.get(number=number)
    assert (case.state, case.programme_code, case.version.version) == ("done", code, 1)

    find(phone)
    fill(phone)
    phone.get_by_label("人数").press("Tab")
    expect(phone.locator("[data-draft-state]")).to_contain_text("已自动保存")
    renew(desk, code)
    phone.goto(f"/cases/apply/{code}/1/")
    expect(phone.locator(".alert-warn")).to_contain_text("新增一项需要填写：班次")
    expect(phone.get_by_label("岗位")).to_have_value("炉前")
    expect(phone.get_by_role("group", name="工作服尺码").get_by_label("中号")).to_be_checked()
    expect(phone.get_by_role("group", name="是否夜班").get_by_label("否")).to_be_checked()
    expect(phone.get_by_label("人数")).to_have_value("3")

    elsewhere = another_county()
    assert code not in {one.code for one in queries.list_programmes(union=elsewhere)}
    with pytest.raises(UnknownProgramme):
        queries.get_programme(code, union=elsewhere)

    desk.fill("[name=reason]", "夏天过了")
    desk.click("text=停办这个事项")
    expect(desk.locator("main")).to_contain_text("夏天过了")
    phone.goto(f"/cases/apply/{code}/1/")
    expect(phone.locator("h1")).to_contain_text("现在不办理")
    phone.goto("/cases/services/")
    expect(phone.locator("#services")).not_to_contain_text(TITLE)
    assert Case._base_manager.filter(programme_code=code).count() == 1


def another_county() -> Union:
    """Open a county beside the demo's, whose members see nothing of its programmes."""
    with use_actor(SYSTEM):
        return open_union(
            actor=SYSTEM,
            parent=None,
            name="邻县总工会",
            kind="federation",
            region="330212000000",
            established_on=NOON.date(),
        )
