"""A request to the API is done once, however often it is sent: by its ``Idempotency-Key``.

One place for every POST. The answer is kept for a day in the very transaction of the work, sealed
with the installation's key, and given again to the same caller for the same request. A server that
dies in between keeps neither; two at once wait for each other. A refusal is not kept.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from zhigong.base.api import JSON, caller_of
from zhigong.base.crypto import blind_index, decrypt, encrypt, new_data_key, unwrap, wrap
from zhigong.base.models import AnsweredRequest

HEADER = "Idempotency-Key"
KEPT_FOR = timedelta(hours=24)
REPLAYED = "Idempotency-Replayed"
BAD_KEY = ("idempotency_key_invalid", "请求头 Idempotency-Key 须为 UUID，每次新的请求用新的值。")
OTHER_BODY = (
    "idempotency_key_reused",
    "这个 Idempotency-Key 已用于另一个请求。重发须与原请求完全相同，新的请求请换新的值。",
)
PARAMETER = {
    "in": "header",
    "name": HEADER,
    "required": False,
    "schema": {"type": "string", "format": "uuid", "title": HEADER},
    "description": "同一次请求的编号。24小时内重发同一编号和正文，返回第一次的结果，不重复办理；"
    "编号相同而正文不同时答 409。",
}


class OnceByKey:
    """Middleware: a POST below ``/api/`` with a known key is answered as it was answered first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request, or give its first answer again."""
        text = request.headers.get(HEADER, "")
        if not text or request.method != "POST" or not request.path.startswith("/api/"):
            return self._get_response(request)
        if (key := _uuid(text)) is None:
            return _refusal(422, *BAD_KEY)
        header = request.headers.get("Authorization", "")
        if header and caller_of(request) is None:  # a key that ended opens no earlier answer
            return self._get_response(request)
        return self._once(request, key=key, caller=blind_index("api-caller", header))

    def _once(self, request: HttpRequest, *, key: UUID, caller: UUID) -> HttpResponse:
        digest, now = _digest(request), timezone.now()
        with transaction.atomic():
            rows = AnsweredRequest.objects.filter(caller_blind=caller, key=key)
            if not _named(caller, key, digest, now):
                row = rows.get()
                if row.made_at > now - KEPT_FOR:
                    same = bytes(row.digest) == digest
                    return _again(row) if same else _refusal(409, *OTHER_BODY)
                row.delete()
                _named(caller, key, digest, now)
            response = self._get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            elif response.status_code < 300:
                rows.update(**_kept(response))
            else:
                rows.delete()  # nothing was done: sent again, it is looked at again
        return response


def _named(caller: UUID, key: UUID, digest: bytes, now: datetime) -> bool:
    """Name a request; False when it was named before. Who comes at once waits for the first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO base_answeredrequest (caller_blind, key, digest, content_type, made_at)"
            " VALUES (%s, %s, %s, '', %s) ON CONFLICT (caller_blind, key) DO NOTHING RETURNING id",
            [caller, key, digest, now],
        )
        return cursor.fetchone() is not None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _digest(request: HttpRequest) -> bytes:
    """Return a digest of address and body; of a form, of its fields and files."""
    found = hashlib.sha256(request.get_full_path().encode())
    if request.content_type == "multipart/form-data":
        for name, values in sorted(request.POST.lists()):
            found.update(json.dumps([name, values], ensure_ascii=False).encode())
        for name, files in sorted(request.FILES.lists()):
            for file in files:
                found.update(json.dumps([name, file.name], ensure_ascii=False).encode())
                for chunk in file.chunks():
                    found.update(chunk)
                file.seek(0)
    else:
        found.update(b"\x00" + request.body)
    return found.digest()


def _kept(response: HttpResponse) -> dict[str, Any]:
    key = new_data_key()
    return {
        "status": response.status_code,
        "data_key": wrap(key),
        "content_type": response.headers.get("Content-Type", JSON)[:100],
        "body_cipher": encrypt(key, response.content.decode()),
    }


def _again(row: AnsweredRequest) -> HttpResponse:
    body = decrypt(unwrap(bytes(row.data_key or b"")), bytes(row.body_cipher or b""))
    response = HttpResponse(body, status=row.status, content_type=row.content_type)
    response[REPLAYED] = "true"
    return response


def _refusal(status: int, code: str, text: str) -> HttpResponse:
    body = json.dumps({"code": code, "text": text, "field": HEADER}, ensure_ascii=False)
    return HttpResponse(body, status=status, content_type=JSON)


def with_keys(schema: dict[str, Any]) -> dict[str, Any]:
    """Say in the API's description that every POST takes a key."""
    for ways in schema["paths"].values():
        if (way := ways.get("post")) is not None:
            others = [
                one
                for one in way.get("parameters", ())
                if one["name"].lower().replace("_", "-") != _NAME
            ]
            way["parameters"] = [*others, PARAMETER]
    return schema


_NAME = HEADER.lower()


def forget_answers(*, at: datetime) -> int:
    """Forget the answers whose day is over; return how many.

    :param at: real time, aware.
    """
    gone, _each = AnsweredRequest.objects.filter(made_at__lte=at - KEPT_FOR).delete()
    return gone
