"""Sessions end, are listed, and are revoked by their owner alone."""

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from zhigong.base.actor import SYSTEM
from zhigong.registry.accounts import operations
from zhigong.registry.accounts.models import UserSession
from zhigong.registry.accounts.tests.factories import make_staff
from zhigong.registry.accounts.tests.visiting import STAFF, is_logged_in, log_in, totp

pytestmark = pytest.mark.django_db


def test_an_idle_session_ends(client, boris):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        log_in(client)
        clock.shift(29 * 60)
        assert client.get("/accounts/sessions/").status_code == 200
        clock.shift(31 * 60)
        late = client.get("/accounts/sessions/")

    assert late.status_code == 302
    assert not UserSession.objects.exists()


def test_sessions_are_listed_and_the_others_revoked(client, boris):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        other = Client(headers={"user-agent": "旧电脑"})
        log_in(other)
        clock.shift(60)
        log_in(client)
        assert "旧电脑" in client.get("/accounts/sessions/").content.decode()
        client.post("/accounts/sessions/revoke/")

        assert other.get("/accounts/sessions/").status_code == 302
        assert client.get("/accounts/sessions/").status_code == 200
    assert UserSession.objects.count() == 1


def test_a_session_of_somebody_else_cannot_be_revoked(client, boris, chen):
    other = Client()
    with time_machine.travel(timezone.now(), tick=False):
        log_in(other, "chen")
        log_in(client, "boris")
    theirs = UserSession.objects.get(user=chen)

    client.post("/accounts/sessions/revoke/", {"session": theirs.pk})

    assert UserSession.objects.filter(pk=theirs.pk).exists()
    assert Session.objects.filter(session_key=theirs.session_key).exists()


def test_logging_out_ends_the_session_and_wants_a_post(client, boris):
    log_in(client)
    assert client.get("/accounts/logout/").status_code == 405
    assert is_logged_in(client)

    client.post("/accounts/logout/")

    assert not is_logged_in(client)
    assert not UserSession.objects.exists()


def test_a_first_password_is_changed_before_anything_else(client, tree):
    user = make_staff("newton", "牛新人")
    operations.reset_password(user=user, new="First-Pass-1", at=timezone.now(), actor=SYSTEM)
    client.post(STAFF, {"login": "newton", "password": "First-Pass-1"})
    client.post("/accounts/second-factor/", {"code": totp()})

    assert client.get("/accounts/sessions/")["Location"] == "/accounts/password/"
    same = client.post(
        "/accounts/password/", {"old": "First-Pass-1", "new": "short", "again": "short"}
    )
    assert same.status_code == 422
    done = client.post(
        "/accounts/password/",
        {"old": "First-Pass-1", "new": "Second-Pass-2", "again": "Second-Pass-2"},
    )
    assert done["Location"] == "/desk/"
    assert client.get("/accounts/sessions/").status_code == 200
    assert UserSession.objects.get().session_key == client.session.session_key


def test_closing_an_account_ends_its_sessions(client, boris):
    log_in(client)

    operations.set_active(user=boris, is_active=False, reason="离职", actor=SYSTEM)

    assert client.get("/accounts/sessions/").status_code == 302
