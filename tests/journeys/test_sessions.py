"""The hall screen's session ends on the server too; an error page stays on its screen."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.test import RequestFactory

from zhigong.screens import sessions

pytestmark = pytest.mark.django_db


def serve(path, *, seen=None, user=None):
    request = RequestFactory().get(path)
    request.user = user or AnonymousUser()
    request.session = SessionStore()
    if seen is not None:
        request.session[sessions.SEEN] = seen
    answer = sessions.SessionRules(lambda r: HttpResponse("page"))(request)
    return request, answer


def known_user():
    return get_user_model()(pk=7)


def test_the_server_forgets_after_the_minute_and_the_warning(monkeypatch):
    monkeypatch.setattr(sessions, "_now", lambda: 1_000)

    _request, in_time = serve("/kiosk/", seen=1_000 - 75, user=known_user())
    request, too_late = serve("/kiosk/", seen=1_000 - 76, user=known_user())

    assert in_time.content == b"page"
    assert too_late.status_code == 302
    assert not request.user.is_authenticated


def test_a_desk_is_not_a_hall(monkeypatch):
    monkeypatch.setattr(sessions, "_now", lambda: 1_000)

    request, answer = serve("/desk/", seen=1, user=known_user())

    assert answer.content == b"page"
    assert request.user.is_authenticated


@pytest.mark.parametrize(
    ("path", "is_known", "layout"),
    [
        ("/nowhere/", False, "ui/layouts/portal.html"),
        ("/kiosk/nowhere/", False, "ui/layouts/kiosk.html"),
        ("/desk/nowhere/", False, None),
        ("/desk/nowhere/", True, "ui/layouts/desk.html"),
        ("/cockpit/nowhere/", True, "ui/layouts/cockpit.html"),
    ],
)
def test_an_error_page_stays_on_its_screen(path, is_known, layout):
    request, _answer = serve(path, user=known_user() if is_known else None)

    assert getattr(request, "error_layout", None) == layout
