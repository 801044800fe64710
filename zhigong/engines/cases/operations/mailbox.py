"""The union's box of mail: a folder of files (Maildir), or an IMAP account."""

import imaplib
import logging
import mailbox
import ssl
from collections.abc import Callable, Iterator
from typing import ClassVar
from urllib.parse import unquote, urlsplit

from zhigong.base import clock
from zhigong.base.errors import UserError
from zhigong.engines.cases.operations.incoming import take_mail
from zhigong.engines.cases.queries.incoming import union_of_box
from zhigong.kernel.text import N_

SECONDS = 30
IMAPS_PORT = 993
MOST_AT_ONCE = 200
MOST_BYTES = 40 * 1024 * 1024
Box = Iterator[tuple[bytes, Callable[[], None]]]

log = logging.getLogger(__name__)


class BoxUnreadable(UserError):
    """The setting names no box, or the box does not open."""

    code: ClassVar[str] = "box_unreadable"
    text: ClassVar[str] = N_("电子邮箱打不开：{why}。请核对设置 ZHIGONG_MAIL_BOX。")


def open_box(address: str) -> Box:
    """Yield the unread mails of a box, each with what marks it as read.

    :param address: ``maildir:/path``, or ``imaps://user:password@host[:port]/folder``; signs that
        mean something in an address are written ``%40``.
    :raises BoxUnreadable: it does not open.
    """
    parts = urlsplit(address)
    if parts.scheme == "maildir":
        return _maildir(parts.path)
    if parts.scheme == "imaps" and parts.hostname:
        return _imap(address)
    raise BoxUnreadable(why="地址应以 maildir: 或 imaps:// 开头")


def _maildir(path: str) -> Box:
    try:
        box = mailbox.Maildir(path, factory=None, create=False)
        keys = sorted(box.keys())
    except (OSError, mailbox.Error) as error:
        raise BoxUnreadable(why=type(error).__name__) from error
    for key in keys:
        message = box.get_message(key)
        if "S" in message.get_flags():
            continue

        def mark(name: str = key, read: mailbox.MaildirMessage = message) -> None:
            read.set_subdir("cur")
            read.add_flag("S")
            box[name] = read

        yield box.get_bytes(key), mark


def _imap(address: str) -> Box:
    parts = urlsplit(address)
    folder = unquote(parts.path.strip("/")) or "INBOX"
    try:
        server = imaplib.IMAP4_SSL(
            str(parts.hostname),
            parts.port or IMAPS_PORT,
            ssl_context=ssl.create_default_context(),
            timeout=SECONDS,
        )
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        state, _count = server.select(folder)
    except (OSError, imaplib.IMAP4.error) as error:
        raise BoxUnreadable(why=type(error).__name__) from error
    if state != "OK":
        raise BoxUnreadable(why=folder)
    with server:
        yield from unread(server)


def unread(server: imaplib.IMAP4) -> Box:
    """Yield the unseen mails of the chosen folder; reading alone marks none of them."""
    _state, found = server.uid("SEARCH", "UNSEEN")
    for uid in (found[0] or b"").split():
        _state, answer = server.uid("FETCH", uid.decode(), "(BODY.PEEK[])")
        bodies = [part[1] for part in answer if isinstance(part, tuple)]
        if not bodies:
            continue

        def mark(name: str = uid.decode()) -> None:
            server.uid("STORE", name, "+FLAGS", "(\\Seen)")

        yield bodies[0], mark


def take_all(box: Box) -> int:
    """Take in the mails of a box; return how many letters came of them.

    A mail too large to be looked at stays unread, and is named in the log by its size alone.
    """
    union, count = union_of_box(), 0
    for number, (body, mark) in enumerate(box):
        if number >= MOST_AT_ONCE:
            break
        if len(body) > MOST_BYTES:
            log.warning("a mail of %d bytes was left in the box", len(body))
            continue
        letter = take_mail(at=clock.now(), union=union, body=body)
        mark()
        count += letter is not None
    return count
