"""A member logs in by a code on her telephone and shows her card where there is no network."""

import re
import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from zhigong.registry.accounts.operations import demo_accounts

KEPT = "caches.open('zhigong-card').then(c => c.match('/people/card/')).then(found => !!found)"


def settled(page: Page, expression: str) -> bool:
    """Whether something becomes true within ten seconds; the pages forbid waiting by ``eval``."""
    for _ in range(100):
        if page.evaluate(expression):
            return True
        time.sleep(0.1)
    return False


def phone_of_a_member() -> str:
    return str(next(one["login"] for one in demo_accounts() if one["role"] == "member"))


def test_a_code_is_asked_for_by_the_keyboard_alone(visit: Callable[..., Page]) -> None:
    page = visit(width=390, height=844)
    page.goto("/accounts/login/")
    page.fill("[name=phone]", phone_of_a_member())

    page.keyboard.press("Enter")

    expect(page.locator("main")).to_contain_text("验证码已发送")
    expect(page.locator("main")).not_to_contain_text("安全问题")


def test_a_browser_without_hashing_computes_all_the_same(visit: Callable[..., Page]) -> None:
    page = visit(width=390, height=844)
    page.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined })")
    page.goto("/accounts/login/")
    page.fill("[name=phone]", phone_of_a_member())

    page.click("button[value=send]")

    expect(page.locator("main")).to_contain_text("验证码已发送")
    expect(page.locator("main")).not_to_contain_text("安全问题")


def test_the_card_is_shown_without_network_and_gone_after_log_out(
    visit: Callable[..., Page], log_in: Callable[[Page, str], None]
) -> None:
    page = visit(width=390, height=844)
    log_in(page, phone_of_a_member())
    page.goto("/people/card/")
    expect(page.locator(".card-kept")).to_be_hidden()
    assert settled(page, KEPT)

    page.context.set_offline(True)
    page.goto("/people/card/")

    expect(page.locator(".card-kept")).to_contain_text("离线")
    expect(page.locator(".card-kept")).to_contain_text(re.compile(r"内容取于 \d{4}-\d\d-\d\d"))
    expect(page.locator("[data-expired]")).to_be_hidden()
    with page.expect_event("requestfailed", lambda request: "/card/code/" in request.url):
        page.evaluate("window.isSame = true; window.dispatchEvent(new Event('online'))")
    assert page.evaluate("window.isSame"), "left for a network that is not there"
    page.goto("/people/mine/")
    expect(page.locator("h1")).to_have_text("没有网络")

    page.context.set_offline(False)
    page.goto("/people/card/")
    expect(page.locator(".card-kept")).to_be_hidden()
    page.goto("/me/")
    page.locator("form[action='/accounts/logout/'] button").first.click()
    expect(page.locator("main")).to_contain_text("您已安全退出")
    assert not page.evaluate(KEPT)
    page.context.set_offline(True)
    page.goto("/people/card/")
    expect(page.locator("h1")).to_have_text("没有网络")


def test_an_expired_code_of_a_kept_card_says_so(
    visit: Callable[..., Page], log_in: Callable[[Page, str], None]
) -> None:
    page = visit(width=390, height=844)
    log_in(page, phone_of_a_member())
    page.goto("/people/card/")
    assert settled(page, KEPT)

    later = "const real = Date.now; Date.now = () => real() + 120000;"
    page.add_init_script(later)
    page.context.set_offline(True)
    page.goto("/people/card/")

    expect(page.locator("[data-expired]")).to_be_visible()
    expect(page.locator("#card-code")).to_have_class(re.compile("is-expired"))
