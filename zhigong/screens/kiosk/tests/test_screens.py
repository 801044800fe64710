"""A screen is a device of a union: registered by an officer, set up by a code, revocable."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from zhigong.base.actor import SYSTEM, Actor, Power
from zhigong.base.terminals import TERMINAL_COOKIE
from zhigong.registry.accounts.operations.login import LockedOut
from zhigong.registry.people.tests.factories import make_union
from zhigong.screens.kiosk import operations, queries
from zhigong.screens.kiosk.tests.factories import hall_screen

pytestmark = pytest.mark.django_db


@pytest.fixture
def union(db):
    return make_union(kind="federation", region="330211000000")


def officer(union):
    return Actor(powers=(Power(union.pk, frozenset({"kiosk.manage"})),))


def register(union, **more):
    given = {"actor": officer(union), "at": timezone.now(), "union": union, "name": "1号机"}
    return operations.register_kiosk(**{**given, **more})


def pair(code, **more):
    given = {"at": timezone.now(), "code": code, "address": "10.0.0.9"}
    return operations.pair_kiosk(**{**given, **more})


def test_the_code_of_the_desk_makes_a_browser_the_screen(union):
    _kiosk, code = register(union)
    client = Client()

    answer = client.post("/kiosk/setup/", {"code": code})

    assert answer["Location"] == "/kiosk/"
    assert answer.cookies[TERMINAL_COOKIE]["httponly"]
    assert answer.cookies[TERMINAL_COOKIE]["path"] == "/kiosk/"
    assert client.post("/kiosk/beat/").json() == {"known": True}


def test_a_code_works_once_and_for_half_an_hour(union):
    _kiosk, code = register(union)
    with pytest.raises(operations.SetupCodeWrong):
        pair(code, at=timezone.now() + timedelta(minutes=31))

    pair(code)

    with pytest.raises(operations.SetupCodeWrong):
        pair(code)


def test_guessing_codes_locks_the_address(union):
    _kiosk, code = register(union)
    for _guess in range(5):
        with pytest.raises(operations.SetupCodeWrong):
            pair("00000000")

    with pytest.raises(LockedOut):
        pair(code)


def test_only_a_hash_of_the_token_is_stored(union):
    kiosk, client = hall_screen(union)

    token = client.cookies[TERMINAL_COOKIE].value
    assert kiosk.token_blind == queries.token_blind(token)
    assert token not in str(vars(kiosk))


def test_a_screen_that_was_taken_out_is_nobody(union):
    kiosk, client = hall_screen(union)

    operations.revoke_kiosk(actor=officer(union), at=timezone.now(), kiosk=kiosk)

    assert client.post("/kiosk/beat/").json() == {"known": False}
    assert client.get("/kiosk/enter/")["Location"] == "/kiosk/setup/"
    with pytest.raises(operations.KioskRevoked):
        operations.renew_code(actor=officer(union), at=timezone.now(), kiosk=kiosk)


def test_an_officer_keeps_the_screens_of_her_unions_only(union):
    elsewhere = make_union(parent=union, region="330211001000")
    with pytest.raises(operations.KioskOutOfScope):
        register(union, actor=officer(elsewhere))

    register(elsewhere, actor=officer(union))

    now = timezone.now()
    assert queries.kiosks_for(actor=officer(elsewhere), now=now).count() == 1
    assert queries.kiosks_for(actor=Actor(), now=now).count() == 0


def test_the_desk_sees_which_screens_answer(union):
    kiosk, client = hall_screen(union)
    now = timezone.now()

    def condition(at):
        return queries.get_kiosk_for(actor=SYSTEM, kiosk_id=kiosk.pk, now=at).condition

    assert condition(now) == "online"
    assert condition(now + timedelta(minutes=4)) == "offline"
    kiosk.last_seen_at = now - timedelta(minutes=10)
    kiosk.save()
    assert condition(now) == "offline"
    client.post("/kiosk/beat/")
    assert condition(now) == "online"


@pytest.mark.parametrize(
    "path",
    [
        "/kiosk/enter/",
        "/kiosk/cases/ask/",
        "/kiosk/cases/apply/appeal/",
        "/kiosk/cases/apply/appeal/1/",
    ],
)
def test_a_browser_that_was_not_set_up_sends_no_code_and_begins_nothing(union, path):
    assert Client().get(path)["Location"] == "/kiosk/setup/"


def test_the_demo_screen_is_everybodys_and_nowhere_else(union, settings):
    hall_screen(union)
    client = Client()

    client.post("/kiosk/setup/demo/")
    assert client.post("/kiosk/beat/").json() == {"known": True}

    settings.ZHIGONG = settings.ZHIGONG.model_copy(update={"env": "prod"})
    with pytest.raises(operations.NotADemo):
        operations.try_demo(at=timezone.now())
