"""The portal's own pages, as a visitor sees them."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from zhigong.screens.portal import views

pytestmark = pytest.mark.django_db
FIRST_VISIT_LIMIT = 100 * 1024


@pytest.mark.parametrize(
    "path", ["/", "/services/", "/events/", "/me/", "/accessibility/", "/joining/", "/moving/"]
)
def test_every_tab_leads_to_an_honest_page(client, path):
    answer = client.get(path)

    assert answer.status_code == 200
    assert "主导航" in answer.content.decode()


def test_what_can_be_applied_for_stands_first_and_ones_own_behind_its_own_tab(client):
    page = client.get("/services/").content.decode()

    main = page[page.index("<main") : page.index("</main>")]
    assert main.index("服务清单") < main.index("怎样入会")
    assert "登录设备" not in main
    assert "登录设备" in client.get("/me/").content.decode()


@pytest.mark.parametrize(
    ("hour", "words"), [(8, "早上好"), (12, "下午好"), (17, "下午好"), (20, "晚上好")]
)
def test_the_greeting_follows_the_hour(hour, words):
    assert views.greeting(datetime(2026, 11, 21, hour, tzinfo=UTC)) == words


def test_large_type_is_remembered_and_leads_back(client):
    answer = client.post("/type/", {"type": "large", "next": "/services/"})

    assert answer["Location"] == "/services/"
    assert 'data-type="large"' in client.get("/services/").content.decode()

    client.post("/type/", {"type": "normal"})
    assert 'data-type="large"' not in client.get("/services/").content.decode()


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)"]
)
def test_the_type_switch_never_leads_to_another_site(client, elsewhere):
    assert client.post("/type/", {"type": "large", "next": elsewhere})["Location"] == "/"


def test_the_type_switch_wants_a_form(client):
    assert client.get("/type/").status_code == 405


def test_an_unknown_address_is_answered_in_plain_chinese(client):
    answer = client.get("/nowhere/")

    assert answer.status_code == 404
    assert "没有找到这个页面" in answer.content.decode()


def test_a_first_visit_stays_below_a_hundred_kilobytes(client):
    page = client.get("/").content
    names = ["ui/tokens.css", "ui/base.css", "ui/portal.css", "ui/ui.js", "ui/mark.svg"]
    names += ["django_htmx/htmx-2.min.js", "icons.svg"]
    files = [Path(found) for name in names if (found := finders.find(name))]

    sent = len(gzip.compress(page)) + sum(len(gzip.compress(f.read_bytes())) for f in files)

    assert len(files) >= len(names) - (not settings.STATICFILES_DIRS)
    assert sent < FIRST_VISIT_LIMIT
