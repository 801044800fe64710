"""A 12351 complaint: taken at the province, worked in a street, back with call-back and check.

Dispatched province → city → county → street, refused for the firm it is about; the firm's union and
the street never learn who called. Not content, done again, content, checked, closed.
"""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.cast import LONG_AGO, PASSWORD
from tests.journeys.conftest import DAY
from zhigong.base import clock
from zhigong.base.actor import SYSTEM, use_actor
from zhigong.kernel.credit_code import complete as complete_credit_code
from zhigong.registry.accounts import operations as accounts
from zhigong.registry.accounts import queries as account_queries
from zhigong.registry.accounts.models import User
from zhigong.registry.employers.operations import affiliate, open_employer
from zhigong.registry.unions import operations as unions
from zhigong.registry.unions.models import Union
from zhigong.work.hotline import queries
from zhigong.work.hotline.models import Ticket

pytestmark = pytest.mark.browser

NAME, PHONE = "严守密", "13905740613"
SAID = f"我叫{NAME}，单位拖欠两个月工资，请保密，电话{PHONE}。"
MOST_SECONDS = 60
WHO = {
    "agent": ("window_clerk", "province"),
    "province": ("province_admin", "province"),
    "checker": ("province_admin", "province"),
    "city": ("county_admin", "city"),
    "county": ("county_admin", "county"),
    "street": ("union_admin", "street"),
    "firm": ("union_admin", "firm"),
}


def _union(name: str, kind: str, parent: Union | None = None) -> Union:
    return unions.open_union(
        actor=SYSTEM, name=name, kind=kind, parent=parent, established_on=LONG_AGO
    )


def _places() -> dict[str, Union]:
    province = _union("浙江省总工会", "federation")
    city = _union("宁波市总工会", "federation", province)
    county = _union("镇海区总工会", "federation", city)
    street = _union("招宝山街道总工会", "street", county)
    firm = _union("宏远电子有限公司工会", "grassroots", street)
    employer = open_employer(
        actor=SYSTEM,
        name="宏远电子有限公司",
        area_union=street,
        source="market",
        as_of=LONG_AGO,
        credit_code=complete_credit_code("91330211MA0000001"),
    )
    affiliate(actor=SYSTEM, employer=employer, union=firm, on=LONG_AGO)
    return {
        "province": province,
        "city": city,
        "county": county,
        "street": street,
        "firm": firm,
    }


def _user(who: str, role: str, union: Union) -> User:
    user = accounts.create_user(
        login=who,
        name=f"{union.name[:6]}{who}",
        at=clock.now(),
        password=PASSWORD,
        must_change_password=False,
        actor=SYSTEM,
    )
    accounts.grant_role(
        user=user,
        role=account_queries.get_role(code=role),
        union=union,
        starts_on=LONG_AGO,
        actor=SYSTEM,
    )
    return user


@pytest.fixture
def desk(
    browser: Browser, settings: Any, tmp_path: Any, transactional_db: None, live_server: Any
) -> Any:
    """Open a desk for each of those who work on the call."""
    environment = settings.ZHIGONG.model_copy(update={"business_date": DAY, "state_dir": tmp_path})
    settings.ZHIGONG, settings.MEDIA_ROOT = environment, tmp_path / "media"
    with use_actor(SYSTEM):
        accounts.sync_roles(actor=SYSTEM)
        places = _places()
        users = {who: _user(who, role, places[at]) for who, (role, at) in WHO.items()}
    contexts, errors, pages = [], [], {}

    def page_of(who: str) -> Page:
        if who not in pages:
            context = browser.new_context(
                viewport={"width": 1440, "height": 900},
                locale="zh-CN",
                base_url=str(live_server.url),
            )
            cookie = {"name": "sessionid", "value": _session(users[who])}
            context.add_cookies([{**cookie, "url": str(live_server.url)}])  # type: ignore[typeddict-item]
            contexts.append(context)
            pages[who] = context.new_page()
            pages[who].set_default_timeout(20_000)
            pages[who].on("pageerror", lambda error: errors.append(str(error)))
        return pages[who]

    yield page_of
    for context in contexts:
        context.close()
    assert errors == []


def _session(user: User) -> str:
    client = Client()
    client.force_login(user)
    session = client.session
    session["seen_at"] = timezone.now().timestamp()
    session.save()
    return str(session.session_key)


