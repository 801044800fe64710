"""In the hall: begun by finger, carried on by telephone, asked about; wiped, and never half-sent."""

import time
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, Route, expect

from zhigong.base import clock
from zhigong.base.actor import SYSTEM, use_actor
from zhigong.base.crypto import blind_index
from zhigong.base.terminals import TERMINAL_COOKIE
from zhigong.engines.cases.contract import Channel
from zhigong.engines.cases.models import Case, Draft
from zhigong.registry.accounts.models import LoginCode
from zhigong.registry.accounts.operations import codes as codes_module
from zhigong.registry.accounts.operations import find_or_open_member, sync_roles
from zhigong.registry.people.tests.factories import make_member, make_union
from zhigong.screens.kiosk.operations import pair_kiosk, register_kiosk

pytestmark = pytest.mark.browser

CODE = "123456"
MEMBER = "13812345678"
HALL = {"width": 1080, "height": 1920}


@pytest.fixture(autouse=True)
def one_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every code by SMS is the same one; nobody in a test has a telephone."""
    monkeypatch.setattr(codes_module.secrets, "randbelow", lambda most: int(CODE) % most)


@pytest.fixture
def world(settings: Any, tmp_path: Any, transactional_db: None, live_server: Any) -> Any:
    """A county, a firm in it, a member with a telephone, and a screen of the county."""
    settings.MEDIA_ROOT = tmp_path / "media"
    with use_actor(SYSTEM):
        sync_roles(actor=SYSTEM)
        county = make_union(kind="federation", region="330211000000")
        street = make_union(kind="street", parent=county, region="330211001000")
        person = make_member(SYSTEM, make_union(parent=street, region="330211001000")).person
        person.phone_blind = blind_index("phone", MEMBER)
        person.save()
        user = find_or_open_member(
            phone=MEMBER, person_id=person.pk, name=person.name, at=clock.now(), actor=SYSTEM
        )
        _kiosk, code = register_kiosk(actor=SYSTEM, at=timezone.now(), union=county, name="1号机")
        token = pair_kiosk(at=timezone.now(), code=code, address="10.0.0.9")
    return SimpleNamespace(url=str(live_server.url), user=user, token=token)


@pytest.fixture
def hall(browser: Browser, world: Any) -> Iterator[Page]:
    """Return the screen of the hall, upright, with a finger and no keyboard."""
    page = open_page(browser, world, has_touch=True, viewport=HALL)
    cookie = {"name": TERMINAL_COOKIE, "value": world.token}
    page.context.add_cookies([{**cookie, "url": f"{world.url}/kiosk/"}])
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto("/kiosk/")
    yield page
    page.context.close()
    assert errors == []


@pytest.fixture
def phone(browser: Browser, world: Any) -> Iterator[Page]:
    """Return the member's own telephone, on which she has logged in."""
    client = Client()
    client.force_login(world.user)
    session = client.session
    session["seen_at"] = timezone.now().timestamp()
    session.save()
    page = open_page(browser, world, viewport={"width": 390, "height": 844})
    value = str(session.session_key)
    page.context.add_cookies([{"name": "sessionid", "value": value, "url": world.url}])
    yield page
    page.context.close()


def open_page(browser: Browser, world: Any, **options: Any) -> Page:
    context = browser.new_context(locale="zh-CN", base_url=world.url, **options)
    page = context.new_page()
    page.set_default_timeout(20_000)
    return page


def tap(page: Page, digits: str) -> None:
    for digit in digits:
        page.tap(f"[data-key='{digit}']")


def begin(page: Page, letters: str, title: str, phone: str) -> None:
    """Find a service by its initials, and prove a telephone."""
    page.tap("text=我要办事")
    tap(page, letters)
    expect(page.locator(".kiosk-list li")).to_have_count(1, timeout=20_000)
    page.tap(f".kiosk-list >> text={title}")
    page.tap("text=在这里开始申请")
    tap(page, phone)
    page.tap("text=发送验证码")
    expect(page.locator("h1")).to_have_text("请输入短信里的验证码")
    tap(page, CODE)
    page.tap("button:has-text('下一步')")
    expect(page.locator("#kiosk-fill")).to_be_visible()


def to_check(page: Page) -> None:
    begin(page, "TXHS", "退休欢送", MEMBER)
    tap(page, "20261201")
    page.tap("button:has-text('下一步')")
    expect(page.locator("h1")).to_have_text("请核对，没有问题就提交")
    page.tap("label:has-text('我承诺')")


def home(page: Page) -> None:
    expect(page.locator("h1")).to_have_text("您好，请点选要办的事", timeout=20_000)


