"""A puzzle, or a question, stands before every code by SMS."""

import base64
import json
import re
from datetime import timedelta
from uuid import uuid4

import altcha
import pytest
from django.utils import timezone

from zhigong.registry.accounts import operations, rules
from zhigong.registry.accounts.models import LoginCode
from zhigong.registry.accounts.tests.visiting import LOGIN, PHONE, ask_for_code, solved, text_of

pytestmark = pytest.mark.django_db


def test_the_page_holds_a_puzzle_and_its_solution_sends_a_code(client, db, sent):
    page = client.get(LOGIN).content.decode()
    script = re.search(r'<script id="proof-challenge"[^>]*>(.*?)</script>', page, re.DOTALL)
    challenge = altcha.Challenge.from_dict(json.loads(script[1]))
    payload = altcha.Payload(challenge, altcha.solve_challenge(challenge)).to_base64()

    page = text_of(ask_for_code(client, proof=payload))

    assert "安全问题" not in page
    assert len(sent) == LoginCode.objects.count() == 1


def test_a_puzzle_sends_one_code(client, db, sent):
    payload = solved()
    ask_for_code(client, proof=payload)

    page = text_of(ask_for_code(client, phone="13900000000", proof=payload))

    assert "安全问题" in page
    assert len(sent) == 1


def foreign():
    made = altcha.create_challenge("SHA-256", 1, counter=3, hmac_secret="theirs")
    return altcha.Payload(made, altcha.solve_challenge(made)).to_base64()


def old():
    at = timezone.now() - rules.PROOF_LIVES - timedelta(seconds=1)
    made = altcha.Challenge.from_dict(operations.new_challenge(at=at))
    return altcha.Payload(made, altcha.solve_challenge(made)).to_base64()


def guessed():
    made = altcha.Challenge.from_dict(operations.new_challenge(at=timezone.now()))
    return altcha.Payload(made, altcha.Solution(7, "00" * 32)).to_base64()


@pytest.mark.parametrize(
    "payload",
    [
        lambda: "",
        lambda: "rubbish",
        lambda: "A" * (rules.PROOF_LENGTH + 1),
        lambda: base64.b64encode(b'{"challenge": 7, "solution": []}').decode(),
        foreign,
        old,
        guessed,
    ],
    ids=["none", "rubbish", "long", "odd", "foreign", "old", "guessed"],
)
def test_without_a_good_proof_a_question_is_asked_and_nothing_sent(client, db, sent, payload):
    page = text_of(ask_for_code(client, proof=payload()))

    assert "请先回答下面的问题" in page
    assert PHONE in page
    assert len(sent) == 0
    assert LoginCode.objects.count() == 0


def test_who_cannot_compute_answers_a_question_once(client, db, sent):
    ask_for_code(client, proof="")
    answer = client.session["answer"]

    wrong = text_of(ask_for_code(client, proof="", answer=str(answer + 1)))
    stale = text_of(ask_for_code(client, proof="", answer=str(answer + 100)))
    answer = client.session["answer"]
    right = text_of(ask_for_code(client, proof="", answer=f"　{answer} "))
    again = text_of(ask_for_code(client, phone="13900000000", proof="", answer=str(answer)))

    assert "回答不正确" in wrong
    assert "回答不正确" in stale
    assert "验证码已发送" in right
    assert "请先回答" in again
    assert len(sent) == 1


def test_questions_are_answered_less_often_than_puzzles_are_solved(client, db, sent):
    at = timezone.now()
    for number in range(rules.UNPROVED_CODES_PER_ADDRESS_AND_HOUR):
        operations.issue_code(phone=f"138{number:08d}", purpose="login", address="1.1.1.1", at=at)

    with pytest.raises(operations.codes.TooManyCodes):
        operations.issue_code(phone="13900000000", purpose="login", address="1.1.1.1", at=at)
    operations.issue_code(
        phone="13900000000", purpose="login", address="1.1.1.1", at=at, proof=uuid4()
    )
