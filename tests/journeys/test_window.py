"""In the hall: a worker takes a number, is called, asks for help and goes home with the receipt."""

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from zhigong.registry.people.models import Membership
from zhigong.work.reception.models import Hall

pytestmark = pytest.mark.browser


def scan() -> FilePayload:
    drawn = BytesIO()
    Image.new("RGB", (640, 480), (190, 200, 210)).save(drawn, "JPEG")
    return {"name": "身份证.jpg", "mimeType": "image/jpeg", "buffer": drawn.getvalue()}


def take_number(page: Page) -> str:
    page.goto("/kiosk/")
    page.click("text=到窗口办事，先取号")
    page.click("text=困难帮扶、慰问")
    page.click("text=70周岁以上")
    expect(page.locator(".page-head h1")).to_have_text("您的号码")
    return page.locator(".hall-big").inner_text()


def fill(page: Page) -> None:
    """Find the worker who stands at the window, and fill in what she says."""
    member = Membership.objects.filter(state="active").select_related("person").earliest("pk")
    page.fill("#register-q", member.person.name)
    page.click("main button:has-text('查找')")
    page.locator("main .case-found a").first.click()
    page.check("[name=cause][value=accident]")
    page.fill("[name=loss]", "8200")
    page.fill("[name=details]", "下班途中摔伤住院，家里暂时没有收入。")
    page.fill("[name=income]", "4200")
    page.fill("[name=phone]", "13800001234")
    page.fill("[name=card]", "6222020000000000000")
    for box in page.locator("[name^=consent]:visible").all():
        box.check()
    for upload in page.locator("main input[type=file]").all():
        upload.set_input_files([scan()])
    page.click("main button:has-text('提交登记')")


def test_from_the_number_to_the_receipt(
    visit: Callable[..., Page], log_in: Callable[[Page, str], None]
) -> None:
    kiosk, board = visit(width=1080, height=1920), visit(width=1920, height=1080)
    window = visit(width=1440, height=900)
    board.goto("/kiosk/")
    log_in(window, "window")
    number = take_number(kiosk)
    board.goto(f"/kiosk/reception/halls/{Hall.objects.trusted('of the test').get().pk}/board/")
    expect(board.locator(".board-calls")).not_to_contain_text(number)

    window.goto("/desk/reception/windows/")
    window.click("text=组织部")
    for _ in range(12):  # those who come first and came before her
        window.click("main button:has-text('下一位')")
        if window.locator(".rc-number").inner_text() == number:
            break
    expect(window.locator(".rc-number")).to_have_text(number)
    expect(board.locator(".is-last")).to_contain_text(number, timeout=10_000)
    expect(board.locator(".is-last")).to_contain_text("3号窗口")

    window.click("main button:has-text('临时性困难补助')")
    fill(window)
    expect(window.locator("h1")).to_have_text("受理回执")
    case = window.locator(".case-number").inner_text()
    window.click("text=返回窗口")
    expect(window.locator("main")).to_contain_text(case)
    window.click("main button:text-is('办结')")
    expect(window.locator("main")).to_contain_text("本窗口空闲")

    window.goto("/desk/reception/figures/")
    window.click(".rc-figure:has-text('已办理')")
    window.fill("main [name=q]", number)
    window.keyboard.press("Enter")
    expect(window.locator("main")).to_contain_text("困难帮扶、慰问")
    expect(window.locator("main")).to_contain_text("70周岁以上")
    kiosk.goto(kiosk.url)
    kiosk.goto("/kiosk/")
    expect(kiosk.locator("main")).not_to_contain_text(number)