def take_call(page: Page) -> tuple[str, int, float]:
    """Take the call by keyboard alone; return its number, the keys beside the text, the seconds."""
    page.goto("/desk/hotline/seat/")
    keys, began = 0, time.monotonic()
    page.keyboard.type(PHONE)
    page.keyboard.press("Enter")
    page.keyboard.type(NAME)
    page.keyboard.press("Enter")
    page.keyboard.insert_text(SAID)
    keys += len(PHONE) + len(NAME) + 2
    for _ in range(3):  # kind and difficulty stay as they are
        page.keyboard.press("Tab")
    page.keyboard.insert_text("宏远电子有限公司")
    page.keyboard.press("Control+Enter")
    keys += 3 + 1
    expect(page.locator("h1")).to_contain_text("来电人，单位拖欠")
    seconds = time.monotonic() - began
    return page.locator(".purpose .figures").inner_text(), keys, seconds


def do(page: Page, number: str, deed: str, **typed: str) -> None:
    """Do one thing on the page of the ticket, as a person does."""
    page.goto(f"/desk/hotline/ticket/{number}/")
    form = page.locator(f"form[action$='/do/{deed}/']")
    if not form.is_visible():
        form.locator("xpath=..").locator("summary").click()
    for name, value in typed.items():
        field = form.locator(f"[name={name}]")
        if field.first.get_attribute("type") == "radio":
            form.locator(f"[name={name}][value='{value}']").check()
        else:
            field.fill(value)
    form.locator("button[type=submit]").last.click()
    page.wait_for_load_state()


def state_of(number: str) -> str:
    return str(Ticket._base_manager.get(case__number=number).state)


def test_a_complaint_goes_down_and_back_and_the_firm_never_learns_who_called(
    desk: Callable[[str], Page],
) -> None:
    number, keys, seconds = take_call(desk("agent"))
    assert seconds < MOST_SECONDS
    assert keys <= 24
    ticket = Ticket._base_manager.get(case__number=number)
    assert (ticket.kind, ticket.is_secret) == ("arrears", True)
    assert ticket.accused_union is not None
    assert ticket.accused_union.name == "宏远电子有限公司工会"

    do(desk("province"), number, "dispatch", to_union="宁波市总工会", words="请核实")
    do(desk("city"), number, "dispatch", to_union="镇海区总工会")
    do(desk("county"), number, "dispatch", to_union="宏远电子有限公司工会", words="先问单位")
    refusal = desk("county").locator(".ticket-deeds .error, .ticket-deeds .form-errors").first
    expect(refusal).to_contain_text("保密工单不能派去")
    expect(desk("county").locator("form[action$='/do/dispatch/'] [name=words]")).to_have_value(
        "先问单位"
    )
    do(desk("county"), number, "dispatch", to_union="招宝山街道总工会", words="请上门了解")

    street = desk("street")
    do(street, number, "sign")
    expect(street.locator("main")).to_contain_text("来电人只有编号")
    do(desk("county"), number, "try", outcome="reached")
    do(street, number, "feed_back", answer="已督促单位补发。")
    for who in ("street", "firm"):
        read_everything_about(desk(who), number, is_handling=who == "street")

    do(desk("agent"), number, "call_back", outcome="reached", satisfaction="2", words="没到账")
    assert state_of(number) == "handle"
    do(street, number, "feed_back", answer="工资已补发到账。")
    do(desk("agent"), number, "call_back", outcome="reached", satisfaction="5")
    do(desk("checker"), number, "check", is_passed="yes")

    assert state_of(number) == "closed"
    page = desk("province")
    page.goto(f"/desk/hotline/ticket/{number}/")
    expect(page.locator(".purpose")).to_contain_text("已办结")
    expect(page.locator("main")).to_contain_text("工资已补发到账")
    assert queries.clear_name(Ticket._base_manager.get(case__number=number)) == NAME


def read_everything_about(page: Page, number: str, *, is_handling: bool) -> None:
    """Open the pages on which one would look for the caller, and find nobody."""
    addresses = [
        f"/desk/hotline/ticket/{number}/",
        f"/desk/cases/{number}/",
        "/desk/hotline/tickets/all/",
        "/desk/cases/",
        "/desk/cases/inbox/",
        "/desk/cases/inbox/done/",
        "/desk/inbox/",
    ]
    seen = []
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None
        text = page.content()
        assert NAME not in text, address
        assert PHONE not in text, address
        seen.append((answer.status, number in text))
    assert seen[0][0] == (200 if is_handling else 404)
    if not is_handling:
        assert not any(shown for status, shown in seen if status == 200)
