"""No page leads to a refusal: what one of the cast cannot open is not offered to her.

Every page each of the cast can open is read, with the examples the routes are tried with, and every
link on it that a click or htmx would follow is asked for.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.test import override_settings

from tests.architecture.loaded import PUBLIC, api_operations, routes
from tests.cast import CAST, NOON, World, build, example_for, undone
from zhigong.base.clock import use_clock

pytestmark = pytest.mark.django_db

DEAD = {403, 404, 500}
# Shown by the browser alone, when there is no network, to whoever used the telephone last.
NOT_FOR_THE_CAST = "/offline/"
FOLLOWED = ("href", "hx-get", "src")


class _Links(HTMLParser):
    """Collects what a reader of the page may follow."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("link", "script", "use"):
            return
        self.found += [value for name, value in attrs if name in FOLLOWED and value]


def links_of(page: str, *, base: str) -> set[str]:
    """Return the addresses of this site a page leads to, without places inside a page."""
    reader = _Links()
    reader.feed(page)
    whole = {urldefrag(urljoin(base, link)).url for link in reader.found}
    inner = {link for link in whole if link.startswith("/") and not link.startswith("//")}
    return {link for link in inner if not link.startswith("/static/")}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[World]:
    with (
        django_db_blocker.unblock(),
        undone(),
        use_clock(NOON),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")),
    ):
        yield build()


def pages(world: World) -> list[str]:
    """Return the address of every page, filled with examples."""
    found = []
    for address, name, view in routes():
        if name in PUBLIC or api_operations(view) is not None:
            continue
        arguments = re.findall(r"<(?:\w+:)?(\w+)>", address)
        values = {one: example_for(world, route=name, argument=one).value for one in arguments}
        found.append("/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda m, v=values: str(v[m[1]]), address))
    return found


def is_page(answer: Any) -> bool:
    """Whether an answer is a page to read."""
    return answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("who", CAST)
def test_no_page_leads_to_a_refusal(world: World, who: str) -> None:
    client = world.client(who)
    statuses: dict[str, int] = {}
    dead: dict[str, set[str]] = {}
    read = 0
    for address in pages(world):
        answer = client.get(address)
        if address == NOT_FOR_THE_CAST or not is_page(answer):
            continue
        read += 1
        for link in links_of(answer.content.decode(), base=address):
            path = urlsplit(link).path  # sorting or filtering a page needs no further right
            if path not in statuses:
                statuses[path] = client.get(link).status_code
            if statuses[path] in DEAD:
                dead.setdefault(f"{statuses[path]} {path}", set()).add(address)

    assert read > 5
    assert not dead, "\n".join(f"{link} from {sorted(at)}" for link, at in sorted(dead.items()))
