"""Reads of letters that are no case yet."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count

from zhigong.base.actor import Actor
from zhigong.base.crypto import blind_index
from zhigong.base.fields import reveal
from zhigong.engines.cases.contract import LetterState
from zhigong.engines.cases.models import IncomingLetter, LetterFile
from zhigong.registry.unions.queries import root

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from zhigong.registry.unions.models import Union

ABILITY = "cases.register"


@dataclass(frozen=True, slots=True)
class Said:
    """A letter in clear, for who came by a door to it."""

    sender: str
    sender_name: str
    subject: str
    text: str

    @property
    def shown_sender(self) -> str:
        """Who wrote it, as lists say it."""
        return mask_sender(self.sender, self.sender_name)


def mask_sender(sender: str, name: str = "") -> str:
    """Return a sender with what tells people apart left out: ``王** wa***@example.com``."""
    local, at, host = sender.partition("@")
    masked = f"{local[:2]}***{at}{host}" if at else ""
    hidden = f"{name[:1]}**" if name else ""
    return f"{hidden} {masked}".strip()


def mail_blind(key: str) -> "UUID":
    """Return what is stored of a message id."""
    return blind_index("mail", key)


def letters_for(*, actor: Actor) -> "QuerySet[IncomingLetter]":
    """Return the letters to unions for which the actor registers cases."""
    rows = IncomingLetter.objects.within(actor.scope(ABILITY)).select_related("union", "case")
    found: QuerySet[IncomingLetter] = rows.annotate(file_count=Count("files"))
    return found


def waiting_letters(actor: Actor) -> Any:
    """Return what waits to be registered; for the number beside the menu."""
    rows = IncomingLetter.objects.within(actor.scope(ABILITY))
    return rows.filter(state=LetterState.WAITING)


def get_letter_for(*, actor: Actor, letter_id: int) -> IncomingLetter:
    """Return a letter the actor may register.

    :raises IncomingLetter.DoesNotExist: none, or outside the scope.
    """
    return letters_for(actor=actor).get(pk=letter_id)


def said_in(letter: IncomingLetter) -> Said:
    """Return a letter in clear; its caller holds it."""
    key = bytes(letter.data_key)
    parts = (
        letter.sender_cipher,
        letter.sender_name_cipher,
        letter.subject_cipher,
        letter.text_cipher,
    )
    sender, name, subject, text = (reveal(key, _bytes(one)) or "" for one in parts)
    return Said(sender, name, subject, text)


def _bytes(value: Any) -> bytes | None:
    return None if value is None else bytes(value)


def files_of(letter: IncomingLetter) -> "QuerySet[LetterFile]":
    """Return the files of a letter the caller holds."""
    rows = LetterFile.objects.trusted("the caller holds the letter").filter(letter=letter)
    return rows.select_related("document").order_by("pk")


def union_of_box() -> "Union":
    """Return whose box ``ZHIGONG_MAIL_BOX`` is: by its code, else the top."""
    code = settings.ZHIGONG.mail_union
    if not code:
        return root()
    model: Any = IncomingLetter._meta.get_field("union").related_model
    found: Union = model.objects.trusted("named by the operator").get(code=code)
    return found
