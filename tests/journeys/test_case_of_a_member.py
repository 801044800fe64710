"""A member on her phone: she applies, mends what was returned, waits for three unions, and rates."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from tests.journeys.conftest import DAY
from zhigong.base import clock
from zhigong.base.actor import Actor, use_actor
from zhigong.engines.cases import queries
from zhigong.engines.cases.contract import Decision
from zhigong.engines.cases.models import Case, CaseStep
from zhigong.engines.cases.operations import close_due_publicity, decide_step
from zhigong.registry.accounts.operations import demo_accounts
from zhigong.registry.accounts.queries import actor_of as actor_of_user
from zhigong.registry.accounts.queries import administrators_of, open_user

pytestmark = pytest.mark.browser

NOON = datetime.combine(DAY, time(12), clock.ZONE)
SERVICE = "临时性困难补助"


def login_of(role: str) -> str:
    return str(next(one["login"] for one in demo_accounts() if one["role"] == role))


def picture(name: str) -> FilePayload:
    drawn = BytesIO()
    Image.new("RGB", (640, 480), (190, 200, 210)).save(drawn, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": drawn.getvalue()}


def upload(page: Page, paper: str, name: str) -> None:
    box = page.locator(f"#paper-{paper}")
    box.locator("input[type=file]").nth(1).set_input_files([picture(name)])
    expect(page.locator(f"#paper-{paper}")).to_contain_text(name)


def officer_of(step: CaseStep) -> Actor:
    """Return an administrator of the union at which a step waits."""
    ids = administrators_of(union_ids=[step.unit_id], on=DAY)
    user = open_user(user_id=ids[0])
    assert user is not None
    return actor_of_user(user=user, on=DAY)


def decide(number: str, reason: str, *, decision: Decision = Decision.PASS, **more: Any) -> Case:
    """Do the step in which a case waits, as an officer of its union would."""
    rows = CaseStep.objects.trusted("a test").select_related("case", "unit")
    step = rows.get(case__number=number, state="waiting")
    actor = officer_of(step)
    with use_actor(actor):
        return decide_step(
            actor=actor, at=NOON, step=step, decision=decision, reason=reason, **more
        )


@pytest.fixture
def phone(visit: Callable[..., Page], log_in: Callable[[Page, str], None]) -> Page:
    page = visit(width=390, height=844)
    log_in(page, login_of("member"))
    return page


def apply(page: Page) -> None:
    """Find the service, fill in every page and send it."""
    page.goto("/cases/services/")
    page.fill("#find-service", "lskn")
    page.click(f"#services >> text={SERVICE}")
    page.click("text=开始办理")
    page.check("[name=cause][value=illness]")
    page.fill("[name=illness]", "肺炎住院十二天")
    page.fill("[name=loss]", "8200")
    page.fill("[name=details]", "自付部分较多，家庭收入有限。")
    page.check("[name^=consent]")
    page.click("button[value=next]:visible")
    page.fill("[name=family-0-name]", "李四")
    page.fill("[name=family-0-relation]", "配偶")
    page.fill("[name=income]", "4200")
    page.click("button[value=next]:visible")
    page.fill("[name=card]", "6222020000000000000")
    page.check("[name^=consent]")
    page.click("button[value=next]:visible")
    upload(page, "identity", "身份证.jpg")
    upload(page, "proof", "票据.jpg")
    page.click(".form-actions button[value=next]")
    page.check("[name=promise]")
    page.click(".form-actions button:has-text('提交')")
    expect(page.locator("h1")).to_have_text("提交成功")


def test_she_applies_mends_waits_and_rates(phone: Page) -> None:
    page = phone
    apply(page)
    number = page.locator(".sent-number").inner_text()
    page.click("text=查看进度")
    expect(page.locator(".timeline .is-now")).to_contain_text("基层工会审核")

    decide(number, "票据看不清，请重新拍照", decision=Decision.RETURN, missing=["证明"])
    page.goto("/cases/mine/")
    expect(page.locator("main")).to_contain_text("待补正")
    page.click(f"text={SERVICE}")
    expect(page.locator(".alert-warn")).to_contain_text("票据看不清")
    page.click("text=去补正")
    expect(page.locator("[name=loss]")).to_have_value("8200")
    upload(page, "proof", "清楚的票据.jpg")
    page.click("text=重新提交")
    expect(page.locator("main")).to_contain_text("已重新提交")

    decide(number, "情况属实")
    decide(number, "同意上报")
    decide(number, "同意")
    page.reload()
    expect(page.locator("h1")).to_contain_text("公示中")
    page.goto("/cases/publicity/")
    expect(page.locator("main")).to_contain_text(SERVICE)

    later = NOON + timedelta(days=20)
    assert close_due_publicity(today=later.date(), at=NOON) >= 1
    case = decide(number, "已转入银行卡")
    page.goto(f"/cases/mine/{number}/")
    expect(page.locator("h1")).to_contain_text("已办结")
    page.check("#rating [value='5']")
    page.fill("#rating [name=text]", "办得很快")
    page.click("text=提交评价")

    expect(page.locator("main")).to_contain_text("谢谢您的评价")
    case.refresh_from_db()
    assert (case.number, case.stars, case.rating_note) == (number, 5, "办得很快")
    titles = sorted(paper.document.title for paper in queries.papers_of(case))
    assert titles == ["清楚的票据.jpg", "票据.jpg", "身份证.jpg"]


def test_what_she_typed_is_there_after_the_page_was_left_without_a_word(phone: Page) -> None:
    page = phone
    page.goto("/cases/apply/hardship_grant/")
    page.fill("[name=loss]", "8200")
    page.locator("[name=loss]").press("Tab")
    expect(page.locator("[data-draft-state]")).to_contain_text("已自动保存")
    page.fill("[name=details]", "还没有写完")

    page.goto("/cases/mine/")
    page.click("text=继续填写")

    expect(page.locator("[name=loss]")).to_have_value("8200")
    expect(page.locator("[name=details]")).to_have_value("还没有写完")


def test_a_question_comes_with_the_answer_it_depends_on(phone: Page) -> None:
    page = phone
    page.goto("/cases/apply/hardship_grant/")
    expect(page.locator("[name=illness]")).to_be_hidden()

    page.check("[name=cause][value=illness]")

    expect(page.locator("[name=illness]")).to_be_visible()
    page.check("[name=cause][value=accident]")
    expect(page.locator("[name=illness]")).to_be_hidden()


def test_without_network_the_form_says_so_and_saves_when_it_is_back(phone: Page) -> None:
    page = phone
    page.goto("/cases/apply/hardship_grant/")
    page.context.set_offline(True)
    page.fill("[name=loss]", "8200")
    page.locator("[name=loss]").press("Tab")
    expect(page.locator("[data-draft-state]")).to_contain_text("没有网络")

    page.context.set_offline(False)

    expect(page.locator("[data-draft-state]")).to_contain_text("已自动保存")
