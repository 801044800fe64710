"""What a browser does at the log-in pages."""

import re

import altcha
from django.utils import timezone

from zhigong.base.crypto import blind_index, new_data_key, wrap
from zhigong.registry.accounts import operations, rules
from zhigong.registry.accounts.tests.factories import PASSWORD, SECRET
from zhigong.registry.people.models import Person

LOGIN = "/accounts/login/"
STAFF = LOGIN + "?who=staff"
PHONE = "13812345678"


def totp(at=None):
    moment = (at or timezone.now()).timestamp()
    return rules.totp_at(secret=SECRET, step=int(moment) // 30)


def text_of(response):
    return re.sub(r"\s+", "", response.content.decode())


def log_in(client, login="boris", code=None):
    client.post(STAFF, {"login": login, "password": PASSWORD})
    return client.post("/accounts/second-factor/", {"code": code or totp()})


def person(name="王小芳", phone=PHONE, id_number="330211199003071234"):
    return Person.objects.create(
        name=name,
        name_py="wangxiaofang",
        name_py_initials="wxf",
        data_key=wrap(new_data_key()),
        phone_blind=blind_index("phone", phone),
        id_blind=blind_index("id", id_number),
    )


def solved():
    """What a browser sends after computing for a moment."""
    challenge = altcha.Challenge.from_dict(operations.new_challenge(at=timezone.now()))
    return altcha.Payload(challenge, altcha.solve_challenge(challenge)).to_base64()


def ask_for_code(client, phone=PHONE, **more):
    fields = {"phone": phone, "action": "send", "proof": solved()}
    return client.post(LOGIN, fields | more)


def enter_code(client, code, phone=PHONE):
    return client.post(LOGIN, {"phone": phone, "code": code, "action": "enter"})


def is_logged_in(client):
    return "_auth_user_id" in client.session
