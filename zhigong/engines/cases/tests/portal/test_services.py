"""The list of services, and what everybody may read of one."""

from dataclasses import replace

import pytest
from django.test import Client

from zhigong.engines.cases.tests.portal.pages import (
    PROGRAMME,
    text,
    to,
)

pytestmark = pytest.mark.django_db


def test_everybody_finds_a_service_by_everyday_words_and_by_initials(db, offer):
    offer(replace(PROGRAMME, code="desk_only", title="内部登记", audience="staff"))
    client = Client()

    assert "临时困难补助" in text(client.get(to("services")))
    assert "临时困难补助" in text(client.get(to("services"), {"q": "大病"}))
    assert "临时困难补助" in text(client.get(to("services"), {"q": "lsknbz"}))
    assert "内部登记" not in text(client.get(to("services")))
    nothing = text(client.get(to("services"), {"q": "火星移民"}))
    assert "没有找到这样的事项" in nothing
    assert "tel:12351" in nothing


def test_the_search_gives_its_list_alone_to_htmx(db, offer):
    found = text(Client().get(to("services"), {"q": "大病"}, headers={"HX-Request": "true"}))

    assert "临时困难补助" in found
    assert "<html" not in found


def test_a_service_says_for_whom_what_to_bring_how_long_and_where(db, offer):
    page = text(Client().get(to("programme", "aid")))

    for words in (
        "工会会员",
        "困难情况证明",
        "票据或证明",
        "承诺8个工作日内办结",
        "区县总工会 · 5个工作日内",
        "区职工服务中心",
        "一次性补助",
        "开始办理",
    ):
        assert words in page


def test_a_service_that_was_closed_says_so_and_leads_to_the_list(member):
    for name in ("programme", "apply", "check"):
        page = text(member.client.get(to(name, "gone")), 404)
        assert "这个事项现在不办理" in page
        assert to("services") in page
