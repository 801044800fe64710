"""Letters are taken in, registered as cases, or set aside with a reason."""

import io
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from zhigong.base.actor import SYSTEM, Actor
from zhigong.base.crypto import new_data_key, wrap
from zhigong.base.errors import UserError
from zhigong.base.fields import conceal
from zhigong.base.operations import act, operation
from zhigong.engines.cases.contract import Channel, LetterState
from zhigong.engines.cases.models import Case, IncomingLetter, LetterFile
from zhigong.engines.cases.queries.incoming import mail_blind, said_in
from zhigong.engines.cases.rules.mail import Attached, Mail, read_mail
from zhigong.kernel.text import N_
from zhigong.registry.documents.operations import store_document
from zhigong.registry.messaging.operations import tell_address

if TYPE_CHECKING:
    from uuid import UUID

    from zhigong.registry.unions.models import Union

KIND = "paper"


class LetterHandled(UserError):
    """Somebody registered it, or set it aside, before."""

    code: ClassVar[str] = "letter_handled"
    text: ClassVar[str] = N_("这封来信已经处理过了，请刷新列表。")
    status: ClassVar[int] = 409


def take_mail(*, at: datetime, union: "Union", body: bytes) -> IncomingLetter | None:
    """Take a mail in, once, and answer that it arrived.

    What a machine wrote is left alone: no letter, and never an answer.

    :param body: as it lies in the box (RFC 5322).
    :returns: the letter; ``None`` where a machine wrote it.
    """
    mail = read_mail(body, own=settings.ZHIGONG.mail_address)
    return None if mail.is_automatic else _take(at=at, union=union, mail=mail, actor=SYSTEM)


@operation("cases.take_letter")
def _take(*, actor: Actor, at: datetime, union: "Union", mail: Mail) -> IncomingLetter:
    blind = mail_blind(mail.key)
    rows = IncomingLetter.objects.trusted("the same mail, taken in before")
    if known := rows.filter(union=union, key_blind=blind).first():
        act().unchanged()
        found: IncomingLetter = known
        return found
    letter = _new(union, Channel.EMAIL, mail, at=at, blind=blind)
    _keep(letter, mail.files, at=at, actor=actor)
    tell_address(
        notice="letter_received",
        channel="email",
        address=mail.sender,
        subject=str(letter.pk),
        values={"subject": mail.subject or "无主题", "union": union.name},
        union_id=union.pk,
        at=timezone.now(),
    )
    act().on(letter, node_id=union.pk, channel=str(letter.channel))
    return letter


def _new(
    union: "Union", channel: Channel, mail: Mail, *, at: datetime, blind: "UUID | None"
) -> IncomingLetter:
    wrapped = wrap(new_data_key())
    letter: IncomingLetter = IncomingLetter._base_manager.create(
        union=union,
        channel=channel,
        **({} if blind is None else {"key_blind": blind}),
        data_key=wrapped,
        sender_cipher=conceal(wrapped, mail.sender),
        sender_name_cipher=conceal(wrapped, mail.sender_name),
        subject_cipher=conceal(wrapped, mail.subject),
        text_cipher=conceal(wrapped, mail.text),
        sent_at=mail.sent_at,
        received_at=at,
    )
    return letter


def _keep(letter: IncomingLetter, files: Iterable[Attached], *, at: datetime, actor: Actor) -> None:
    """Keep what may be kept of the files, and say of each other one why not."""
    for file in files:
        try:
            with transaction.atomic():
                document = store_document(
                    file=io.BytesIO(file.body),
                    kind=KIND,
                    title=file.name,
                    union=letter.union,
                    at=at,
                    actor=actor,
                )
        except UserError as error:
            LetterFile._base_manager.create(letter=letter, name=file.name, refused=error.message)
        else:
            LetterFile._base_manager.create(letter=letter, name=file.name, document=document)


@operation("cases.record_letter")
def record_letter(
    *,
    actor: Actor,
    at: datetime,
    union: "Union",
    sender_name: str,
    subject: str,
    text: str,
    files: Iterable[Attached] = (),
) -> IncomingLetter:
    """Record a letter that came by post, with its scan.

    :raises UserError: the actor may not keep papers at this union.
    """
    mail = Mail("", "", sender_name, subject, text, None, (), is_automatic=False)
    letter = _new(union, Channel.LETTER, mail, at=at, blind=None)
    _keep(letter, files, at=at, actor=actor)
    act().on(letter, node_id=union.pk, channel=str(letter.channel))
    return letter


def _lock(letter: IncomingLetter) -> IncomingLetter:
    rows = IncomingLetter.objects.trusted("the caller holds the letter").select_for_update()
    found: IncomingLetter = rows.get(pk=letter.pk)
    if found.state != LetterState.WAITING:
        raise LetterHandled
    return found


@operation("cases.register_letter")
def register_letter(
    *, actor: Actor, at: datetime, letter: IncomingLetter, case: Case
) -> IncomingLetter:
    """Note that a letter became a case.

    :raises LetterHandled: somebody was faster.
    """
    letter = _lock(letter)
    letter.state, letter.case = LetterState.REGISTERED, case
    letter.handled_by_id, letter.handled_at = actor.user_id, at
    letter.save()
    act().on(letter, node_id=letter.union_id, number=case.number)
    return letter


@operation("cases.set_letter_aside")
def set_letter_aside(
    *, actor: Actor, at: datetime, letter: IncomingLetter, reason: str
) -> IncomingLetter:
    """Put a letter aside that is no case: advertisement, the wrong address.

    :raises LetterHandled: somebody was faster.
    """
    letter = _lock(letter)
    letter.state, letter.reason = LetterState.SET_ASIDE, reason
    letter.handled_by_id, letter.handled_at = actor.user_id, at
    letter.save()
    act().on(letter, node_id=letter.union_id)
    return letter


def words_of(letter: IncomingLetter) -> str:
    """Return what a letter says as the answer of a form: its subject, then its text."""
    said = said_in(letter)
    return "\n".join(filter(None, (said.subject, said.text)))
