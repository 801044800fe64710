"""Read a mail as it lies in a box: who, what, with which files, and whether a person wrote it.

Pure. Chinese mail programs write GBK under the name of GB2312, and headers without any encoding;
whatever can be read is read.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from email.utils import parseaddr, parsedate_to_datetime
from html.parser import HTMLParser
from typing import Any

MOST_FILES = 20
TEXT_LENGTH = 20_000
SUBJECT_LENGTH = 200
_CHINESE = "gb18030"  # holds everything of GB2312 and GBK
_GB = ("gb2312", "gbk", "x-gbk", "cp936", "hz-gb-2312")
_AUTOMATIC = ("bulk", "junk", "list", "auto_reply")
_MACHINES = ("mailer-daemon", "postmaster", "no-reply", "noreply", "do-not-reply", "bounce")
_BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "table"})
_SILENT = frozenset({"script", "style", "head", "title"})


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came with a mail."""

    name: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """What a mail says.

    :attr key: its message id, or a digest of it where it has none: the same mail has the same.
    :attr is_automatic: a machine wrote it: it is no case, and nothing is ever answered to it.
    """

    key: str
    sender: str
    sender_name: str
    subject: str
    text: str
    sent_at: datetime | None
    files: tuple[Attached, ...]
    is_automatic: bool


def read_mail(body: bytes, *, own: str = "") -> Mail:
    """Return what a mail says; nothing in it makes this fail.

    :param own: the address of the box: what comes from there is a loop.
    """
    message: Any = message_from_bytes(body, policy=default)
    name, address = parseaddr(_header(message, "From"))
    return Mail(
        key=_header(message, "Message-ID").strip() or hashlib.sha256(body).hexdigest(),
        sender=address.strip(),
        sender_name=name.strip()[:60],
        subject=" ".join(_header(message, "Subject").split())[:SUBJECT_LENGTH],
        text=_text(message)[:TEXT_LENGTH],
        sent_at=_sent_at(message),
        files=tuple(_files(message))[:MOST_FILES],
        is_automatic=_is_automatic(message, address.lower(), own.lower()),
    )


def _header(message: Message, name: str) -> str:
    """Return a header in words; one that was written without any encoding is taken as Chinese."""
    raw = next((str(v) for k, v in message.raw_items() if k.lower() == name.lower()), "")
    if _is_raw(raw):
        return " ".join(_decoded(raw.encode("utf-8", "surrogateescape"), "").split())
    try:
        return str(message.get(name) or "")
    except (ValueError, LookupError, IndexError, TypeError):  # what no standard allows
        return ""


def _is_raw(text: str) -> bool:
    """Whether a text holds bytes nobody said the encoding of."""
    return any("\udc80" <= sign <= "\udcff" for sign in text)


def _decoded(body: bytes, charset: str) -> str:
    """Return a text in what it says it is, else in UTF-8, else in Chinese, as far as it goes."""
    named = charset.lower()
    for guess in (_CHINESE if named in _GB else named, "utf-8", _CHINESE):
        try:
            return body.decode(guess or "utf-8")
        except (UnicodeDecodeError, LookupError):
            continue
    return body.decode(_CHINESE, "replace")


def _sent_at(message: Message) -> datetime | None:
    try:
        found = parsedate_to_datetime(_header(message, "Date"))
    except (ValueError, TypeError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _text(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    payload = part.get_payload(decode=True)
    text = _decoded(
        payload if isinstance(payload, bytes) else b"", part.get_content_charset() or ""
    )
    return _plain(text) if part.get_content_type() == "text/html" else _tidy(text)


def _plain(markup: str) -> str:
    reader = _Words()
    reader.feed(markup)
    reader.close()
    return _tidy("".join(reader.found))


def _tidy(text: str) -> str:
    lines = [" ".join(line.split()) for line in text.replace("\x00", "").splitlines()]
    kept = [line for n, line in enumerate(lines) if line or (n and lines[n - 1])]
    return "\n".join(kept).strip()


class _Words(HTMLParser):
    """Collects the words of a page, with a line for each block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        if tag in _BREAKS:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in _SILENT))

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(data)


def _files(message: EmailMessage) -> Iterator[Attached]:
    """Yield what is attached, and pictures within the text; a mail inside a mail as it is."""
    if not message.is_multipart():
        return
    shown = message.get_body(preferencelist=("plain", "html"))
    for part in message.walk():
        is_file = part.get_filename() or part.get_content_maintype() == "image"
        if part is shown or part.is_multipart() or not is_file:
            continue
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes) and payload:
            yield Attached(_file_name(part), payload)


def _file_name(part: Message) -> str:
    name = part.get_filename() or f"picture.{part.get_content_subtype()}"
    if _is_raw(name):
        name = _decoded(name.encode("utf-8", "surrogateescape"), "")
    return " ".join(name.split())[:120]


def _is_automatic(message: Message, sender: str, own: str) -> bool:
    """Whether a machine wrote it (RFC 3834), a list sent it, or it is our own come back."""
    if not sender or (own and sender == own):
        return True
    said = _header(message, "Auto-Submitted").lower()
    if said and not said.startswith("no"):
        return True
    if _header(message, "Precedence").lower() in _AUTOMATIC or message.get("List-Id"):
        return True
    if message.get("X-Autoreply") or message.get("X-Autorespond"):
        return True
    bounced = _header(message, "Return-Path").strip() == "<>"
    return bounced or sender.split("@", maxsplit=1)[0].startswith(_MACHINES)
