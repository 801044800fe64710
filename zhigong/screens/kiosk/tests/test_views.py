"""The hall screen: usable by everybody, remembering nobody."""

import pytest
from django.contrib.sessions.backends.db import SessionStore

pytestmark = pytest.mark.django_db
PAGES = ["/kiosk/", "/kiosk/help/", "/kiosk/guide/", "/kiosk/joining/", "/kiosk/moving/"]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_its_way_home_and_is_not_kept(client, path):
    answer = client.get(path)

    assert answer.status_code == 200
    assert "返回首页" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_wiping_ends_the_session_and_begins_anew(client):
    session = client.session
    session["person"] = "李雷"
    session.save()
    key = session.session_key

    answer = client.post("/kiosk/wipe/")

    assert answer["Location"] == "/kiosk/"
    assert "person" not in client.session
    assert not SessionStore().exists(key)
    assert "storage" in answer["Clear-Site-Data"]


def test_wiping_wants_a_form(client):
    assert client.get("/kiosk/wipe/").status_code == 405
