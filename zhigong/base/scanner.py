"""Ask a virus scanner about a file: clamd, by its own protocol, at an address of the operator.

Without an address nothing is asked. With one, a scanner that does not answer is no "clean".
"""

import socket
import struct
from typing import ClassVar
from urllib.parse import urlsplit

from django.conf import settings

from zhigong.base.errors import UserError
from zhigong.kernel.text import N_

SECONDS = 20
CHUNK = 64 * 1024
PORT = 3310
ANSWER_BYTES = 4_096


class ScannerSilent(UserError):
    """The scanner does not answer, or not as scanners do."""

    code: ClassVar[str] = "scanner_silent"
    text: ClassVar[str] = N_("病毒检查暂时不可用，文件没有保存，请稍后重新上传。")
    status: ClassVar[int] = 503


def virus_in(body: bytes) -> str:
    """Return the name of what a scanner finds in a file; empty for nothing, or without a scanner.

    :raises ScannerSilent: one is named, and did not answer within ``SECONDS``.
    """
    address = settings.ZHIGONG.virus_scanner
    if not address:
        return ""
    try:
        with _connected(address) as line:
            answer = _ask(line, body)
    except (OSError, ValueError) as error:
        raise ScannerSilent(field="file") from error
    if answer.endswith("OK"):
        return ""
    if not answer.endswith("FOUND"):
        raise ScannerSilent(field="file")
    return answer.removeprefix("stream:").removesuffix("FOUND").strip()


def _connected(address: str) -> socket.socket:
    """Return a line to ``unix:/path`` or ``tcp://host:port``.

    :raises ValueError: the address is neither.
    """
    parts = urlsplit(address)
    if parts.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS)
        try:
            line.connect(parts.path)
        except OSError:
            line.close()
            raise
        return line
    if parts.scheme == "tcp" and parts.hostname:
        return socket.create_connection((parts.hostname, parts.port or PORT), SECONDS)
    raise ValueError(address)


def _ask(line: socket.socket, body: bytes) -> str:
    """Send a file in lengths and chunks (INSTREAM), ended by a length of none."""
    line.sendall(b"zINSTREAM\0")
    for start in range(0, len(body), CHUNK):
        chunk = body[start : start + CHUNK]
        line.sendall(struct.pack("!L", len(chunk)) + chunk)
    line.sendall(struct.pack("!L", 0))
    answer = bytearray()
    while b"\0" not in answer and len(answer) < ANSWER_BYTES:
        part = line.recv(ANSWER_BYTES)
        if not part:
            break
        answer += part
    return bytes(answer).rstrip(b"\0\n ").decode("utf-8", "replace")
