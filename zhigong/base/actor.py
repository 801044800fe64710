"""Who acts, and how far that reaches.

An actor holds powers; a power is a set of abilities on a node of the tree and everything below it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Literal, Self

import pghistory

ActorKind = Literal["staff", "member", "machine", "system", "anonymous"]


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of the tree an ability opens: the subtrees of ``node_ids``, or everything."""

    node_ids: frozenset[int] = frozenset()
    everything: bool = False

    @classmethod
    def nothing(cls) -> Self:
        """Return the scope that opens nothing."""
        return cls()

    @classmethod
    def all(cls) -> Self:
        """Return the scope that opens the whole tree."""
        return cls(everything=True)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is inside."""
        return not self.everything and not self.node_ids

    def covers(self, ancestors: list[int]) -> bool:
        """Whether a node whose path (itself included) is ``ancestors`` lies inside."""
        return self.everything or not self.node_ids.isdisjoint(ancestors)


@dataclass(frozen=True, slots=True)
class Power:
    """Abilities on one node and all nodes below it."""

    node_id: int
    abilities: frozenset[str]


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody, or something, that reads and writes.

    :param steward_for: node whose work is done by this actor in its place; every entry says so.
    :param machine_id: the key another system came with; such an actor has no ``user_id``.
    """

    user_id: int | None = None
    person_id: int | None = None
    name: str = ""
    powers: tuple[Power, ...] = ()
    kind: ActorKind = "staff"
    steward_for: int | None = None
    home_id: int | None = None
    machine_id: int | None = None
    _scopes: dict[str, Scope] = field(default_factory=dict, compare=False, repr=False)

    def scope(self, ability: str) -> Scope:
        """Return where this actor holds an ability."""
        if self.kind == "system":
            return Scope.all()
        known = self._scopes.get(ability)
        if known is None:
            nodes = frozenset(p.node_id for p in self.powers if ability in p.abilities)
            known = self._scopes[ability] = Scope(node_ids=nodes)
        return known

    def may(self, ability: str) -> bool:
        """Whether the actor holds an ability anywhere."""
        return not self.scope(ability).is_empty

    @property
    def is_known(self) -> bool:
        """Whether this is somebody who logged in, a machine or the system."""
        return self.kind != "anonymous"


SYSTEM = Actor(name="系统", kind="system")
ANONYMOUS = Actor(kind="anonymous")

_current: ContextVar[Actor] = ContextVar("current_actor", default=ANONYMOUS)


def current_actor() -> Actor:
    """Return who acts in this thread of work; ``ANONYMOUS`` when nobody was named."""
    return _current.get()


@contextmanager
def use_actor(actor: Actor, *, reason: str = "") -> Iterator[Actor]:
    """Act as ``actor``; every history row written inside says who and why."""
    token = _current.set(actor)
    # Who works in another's place is told apart in every row, for good: the duty is the other's.
    care = {} if actor.steward_for is None else {"steward_for": actor.steward_for}
    try:
        with pghistory.context(actor=actor.user_id, kind=actor.kind, reason=reason, **care):
            yield actor
    finally:
        _current.reset(token)
