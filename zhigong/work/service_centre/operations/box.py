"""Writing to the supervision box without a trace, and the union's side of it, which leaves one.

What the writer does is no operation in the house's sense: there is no audit entry, for an entry has
a time and a number. And no row may tell which of two letters of a day came first. PostgreSQL itself
would: it keeps rows in the order they came and marks each with its transaction. So whoever writes
writes all rows of the day anew, in random order, in one transaction.
"""

import secrets
import threading
from collections import deque
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from django.core.signing import BadSignature, Signer
from django.db import connection, transaction
from django.db.models import Max, Q

from zhigong.base.actor import Actor
from zhigong.base.crypto import encrypt, new_data_key, unwrap, wrap
from zhigong.base.errors import UserError
from zhigong.base.operations import act, operation
from zhigong.kernel.text import N_
from zhigong.work.service_centre.models import Letter, LetterState, LetterText
from zhigong.work.service_centre.queries import code_blind, get_letter_by_code

if TYPE_CHECKING:
    from zhigong.registry.unions.models import Union

# Without 0, O, 1, I and L, which are mistaken for one another on paper and over the phone.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
GROUPS, GROUP = 4, 4
PER_MINUTE = 30
_LOCK = 0x626F78  # "box": writers wait for one another, since each rewrites the rows of the day


class CodeUnknown(UserError):
    """No letter has this code."""

    code: ClassVar[str] = "code_unknown"
    text: ClassVar[str] = N_("没有查到这个查询码的来信，请逐位核对后重新输入。")


class TooMany(UserError):
    """More than one server takes from everybody together; nobody is counted alone."""

    code: ClassVar[str] = "too_many"
    text: ClassVar[str] = N_("现在使用信箱的人较多，请一分钟后再试，已填写的内容还在。")
    status: ClassVar[int] = 429


class FormForeign(UserError):
    """The code in the form was not made here."""

    code: ClassVar[str] = "form_foreign"
    text: ClassVar[str] = N_("页面已失效，内容没有寄出，请再按一次“寄出”。")


class LetterMoved(UserError):
    """Somebody wrote since the page was opened."""

    code: ClassVar[str] = "letter_moved"
    text: ClassVar[str] = N_("这封信刚有新的往来，请看过后再答复。您填写的内容还在。")
    status: ClassVar[int] = 409


@dataclass
class Allowance:
    """How often something may happen in a minute, counted in this process's memory alone."""

    most: int = PER_MINUTE
    _times: deque[datetime] = field(default_factory=deque)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, at: datetime) -> None:
        """Count one.

        :raises TooMany: there were enough in the last minute.
        """
        with self._lock:
            while self._times and abs((at - self._times[0]).total_seconds()) >= 60:
                self._times.popleft()
            if len(self._times) >= self.most:
                raise TooMany
            self._times.append(at)


letters_written = Allowance()
codes_tried = Allowance()


def new_code() -> str:
    """Return a random code in groups, such as ``7KQM-3XWP-9TRA-H4VN``: 79 bits."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


def offered_code() -> str:
    """Return a new code, signed, for the form: a second click on 寄出 sends nothing twice."""
    return Signer(salt="box").sign(new_code())


@transaction.atomic
def write_letter(*, union: "Union", matter: str, text: str, offered: str, at: datetime) -> str:
    """Put a letter into the box and return its code.

    :param offered: what ``offered_code`` gave; sent twice, the first letter stays.
    :raises FormForeign: it gave no such thing.
    :raises TooMany: too many letters in a minute.
    """
    try:
        code = Signer(salt="box").unsign(offered)
    except BadSignature:
        raise FormForeign from None
    _wait_turn()
    if Letter.objects.trusted("a code is its own key").filter(code_blind=code_blind(code)).exists():
        return code
    letters_written.take(at)
    key = new_data_key()
    letter = Letter.objects.create(
        union=union, day=at.date(), matter=matter, code_blind=code_blind(code), data_key=wrap(key)
    )
    _say(letter, text, day=at.date(), is_from_union=False)
    _shuffle(at.date())
    return code


def open_letter(*, code: str, at: datetime) -> Letter:
    """Return the letter of a code.

    :raises CodeUnknown: there is none.
    :raises TooMany: too many wrong codes in a minute.
    """
    try:
        return get_letter_by_code(code)
    except Letter.DoesNotExist:
        codes_tried.take(at)
        raise CodeUnknown(field="code") from None


@transaction.atomic
def write_again(*, code: str, text: str, at: datetime) -> Letter:
    """Add a text by the writer; staff sees it, and that it is their turn, when the day is over.

    :raises CodeUnknown: no letter has the code.
    :raises TooMany: too many texts in a minute.
    """
    _wait_turn()
    letter = open_letter(code=code, at=at)
    letters_written.take(at)
    _say(letter, text, day=at.date(), is_from_union=False)
    _shuffle(at.date())
    return letter


@operation("service_centre.read_letter")
def read_letter(*, actor: Actor, letter: Letter) -> None:
    """Note that staff opened a letter."""
    act().on(letter, node_id=letter.union_id)


@operation("service_centre.answer_letter")
def answer_letter(*, actor: Actor, letter: Letter, text: str, on: date, seen: int) -> None:
    """Answer the writer.

    :param seen: how many texts the answerer read.
    :raises LetterMoved: there are others by now.
    """
    _reply(letter, text, on=on, seen=seen, state=LetterState.ANSWERED)


@operation("service_centre.close_letter")
def close_letter(*, actor: Actor, letter: Letter, text: str, on: date, seen: int) -> None:
    """End a letter with its result, which the writer reads; she may write again.

    :raises LetterMoved: there are more texts than the closer read.
    """
    _reply(letter, text, on=on, seen=seen, state=LetterState.CLOSED)


def _reply(letter: Letter, text: str, *, on: date, seen: int, state: LetterState) -> None:
    _wait_turn()
    rows = LetterText.objects.trusted("the caller holds the letter").filter(letter=letter)
    if rows.filter(Q(is_from_union=True) | Q(day__lt=on)).count() != seen:
        raise LetterMoved(field="text")
    _say(letter, text, day=on, is_from_union=True)
    letter.state = state
    letter.save(update_fields=["state"])
    act().on(letter, node_id=letter.union_id)


def _say(letter: Letter, text: str, *, day: date, is_from_union: bool) -> None:
    rows = LetterText.objects.trusted("the caller holds the letter").filter(letter=letter)
    last = rows.aggregate(last=Max("turn"))["last"] or 0
    LetterText.objects.create(
        letter=letter,
        turn=last + 1,
        is_from_union=is_from_union,
        day=day,
        text=encrypt(unwrap(bytes(letter.data_key)), text),
    )


def _wait_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


_ANEW = """
WITH gone AS (DELETE FROM {table} WHERE {which} RETURNING *)
INSERT INTO {table} SELECT * FROM gone ORDER BY random()
"""
_TODAY = """day = %s OR id IN (
SELECT letter_id FROM service_centre_lettertext WHERE day = %s AND NOT is_from_union)"""


def _shuffle(day: date) -> None:
    """Write all rows a writer touched on a day anew, in random order."""
    with connection.cursor() as cursor:
        letters = _ANEW.format(table="service_centre_letter", which=_TODAY)
        cursor.execute(letters, [day, day])
        texts = _ANEW.format(table="service_centre_lettertext", which="day = %s")
        cursor.execute(texts, [day])
