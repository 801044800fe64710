"""Glue of the JSON API: who may call what, how lists are cut into pages, how refusals look.

Deny by default: an operation is added through ``door``, which names the ability it needs. A caller
proves who it is by ``Authorization: Bearer …``; a browser that is logged in may read (GET) from our
own pages.
"""

import base64
import binascii
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security.http import HttpAuthBase

from zhigong.base.abilities import UnknownAbility
from zhigong.base.abilities import ability as known_ability
from zhigong.base.actor import Actor, use_actor
from zhigong.base.errors import UserError
from zhigong.base.pages import actor_of

T = TypeVar("T")
M = TypeVar("M", bound=Model)

MOST_ROWS = 200
ROWS = 50
JSON = "application/json"
FORBIDDEN = ("forbidden", "没有这项权限。")
REFUSALS = {
    400: ("bad_request", "请求无法读取：正文须为有效的 JSON，地址和正文不得含空字符。请检查格式。"),
    403: FORBIDDEN,
    404: ("not_found", "没有这个接口地址。请对照接口说明检查路径，结尾不带斜杠。"),
    405: ("method_not_allowed", "这个地址不支持所用的请求方法；可用的方法见响应头 Allow。"),
    413: ("too_large", "请求正文过大，请分批发送。"),
    500: ("internal_error", "平台出错，本次请求没有完成。请稍后重试；仍不行请联系管理员。"),
    503: ("unavailable", "平台暂时无法服务，请稍后重试。"),
}
ANYBODY = ""  # the ability of operations that only ask who calls

_authenticators: list[Callable[[str, datetime], Actor | None]] = []


class FieldFault(Schema):
    """What is wrong with one field."""

    field: str
    text: str


class Refused(Schema):
    """A refusal: a stable code, a text for people, and the field it belongs to.

    ``errors`` names every field, where more than one may be wrong at once; ``field`` is the first.
    """

    code: str
    text: str
    field: str | None = None
    errors: list[FieldFault] = []


class Page(Schema, Generic[T]):
    """Part of a list; ``next`` is the cursor of the part that follows, absent at the end."""

    items: list[T]
    next: str | None = None


class BadCursor(UserError):
    """The cursor was not given by this list."""

    code = "bad_cursor"
    text = "分页位置已失效，请从第一页重新读取。"


class AbilityMissing(PermissionDenied):
    """The caller does not hold the ability the operation asks for; the answer names it."""

    def __init__(self, ability: str) -> None:
        self.ability = ability
        super().__init__(ability)


def plug_authenticator(authenticate: Callable[[str, datetime], Actor | None]) -> None:
    """Tell how a Bearer header is turned into an actor; called once, by the API's own screen.

    :param authenticate: given the header and the real time; ``None`` when it proves nobody.
    """
    if authenticate not in _authenticators:
        _authenticators.append(authenticate)


class Bearer(HttpAuthBase):
    """The guard of one operation: a known caller (else 401) who holds the ability (else 403)."""

    openapi_scheme = "bearer"

    def __init__(self, ability: str = ANYBODY) -> None:
        self.ability = ability
        super().__init__()

    def __call__(self, request: HttpRequest) -> Actor | None:
        """Return the caller, kept as ``request.actor``."""
        actor = caller_of(request)
        if actor is None or not actor.is_known:
            return None
        if self.ability:
            known_ability(self.ability)
            if not actor.may(self.ability):
                raise AbilityMissing(self.ability)
        request.actor = actor  # type: ignore[attr-defined]
        return actor


def caller_of(request: HttpRequest) -> Actor | None:
    """Return who calls, as the request proves; ``None`` when it proves nobody.

    A proof is looked at once in a request.
    """
    header = request.headers.get("Authorization", "")
    if header:
        known: dict[str, Actor | None] = request.__dict__.setdefault("_proved", {})
        if header not in known:
            found = (authenticate(header, timezone.now()) for authenticate in _authenticators)
            known[header] = next((actor for actor in found if actor is not None), None)
        return known[header]
    is_ours = request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")
    return actor_of(request) if request.method == "GET" and is_ours else None


def door(ability: str, summary: str) -> dict[str, Any]:
    """Return the arguments of a route: its guard, and what the reference says of it.

    :param ability: needed to pass; ``ANYBODY`` for every known caller.
    :param summary: one Chinese line.
    """
    needed = f"需要权限 `{ability}`。" if ability else "持有有效密钥即可。"
    return {
        "auth": Bearer(ability),
        "summary": summary,
        "description": needed,
    }


@contextmanager
def acting(request: HttpRequest, *, reason: str = "") -> Iterator[Actor]:
    """Do the work of a request as its caller; every history row inside says who."""
    with use_actor(actor_of(request), reason=reason) as actor:
        yield actor


def cut(
    rows: "QuerySet[M]", *, by: Sequence[str], cursor: str | None, limit: int
) -> tuple[list[M], str | None]:
    """Return one part of a list and the cursor of the next; steady while rows come and go.

    :param by: field names, not null, that together are unique; the order of the list.
    :param limit: 1 to ``MOST_ROWS``.
    :raises BadCursor: the cursor is none of this list.
    """
    ordered = rows.order_by(*by)
    if cursor:
        ordered = ordered.filter(_after(by, _read_cursor(cursor, len(by))))
    found = list(ordered[: limit + 1])
    if len(found) <= limit:
        return found, None
    found = found[:limit]
    return found, _cursor([getattr(found[-1], name) for name in by])


