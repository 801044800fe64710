import json
from datetime import date
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from zhigong.registry.accounts import operations, rules
from zhigong.registry.accounts.operations.demo import NotADemo, demo_secret
from zhigong.registry.accounts.tests.factories import actor_of

pytestmark = pytest.mark.django_db
ON = date(2026, 1, 1)


def open_county(tree):
    return operations.open_demo_account(
        login="county",
        name="周区管",
        role="county_admin",
        union=tree["root"],
        union_code=tree["root"].code,
        screen="/desk/",
        on=ON,
        at=timezone.now(),
    )


def printed():
    out = StringIO()
    call_command("demo_accounts", "--json", stdout=out)
    return json.loads(out.getvalue())


def test_what_is_printed_opens_the_door(client, tree):
    user = open_county(tree)
    [shown] = printed()
    assert (shown["role"], shown["union"], shown["screen"]) == (
        "county_admin",
        tree["root"].code,
        "/desk/",
    )

    client.post(
        "/accounts/login/?who=staff", {"login": shown["login"], "password": shown["password"]}
    )
    step = int(timezone.now().timestamp()) // 30
    code = rules.totp_at(secret=shown["totp_secret"], step=step)
    answer = client.post("/accounts/second-factor/", {"code": code})

    assert answer["Location"] == "/desk/"
    assert actor_of(user).may("unions.view")


def test_opening_a_demo_account_twice_changes_nothing(tree):
    assert open_county(tree) == open_county(tree)
    assert len(printed()) == 1


def test_there_are_no_demo_accounts_in_production(tree, monkeypatch):
    open_county(tree)
    monkeypatch.setattr(settings, "ZHIGONG", settings.ZHIGONG.model_copy(update={"env": "prod"}))

    with pytest.raises(NotADemo):
        open_county(tree)
    with pytest.raises(SystemExit) as stopped:
        call_command("demo_accounts", "--json", stdout=StringIO(), stderr=StringIO())
    assert stopped.value.code == 1


def test_the_demo_shows_a_code_that_is_accepted_even_after_a_use(client, tree, monkeypatch):
    user = open_county(tree)
    monkeypatch.setattr(settings, "ZHIGONG", settings.ZHIGONG.model_copy(update={"env": "demo"}))
    now = timezone.now().timestamp()
    first = operations.demo_totp(user=user, unix_time=now)
    assert operations.use_totp(user=user, code=first, unix_time=now)

    second = operations.demo_totp(user=user, unix_time=now)

    assert second != first
    assert operations.use_totp(user=user, code=second, unix_time=now)


def test_the_page_of_the_demo_never_shows_the_code_of_another_account(dalia, monkeypatch):
    monkeypatch.setattr(settings, "ZHIGONG", settings.ZHIGONG.model_copy(update={"env": "demo"}))

    assert operations.demo_totp(user=dalia, unix_time=0) == ""
    assert len(demo_secret("county")) == 32