def test_begun_in_the_hall_sent_by_telephone_and_asked_about_in_the_hall(
    hall: Page, phone: Page
) -> None:
    begin(hall, "SQFY", "诉求反映", MEMBER)
    hall.tap("text=请工作人员打电话问我>> nth=0")
    hall.tap(".dock >> text=在手机上继续")
    expect(hall.locator("h1")).to_have_text("用手机扫码，接着办")
    address = str(hall.locator(".kiosk-qr").get_attribute("data-address"))

    phone.goto(address)
    phone.click("text=在这部手机上继续")
    expect(phone.locator("[name=details]")).to_have_value(
        "（申请人在自助终端提交，请工作人员打电话询问后补记）"
    )
    expect(hall.locator("h1")).to_have_text("已转到您的手机")
    home(hall)

    phone.fill("[name=details]", "二车间夏季温度高，希望加装排风设备。")
    while phone.locator("h1").inner_text() != "核对并提交":
        with phone.expect_navigation():
            phone.click(".form-actions button[value=next]")
    phone.check("[name=promise]")
    phone.click(".form-actions button:has-text('提交')")
    number = phone.locator(".sent-number").inner_text()

    LoginCode.objects.update(sent_at=timezone.now() - timedelta(minutes=2))
    hall.tap("text=查办件进度")
    tap(hall, number.replace("-", "").removeprefix("GH"))
    tap(hall, MEMBER)
    hall.tap("text=发送验证码")
    expect(hall.locator("h1")).to_have_text("请输入短信里的验证码")
    tap(hall, CODE)
    hall.tap("button:has-text('查询')")
    expect(hall.locator("main")).to_contain_text(number)
    expect(hall.locator("main")).to_contain_text("诉求反映")
    expect(hall.locator("main")).not_to_contain_text("二车间")
    hall.tap("text=看完了")
    home(hall)


def test_a_lost_network_is_said_kept_and_recovered_from_with_one_case(hall: Page) -> None:
    to_check(hall)
    hall.context.set_offline(True)
    expect(hall.locator("#kiosk-lost")).to_be_visible()
    expect(hall.locator("#kiosk-lost h2")).to_have_text("网络断开了")
    hall.evaluate("document.querySelector('#content form button[type=submit]').click()")
    time.sleep(1)
    assert not Case.objects.trusted("a test").filter(channel=Channel.KIOSK).exists()

    hall.context.set_offline(False)

    expect(hall.locator("h1")).to_have_text("提交成功")
    expect(hall.locator("#kiosk-lost")).to_be_hidden()
    assert Case.objects.trusted("a test").filter(channel=Channel.KIOSK).count() == 1


def test_a_restart_after_the_case_was_opened_and_before_the_answer_opens_no_second(
    hall: Page,
) -> None:
    """The first sending arrives and its answer is lost; then the service is away for a moment."""
    to_check(hall)
    sent = []

    def lose(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        sent.append(route.request.post_data)
        if len(sent) == 1:
            route.fetch(max_redirects=0)
            route.abort("connectionreset")
        elif len(sent) == 2:
            route.fulfill(status=502, body="Bad Gateway")
        else:
            route.continue_()

    hall.route("**/check/", lose)
    hall.tap("button:has-text('提交')")

    expect(hall.locator("#kiosk-lost")).to_be_visible()
    expect(hall.locator("h1")).to_have_text("提交成功")
    assert len(sent) == 3
    assert len(set(sent)) == 1
    assert Case.objects.trusted("a test").filter(channel=Channel.KIOSK).count() == 1


def test_it_forgets_after_a_minute_and_going_back_shows_the_home(hall: Page) -> None:
    hall.clock.install()
    begin(hall, "TXHS", "退休欢送", MEMBER)
    hall.evaluate("localStorage.setItem('left', 'behind')")
    tap(hall, "20261201")

    hall.clock.run_for(62_000)
    expect(hall.locator("#still-there")).to_be_visible()
    hall.tap("text=我还在，继续办理")
    hall.clock.run_for(2_000)
    expect(hall.locator("#still-there")).to_be_hidden()
    expect(hall.locator("[name=retired_on]")).to_have_value("2026-12-01")

    hall.clock.run_for(77_000)
    home(hall)
    assert hall.evaluate("localStorage.length") == 0
    hall.evaluate("history.back()")
    hall.wait_for_timeout(500)
    home(hall)
    hall.goto("/kiosk/cases/apply/retirement_farewell/1/")
    home(hall)


def test_the_back_of_the_browser_leads_home_from_anywhere(hall: Page) -> None:
    begin(hall, "TXHS", "退休欢送", MEMBER)

    hall.evaluate("history.back()")

    home(hall)
    assert Draft.objects.trusted("a test").filter(programme_code="retirement_farewell").count() <= 1


def test_a_scanner_types_the_number_of_a_receipt(hall: Page) -> None:
    hall.tap("text=查办件进度")
    expect(hall.locator("[data-pad=case]")).to_be_visible()

    hall.keyboard.type("https://zg.example.org/cases/ask/?number=GH-330211-20261121-000123")
    hall.keyboard.press("Enter")

    expect(hall.locator("[data-pad=case]")).to_have_value("330211-20261121-000123")
    tap(hall, "13800001234")
    expect(hall.locator("[name=phone]")).to_have_value("13800001234")


def test_switches_help_one_person_and_are_gone_for_the_next(hall: Page) -> None:
    hall.tap(".kiosk-modes summary")
    hall.tap("[data-mode=contrast]")
    hall.tap("[data-mode=low]")
    hall.tap(".kiosk-modes summary")
    hall.tap("text=查办件进度")
    expect(hall.locator("[data-pad=case]")).to_be_visible()
    top = hall.locator(".pad").bounding_box()
    assert top is not None
    assert top["y"] > HALL["height"] / 2

    hall.tap("text=返回首页")

    home(hall)
    assert hall.evaluate("document.documentElement.hasAttribute('data-contrast')") is False


def test_no_page_of_the_hall_wants_a_keyboard(hall: Page) -> None:
    begin(hall, "TXHS", "退休欢送", MEMBER)

    typed = hall.locator("#content input:not([type=hidden]):not([type=radio]):not([type=checkbox])")
    for box in typed.all():
        assert box.get_attribute("inputmode") == "none"
        assert box.get_attribute("readonly") is not None
    assert hall.locator("#content textarea, #content select").count() == 0
