"""The menus of the screens: apps declare entries, a screen shows those its reader may open."""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, Literal

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse

from zhigong.base import clock
from zhigong.base.actor import ANONYMOUS, Actor
from zhigong.base.catalogue import Catalogue
from zhigong.base.counting import Statement, run_counts, statement_of

Screen = Literal["portal", "desk", "kiosk", "cockpit"]
Counter = Callable[[Actor], "QuerySet[Any]"]
MOST_COUNTED = 100
KEPT_SECONDS = 10.0  # counts beside the entries of a menu
MOST_KEPT = 1_000
ACTED = "zhigong_acted"


class DuplicateMenuItem(ValueError):
    """Two apps declared the same entry with different meanings."""


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One entry of a screen's menu.

    :param code: unique on its screen; a page says ``menu="code"`` to mark itself as current.
    :param icon: a name of ``zhigong/ui/icons.txt``.
    :param ability: who sees it; ``None`` = everybody who opened the screen.
    :param group: heading it stands under; groups stand in the order of their first entry.
    :param member: shown only to actors who are a person of their own.
    :param hint: one line below the title, where the screen has room for it.
    """

    screen: Screen
    code: str
    title: str
    icon: str
    url_name: str
    ability: str | None = None
    group: str = ""
    order: int = 100
    member: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An entry as its reader sees it."""

    item: MenuItem
    url: str
    is_current: bool = False
    count: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """A heading with its entries."""

    title: str
    items: list[ShownItem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Panel:
    """A block an app shows on a screen's home: one file in its ``catalogue/panels/``.

    :param place: where on the home; ``counters`` is the row of numbers at the top, ``card`` the
        portal's card, ``main`` and ``side`` the columns below.
    :param context: gives what the template shows; ``None`` leaves the panel out. For the preset
        template: ``title, count, url, note, tone, icon``.
    :param ability: who sees it; ``None`` = everybody who opened the screen.
    """

    code: str
    screen: Screen
    context: Callable[[HttpRequest], dict[str, Any] | None]
    template: str = "ui/components/todo.html"
    place: str = "counters"
    ability: str | None = None
    member: bool = False
    order: int = 100


PANELS = Catalogue(kind="panels", contract=Panel)

_items: dict[tuple[Screen, str], MenuItem] = {}
_counters: dict[tuple[Screen, str], Counter] = {}


def declare_menu(*items: MenuItem) -> None:
    """Add entries to the menus.

    :raises DuplicateMenuItem: the screen has another entry with this code.
    """
    for item in items:
        if _items.setdefault((item.screen, item.code), item) != item:
            raise DuplicateMenuItem(f"{item.screen}/{item.code}")


def declare_counter(screen: Screen, code: str, counter: Counter) -> None:
    """Show a number beside an entry: what waits there for this actor.

    :param counter: gives the rows to count, up to ``MOST_COUNTED``; the rows of all counters are
        counted in one statement. Its query is kept for a minute, what it counts a few seconds.
    """
    _counters[screen, code] = counter


def counter_of(screen: Screen, code: str, actor: Actor) -> int:
    """Return what waits behind an entry; 0 when nobody counts it."""
    counter = _counters.get((screen, code))
    if counter is None or not actor.is_known:
        return 0
    return _counted([counter], actor)[counter]


def waiting_for(request: HttpRequest, screen: Screen, code: str) -> int:
    """Return what waits behind an entry for the reader; a screen is counted once in a request."""
    counter = _counters.get((screen, code))
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    if counter is None or not actor.is_known:
        return 0
    counted: dict[Counter, int] = request.__dict__.setdefault("_counted", {})
    if counter not in counted:
        asked = {i.code for i in items_for(screen, actor)} | {code}
        every = [
            one for (place, name), one in _counters.items() if place == screen and name in asked
        ]
        counted.update(_recently_counted(every, actor, request.COOKIES.get(ACTED, "")))
    return counted[counter]


_recent: OrderedDict[tuple[Any, ...], tuple[float, dict[Counter, int]]] = OrderedDict()


def _recently_counted(every: list[Counter], actor: Actor, acted: str) -> dict[Counter, int]:
    """Return counts a few seconds old at the most; what the reader did herself counts at once.

    :param acted: changes with everything she does (``Acted``), in whatever process.
    """
    key = (actor, acted, *every)
    until, counts = _recent.get(key, (0.0, {}))
    if time.monotonic() >= until:
        counts = _counted(every, actor)
        _recent[key] = (time.monotonic() + KEPT_SECONDS, counts)
        while len(_recent) > MOST_KEPT:
            _recent.popitem(last=False)
    return counts


class Acted:
    """Middleware that tells a browser when its user last did something, so that counts follow."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request; whatever may have changed something marks its answer."""
        response = self._get_response(request)
        if (
            request.method not in ("GET", "HEAD")
            and settings.SESSION_COOKIE_NAME in request.COOKIES
        ):
            mark = f"{clock.now().timestamp():.3f}"
            response.set_cookie(
                ACTED, mark, max_age=60, httponly=True, samesite="Lax", secure=request.is_secure()
            )
        return response


def _counted(counters: Iterable[Counter], actor: Actor) -> dict[Counter, int]:
    """Return how many rows each counter has for an actor; one statement for all."""
    minute = int(clock.now().timestamp() // 60)
    return run_counts({one: _rows_of(one, actor, minute) for one in counters})


@lru_cache(maxsize=1_000)
def _rows_of(counter: Counter, actor: Actor, minute: int) -> Statement:
    """Return the statement of a counter's rows; writing it costs more than running it.

    ``minute`` ends it: days and duties that its writer looked up are read anew.
    """
    return statement_of(counter(actor), most=MOST_COUNTED)


def items_for(screen: Screen, actor: Actor) -> list[MenuItem]:
    """Return the entries an actor may open, in order."""
    found = [i for i in _items.values() if i.screen == screen and _may_see(i, actor)]
    return sorted(found, key=lambda i: (i.order, i.code))


def menu_for(request: HttpRequest, screen: Screen, current: str = "") -> list[Group]:
    """Return the menu of a screen, grouped; an entry whose page is not installed is left out.

    :param current: code of the page's entry; empty = found by the longest matching address.
    """
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    items = items_for(screen, actor)
    addresses = {i.code: _address(i) for i in items}
    current = current or _nearest(request.path, addresses)
    groups: dict[str, Group] = {}
    for item in items:
        if url := addresses[item.code]:
            group = groups.setdefault(item.group, Group(item.group))
            count = waiting_for(request, screen, item.code)
            group.items.append(ShownItem(item, url, item.code == current, count))
    return list(groups.values())


def panels_for(request: HttpRequest, screen: Screen, place: str) -> list[str]:
    """Return the panels of a place of a screen's home, rendered, those without content left out."""
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    shown: list[str] = []
    for panel in PANELS.entries():
        if panel.screen == screen and panel.place == place and _may_see(panel, actor):
            try:
                context = panel.context(request)
            except NoReverseMatch:  # its pages are not installed: left out, as in menus
                continue
            if context is not None:
                shown.append(render_to_string(panel.template, context, request=request))
    return shown


def _may_see(item: MenuItem | Panel, actor: Actor) -> bool:
    if item.member and actor.person_id is None:
        return False
    return item.ability is None or actor.may(item.ability)


def _address(item: MenuItem) -> str:
    urlconf = get_urlconf() or settings.ROOT_URLCONF
    return _reversed(item.url_name, str(urlconf), get_script_prefix())


@cache
def _reversed(name: str, urlconf: str, prefix: str) -> str:
    """Return the address of a page, below ``prefix`` as ``reverse`` puts it; empty without one."""
    try:
        return reverse(name, urlconf)
    except NoReverseMatch:
        return ""


def _nearest(path: str, addresses: dict[str, str]) -> str:
    """Return the code whose address begins the path and is longest; a home fits only exactly."""
    fits = [
        (len(url), code)
        for code, url in addresses.items()
        if url and (path == url or (path.startswith(url) and url.count("/") > 2))
    ]
    return max(fits)[1] if fits else ""
