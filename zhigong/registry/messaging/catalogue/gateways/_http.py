"""Asking another system over HTTP, and what its silence means."""

import http.client
import json
import ssl
from typing import Any
from urllib.parse import urlsplit

from zhigong.registry.messaging.contract import Rejected, Uncertain, Unreachable

SECONDS = 15  # far below the lease of a delivery
ANSWER_BYTES = 64 * 1024


def request_json(
    url: str, body: Any = None, headers: dict[str, str] | None = None, *, method: str = ""
) -> dict[str, Any]:
    """Send JSON and return the JSON that comes back.

    :param url: ``https``; plain ``http`` only to a gateway on the same machine or the intranet.
    :raises Unreachable: no connection, or the other side is busy (429, 503): nothing was taken.
    :raises Uncertain: the connection broke, or another 5xx came, after the body was handed over.
    :raises Rejected: any other refusal.
    """
    content = None if body is None else json.dumps(body, ensure_ascii=False).encode()
    return exchange(url, content, {"Content-Type": "application/json", **(headers or {})}, method)


def exchange(
    url: str, content: bytes | None, headers: dict[str, str], method: str = ""
) -> dict[str, Any]:
    """Send bytes and return the JSON that comes back; see ``request_json``."""
    parts = urlsplit(url)
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise Rejected("网关地址不正确")
    connection = _connect(parts.scheme, parts.hostname, parts.port)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(
            method or ("POST" if content is not None else "GET"), target, content, headers
        )
        answer = connection.getresponse()
        text = answer.read(ANSWER_BYTES)
    except (OSError, http.client.HTTPException) as error:
        raise Uncertain(type(error).__name__) from error
    finally:
        connection.close()
    return _understood(answer.status, text)


def _connect(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    """Open the connection first: a failure here is certain, one afterwards is not."""
    connection: http.client.HTTPConnection
    if scheme == "https":
        context = ssl.create_default_context()
        connection = http.client.HTTPSConnection(host, port, timeout=SECONDS, context=context)
    else:
        connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
    try:
        connection.connect()
    except OSError as error:
        raise Unreachable(type(error).__name__) from error
    return connection


def _understood(status: int, text: bytes) -> dict[str, Any]:
    if status in (429, 503):
        raise Unreachable(f"HTTP {status}")
    if status >= 500:
        raise Uncertain(f"HTTP {status}")
    if status >= 400:
        raise Rejected(f"HTTP {status}")
    try:
        found = json.loads(text or b"{}")
    except ValueError as error:
        raise Uncertain("回执无法识别") from error
    return found if isinstance(found, dict) else {}
