"""What apps above tell the audit: their operations in words, and how to name what they own.

An app above adds one file ``catalogue/trails/<app>.py`` that declares a ``Trail``.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zhigong.base.actor import Actor
from zhigong.base.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Named:
    """One thing as its reader may see it.

    :param url: its page; empty where the reader may not open it.
    """

    text: str
    url: str = ""


Names = Callable[[Actor, Collection[int]], Mapping[int, Named]]


@dataclass(frozen=True, slots=True)
class Places:
    """How the tree bounds what a reader sees; one trail of all declares it.

    :param inside: ids of the unions the actor audits; ``None`` = the whole tree, and with it what
        was done to no union.
    :param below: ids of the unions a code or a name means, with those below them.
    :param choices: code and name of the unions the reader may narrow to.
    """

    names: Names
    inside: Callable[[Actor], Any]
    below: Callable[[str], Any]
    choices: Callable[[Actor], Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Actors:
    """Who acted; one trail of all declares it.

    :param find: ids of the accounts whose name or login holds the words.
    """

    users: Names
    machines: Names
    find: Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Trail:
    """The operations of one app, as the desk page shows them.

    :param code: the app's label, with which its verbs begin.
    :param verbs: words of its operations, by verb.
    :param things: words of what they act on, by label of the model.
    :param codes: words of the names and values in the details of its entries.
    :param place_codes: the names of details that hold ids of unions.
    :param failing: verbs that say something was not let pass.
    :param names: gives names and addresses of things, those outside the reader's rights left out.
    """

    code: str
    title: str
    verbs: Mapping[str, str]
    things: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    place_codes: frozenset[str] = frozenset()
    failing: frozenset[str] = frozenset()
    names: Mapping[str, Names] = field(default_factory=dict)
    places: Places | None = None
    actors: Actors | None = None
    order: int = 100


TRAILS = Catalogue(kind="trails", contract=Trail)


def places() -> Places | None:
    """Return the one description of the tree, ``None`` when no app gives it."""
    return next((trail.places for trail in TRAILS.entries() if trail.places), None)


def actors() -> Actors | None:
    """Return the one description of who acts, ``None`` when no app gives it."""
    return next((trail.actors for trail in TRAILS.entries() if trail.actors), None)
