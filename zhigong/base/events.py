"""Upward talk: an app tells what happened, apps above listen.

*Within* subscribers run in the same transaction. *After* subscribers are jobs deferred in the same
transaction: they run at least once when it commits, and must be idempotent. (``on_commit`` is not
used: a process killed between commit and callback would lose the effect.)
"""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

E = TypeVar("E")


class Deferrable(Protocol):
    """A job that can be deferred inside the current transaction."""

    def defer(self, **arguments: Any) -> Any:
        """Queue the job."""


_within: dict[type, list[Callable[[Any], None]]] = {}
_after: dict[type, list[Deferrable]] = {}


def subscribe(
    kind: type[E],
    *,
    within: Callable[[E], None] | None = None,
    after: Deferrable | None = None,
) -> None:
    """Listen to one kind of event. Subscribing the same listener twice has no effect."""
    if within is not None and within not in _within.setdefault(kind, []):
        _within[kind].append(within)
    if after is not None and after not in _after.setdefault(kind, []):
        _after[kind].append(after)


def publish(event: object) -> None:
    """Tell every subscriber. Must be called inside a transaction."""
    for handler in _within.get(type(event), ()):
        handler(event)
    for task in _after.get(type(event), ()):
        task.defer(event=_plain(asdict(event)))  # type: ignore[call-overload]


def _plain(value: Any) -> Any:
    """Return ``value`` as JSON can carry it."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value
