"""The leaders' screen: closed to visitors; the wall is remembered."""

import pytest

pytestmark = pytest.mark.django_db


def test_visitors_are_led_to_log_in(client):
    assert client.get("/cockpit/")["Location"].startswith("/accounts/login/")


def test_the_wall_is_switched_on_and_off(client):
    on = client.post("/cockpit/wall/", {"next": "/cockpit/"})
    off = client.post("/cockpit/wall/", {"next": "https://example.org/"})

    assert on.cookies["zhigong_wall"].value == "1"
    assert off.cookies["zhigong_wall"].value == "0"
    assert off["Location"] == "/cockpit/"
