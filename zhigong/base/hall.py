"""Which hall screen a request comes from: a device somebody set up, not a user who logged in."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

HALL_COOKIE = "zhigong_kiosk"


@dataclass(frozen=True, slots=True)
class Hall:
    """A hall screen that was set up.

    :param node_id: the node it stands at; the pages of a passer-by belong there.
    :param region: code of the place, 6 digits or empty; numbers typed without one are of there.
    """

    pk: int
    name: str
    node_id: int
    node_name: str
    region: str


Finder = Callable[[str], Hall | None]
_finders: list[Finder] = []


def plug_hall(finder: Finder) -> None:
    """Tell how a screen is known by the token it shows; called once, by the hall's own app."""
    _finders[:] = [finder]


def hall_of(request: HttpRequest) -> Hall | None:
    """Return the screen a request comes from, ``None`` for every other browser."""
    if "_hall" not in request.__dict__:
        token = request.COOKIES.get(HALL_COOKIE, "")
        found = _finders[0](token) if token and _finders else None
        request.__dict__["_hall"] = found
    known: Hall | None = request.__dict__["_hall"]
    return known
