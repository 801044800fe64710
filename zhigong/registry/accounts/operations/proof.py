"""Work done, or a question answered, before a message is paid for.

A code by SMS costs money and disturbs its receiver, so whoever asks for one first lets the browser
compute for a moment (altcha's protocol, version 2; nothing leaves the installation). Whose browser
cannot compute answers a question in words; that way is open to few requests of one address.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import altcha
from django.utils.crypto import salted_hmac

from zhigong.base.errors import UserError
from zhigong.kernel.text import N_
from zhigong.registry.accounts import rules

_ALGORITHM = "SHA-256"
_WORDS = "零一二三四五六七八九十"


class ProofMissing(UserError):
    """No proof came, or it is wrong, too old or of another installation."""

    code: ClassVar[str] = "proof_missing"
    text: ClassVar[str] = N_("请先回答下面的问题，再获取验证码。")


class AnswerWrong(UserError):
    """The question was answered otherwise."""

    code: ClassVar[str] = "answer_wrong"
    text: ClassVar[str] = N_("回答不正确，请回答新的问题。")


@dataclass(frozen=True, slots=True)
class Question:
    """A sum in words, readable aloud; pictures would shut out who cannot see them."""

    text: str
    answer: int


def _secret(purpose: str) -> bytes:
    return salted_hmac("zhigong.registry.accounts.proof", purpose, algorithm="sha256").digest()


def new_challenge(*, at: datetime) -> dict[str, Any]:
    """Return a puzzle that takes a browser between a tenth of a second and two.

    The server solved it when it made it, so its length is bounded and checking it costs one HMAC.

    :param at: real time, aware; the puzzle may be solved for ``rules.PROOF_LIVES``.
    """
    least, most = rules.PROOF_STEPS
    challenge = altcha.create_challenge(
        _ALGORITHM,
        1,
        counter=least + secrets.randbelow(most - least),
        expires_at=at + rules.PROOF_LIVES,
        hmac_secret=_secret("challenge"),
        hmac_key_secret=_secret("key"),
    )
    return dict(challenge.to_dict())


def check_proof(*, payload: str) -> UUID:
    """Return the number of a solved puzzle; ``issue_code`` takes each once.

    :raises ProofMissing: none, a wrong or an old one.
    """
    if not payload or len(payload) > rules.PROOF_LENGTH:
        raise ProofMissing(field="answer")
    checked = altcha.verify_solution(payload, _secret("challenge"), hmac_key_secret=_secret("key"))
    if not checked.verified:
        raise ProofMissing(field="answer")
    # The signature was found good, so the nonce is one of ours: sixteen bytes in hexadecimal.
    return UUID(hex=altcha.Payload.from_base64(payload).challenge.parameters.nonce)


def new_question() -> Question:
    """Return a sum of two numbers up to ten."""
    first, second = 1 + secrets.randbelow(10), 1 + secrets.randbelow(10)
    return Question(f"{_WORDS[first]}加{_WORDS[second]}", first + second)


def check_answer(*, said: str, expected: int | None) -> None:
    """Accept a number in digits.

    :param expected: what was asked in this session; ``None`` when nothing was.
    :raises ProofMissing: nothing was asked or said.
    :raises AnswerWrong: another number.
    """
    if expected is None or not said:
        raise ProofMissing(field="answer")
    if said != str(expected):
        raise AnswerWrong(field="answer")
