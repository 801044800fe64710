"""Serve pages of the desk as the middleware serves them."""

from datetime import timedelta
from types import SimpleNamespace

from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.urls import resolve, reverse

from zhigong.base.actor import use_actor
from zhigong.base.clock import use_clock
from zhigong.base.requests import guarded
from zhigong.engines.cases.tests.factories import (
    ABILITIES,
    NOON,
)

DESK = ABILITIES | {"people.view", "unions.view", "documents.store", "documents.view"}


LATER = NOON + timedelta(days=3)


def visit(actor, name, *args, data=None, query="", at=NOON):
    """Serve one page for an actor, on a day."""
    path = reverse(f"cases:{name}", args=args) + query
    factory = RequestFactory()
    request = factory.get(path) if data is None else factory.post(path, data)
    request.actor, request.user = actor, SimpleNamespace(is_authenticated=True, pk=actor.user_id)
    request.htmx, request.session = False, SessionStore()
    request._messages = FallbackStorage(request)
    request._dont_enforce_csrf_checks = True
    match = resolve(request.path_info)
    with use_clock(at), guarded(), use_actor(actor):
        return match.func(request, *match.args, **match.kwargs)


def text(response):
    return response.content.decode()


def text_file(name, content="家中遭遇火灾。"):
    return SimpleUploadedFile(name, content.encode(), content_type="text/plain")
