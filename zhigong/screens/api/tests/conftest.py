"""The cast of tests/cast.py, calling the API."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client, override_settings

from tests.cast import NOON, World, build, undone
from zhigong.base.clock import use_clock

Call = Callable[..., Any]


@pytest.fixture(scope="module")
def county(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[World]:
    """The county, built once for all tests of a file."""
    with (
        django_db_blocker.unblock(),
        undone(),
        use_clock(NOON),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")),
    ):
        yield build()


@pytest.fixture
def world(db: None, county: World) -> Iterator[World]:
    with undone():
        yield county


@pytest.fixture
def call(world: World) -> Call:
    """Call the API as one of the cast: ``call("viewer", "GET", "/unions")``."""

    def send(who: str, method: str, path: str, body: Any = None, **headers: str) -> Any:
        headers |= {"Authorization": f"Bearer zg_{who}"} if who else {}
        data = json.dumps(body) if body is not None else ""
        client = Client(raise_request_exception=False)
        address = f"/api/v1{path}"
        return client.generic(
            method, address, data, content_type="application/json", headers=headers
        )

    return send
