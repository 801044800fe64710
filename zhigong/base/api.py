"""Glue of the JSON API: who may call what, and how refusals look."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError

from zhigong.base.abilities import ability as known_ability
from zhigong.base.actor import Actor, Scope
from zhigong.base.errors import UserError
from zhigong.base.pages import actor_of


class Refused(Schema):
    """A refusal: a stable code, a text for people, and the field it belongs to."""

    code: str
    text: str
    field: str | None = None


def scope_of(request: HttpRequest, ability: str) -> Scope:
    """Return where the caller holds an ability.

    :raises HttpError: 403 when the caller holds it nowhere.
    """
    known_ability(ability)
    actor = actor_of(request)
    if not actor.may(ability):
        raise HttpError(403, "没有这项权限。")
    return actor.scope(ability)


def actor_for(request: HttpRequest, ability: str) -> Actor:
    """Return the caller after checking that it holds an ability somewhere."""
    scope_of(request, ability)
    return actor_of(request)


def install_refusals(api: NinjaAPI) -> None:
    """Answer errors of the house in one form."""

    def answer(status: int, code: str, text: str, field: str | None = None) -> Callable[..., Any]:
        def handler(request: HttpRequest, error: Exception) -> HttpResponse:
            body = {"code": code, "text": text, "field": field}
            return api.create_response(request, body, status=status)

        return handler

    api.add_exception_handler(ObjectDoesNotExist, answer(404, "not_found", "没有找到。"))

    def refuse(request: HttpRequest, error: Any) -> HttpResponse:
        body = {"code": error.code, "text": error.message, "field": error.field}
        return api.create_response(request, body, status=error.status)

    api.add_exception_handler(UserError, refuse)
