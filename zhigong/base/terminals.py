"""Which public screen a request comes from: a device somebody set up, not a user who logged in."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

TERMINAL_COOKIE = "zhigong_kiosk"


@dataclass(frozen=True, slots=True)
class Terminal:
    """A public screen that was set up.

    :param node_id: the node it stands at; the pages of a passer-by belong there.
    :param region: code of the place, 6 digits or empty; numbers typed without one are of there.
    """

    pk: int
    name: str
    node_id: int
    node_name: str
    region: str


Finder = Callable[[str], Terminal | None]
_finders: list[Finder] = []


def plug_terminals(finder: Finder) -> None:
    """Tell how a screen is known by the token it shows; called once, by the screens' own app."""
    _finders[:] = [finder]


def terminal_of(request: HttpRequest) -> Terminal | None:
    """Return the screen a request comes from, ``None`` for every other browser."""
    if "_terminal" not in request.__dict__:
        token = request.COOKIES.get(TERMINAL_COOKIE, "")
        found = _finders[0](token) if token and _finders else None
        request.__dict__["_terminal"] = found
    known: Terminal | None = request.__dict__["_terminal"]
    return known