def _after(by: Sequence[str], values: Sequence[Any]) -> Q:
    """Return the condition that a row follows these values in the order ``by``."""
    condition = Q()
    for place, name in enumerate(by):
        equal = dict(zip(by[:place], values[:place], strict=True))
        condition |= Q(**equal, **{f"{name}__gt": values[place]})
    return condition


def _cursor(values: Sequence[Any]) -> str:
    text = json.dumps(list(values), ensure_ascii=False, default=str)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_cursor(cursor: str, width: int) -> list[Any]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
    except (ValueError, binascii.Error) as error:
        raise BadCursor(field="cursor") from error
    is_whole = isinstance(values, list) and len(values) == width
    if not is_whole or not all(_is_key(value) for value in values):
        raise BadCursor(field="cursor")
    return list(values)


def _is_key(value: Any) -> bool:
    """Whether a cursor may hold the value: a text or a number that fits a column of ids."""
    if isinstance(value, str):
        return "\x00" not in value
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**31


def install_refusals(api: NinjaAPI) -> None:
    """Answer errors in one form: ``{code, text, field, errors}``, with the pages' own status."""
    for error, status, code, text in (
        (ObjectDoesNotExist, 404, "not_found", "没有找到。"),
        (Http404, 404, "not_found", "没有找到。"),
        (PermissionDenied, 403, *FORBIDDEN),
        (UnknownAbility, 422, "unknown_ability", "没有这项权限代码。"),
        (AuthenticationError, 401, "not_signed_in", "请提供有效的接口密钥。"),
    ):
        api.add_exception_handler(error, _answer(api, status, code, text))
    api.add_exception_handler(AbilityMissing, lambda request, error: _deny(api, request, error))
    api.add_exception_handler(UserError, lambda request, error: _refuse(api, request, error))
    api.add_exception_handler(ValidationError, lambda request, error: _mend(api, request, error))
    api.add_exception_handler(HttpError, lambda request, error: _plain(api, request, error))


def _answer(api: NinjaAPI, status: int, code: str, text: str) -> Callable[..., HttpResponse]:
    body = {"code": code, "text": text, "field": None}
    return lambda request, error: api.create_response(request, body, status=status)


def _deny(api: NinjaAPI, request: HttpRequest, error: Any) -> HttpResponse:
    title = _(known_ability(error.ability).title)
    text = f"没有权限“{title}”（{error.ability}），请由发放密钥的管理员添加后再试。"
    body = {"code": FORBIDDEN[0], "text": text, "field": None}
    return api.create_response(request, body, status=403)


def _refuse(api: NinjaAPI, request: HttpRequest, error: Any) -> HttpResponse:
    body = {"code": error.code, "text": error.message, "field": error.field}
    if error.fields:
        body["errors"] = [{"field": name, "text": text} for name, text in error.fields]
    return api.create_response(request, body, status=error.status)


def _mend(api: NinjaAPI, request: HttpRequest, error: Any) -> HttpResponse:
    """Name every value that does not fit, the first one as the field."""
    names = list(dict.fromkeys(str(one["loc"][-1]) for one in error.errors if one.get("loc")))
    faults = [{"field": name, "text": f"参数 {name} 缺失或格式不符，请改正。"} for name in names]
    text = faults[0]["text"] if faults else "参数缺失或格式不符，请改正。"
    field = names[0] if names else None
    body = {"code": "invalid", "text": text, "field": field, "errors": faults}
    return api.create_response(request, body, status=422)


def _plain(api: NinjaAPI, request: HttpRequest, error: Any) -> HttpResponse:
    code, text = REFUSALS.get(error.status_code, REFUSALS[400])
    body = {"code": code, "text": text, "field": None}
    return api.create_response(request, body, status=error.status_code)


class RefusalsInForm:
    """Middleware: below ``/api/`` whatever refuses, answers as the operations do.

    An unknown address, a method that is none, an unreadable request or a fault are told by the
    framework in HTML or English, before or behind the operations. Pages for people keep theirs.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request; turn a refusal for people into one for programs."""
        response = self._get_response(request)
        if request.path.startswith("/api/") and response.status_code >= 400:
            match = request.resolver_match
            is_page = match is not None and hasattr(match.func, "page_ability")
            if not is_page and not response.headers["Content-Type"].startswith(JSON):
                _say_in_form(response)
        return response


def _say_in_form(response: HttpResponse) -> None:
    """Replace the body alone: a header such as ``Allow`` still tells what it told."""
    fallback = REFUSALS[500] if response.status_code >= 500 else REFUSALS[400]
    code, text = REFUSALS.get(response.status_code, fallback)
    body = json.dumps({"code": code, "text": text, "field": None}, ensure_ascii=False)
    response.content = body.encode()
    response.headers["Content-Type"] = JSON
    response.headers["Content-Length"] = str(len(response.content))
