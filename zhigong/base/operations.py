"""What makes a function an operation: one transaction, one audit entry, keyword arguments only."""

import functools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

from django.db import transaction

from zhigong.base.actor import Actor, current_actor, use_actor

P = ParamSpec("P")
R = TypeVar("R")


class NothingRecorded(RuntimeError):
    """An operation ended without saying what it did."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing an operation did: ids and codes only, never personal data.

    :param rows: how many rows a bulk line stands for; ``digest`` is the digest of those rows.
    """

    object_kind: str
    object_id: str
    node_id: int | None = None
    codes: dict[str, Any] = field(default_factory=dict)
    rows: int = 1
    digest: bytes | None = None


@dataclass(slots=True)
class Act:
    """The record of one running operation."""

    verb: str
    actor: Actor
    reason: str = ""
    lines: list[Line] = field(default_factory=list)
    is_unchanged: bool = False

    def on(self, target: Any, *, node_id: int | None = None, **codes: Any) -> None:
        """Record that ``target`` (a model instance) was acted on."""
        label = target._meta.label_lower
        self.lines.append(Line(label, str(target.pk), node_id=node_id, codes=codes))

    def bulk(
        self, kind: str, *, count: int, digest: bytes, node_id: int | None = None, **codes: Any
    ) -> None:
        """Record a committed batch by the digest of its rows."""
        self.lines.append(Line(kind, "", node_id=node_id, codes=codes, rows=count, digest=digest))

    def unchanged(self) -> None:
        """Say that everything was as wanted already, so that there is nothing to record."""
        self.is_unchanged = True


_act: ContextVar[Act | None] = ContextVar("act", default=None)
_kept: ContextVar[list[Act] | None] = ContextVar("kept", default=None)
_one_fate: ContextVar[bool] = ContextVar("one_fate", default=False)
_writers: list[Callable[[Sequence[Act]], None]] = []


def plug_writer(writer: Callable[[Sequence[Act]], None]) -> None:
    """Tell where records go; called once, by the audit."""
    if writer not in _writers:
        _writers.append(writer)


def act() -> Act:
    """Return the record of the running operation.

    :raises NothingRecorded: no operation runs.
    """
    running = _act.get()
    if running is None:
        raise NothingRecorded("no operation is running")
    return running


@contextmanager
def _recording(verb: str, actor: Actor, reason: str) -> Iterator[Act]:
    record = Act(verb=verb, actor=actor, reason=reason)
    token = _act.set(record)
    try:
        yield record
    finally:
        _act.reset(token)


@contextmanager
def recorded_together(*, one_fate: bool = False) -> Iterator[None]:
    """Run many operations in one transaction; their records, one for each, are written at its end.

    An operation that is refused inside leaves neither rows nor a record.

    :param one_fate: one that is refused takes all the others with it, and the block must be left;
        in exchange no savepoint is set for any of them.
    """
    with transaction.atomic(), _written_last():
        token = _one_fate.set(one_fate)
        try:
            yield
        finally:
            _one_fate.reset(token)


@contextmanager
def _written_last() -> Iterator[None]:
    """Write the records of the outermost operation, and of all inside it, together at its end."""
    if _kept.get() is not None:
        yield
        return
    kept: list[Act] = []
    token = _kept.set(kept)
    try:
        yield
    finally:
        _kept.reset(token)
    _write(kept)


def _write(records: Sequence[Act]) -> None:
    kept = _kept.get()
    if kept is not None:
        kept.extend(records)
        return
    if records:
        for write in _writers:
            write(records)


@contextmanager
def _forgetting() -> Iterator[None]:
    """Drop what was kept for the end by operations that are rolled back."""
    kept = _kept.get()
    mark = len(kept) if kept is not None else 0
    is_done = False
    try:
        yield
        is_done = True
    finally:
        if kept is not None and not is_done:
            del kept[mark:]


def operation(verb: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function an operation named ``verb`` (``app.verb_noun``).

    The actor is the ``actor`` argument, else the current one. ``reason``, when the function has
    such an argument, goes into the audit and the history.

    :raises NothingRecorded: it returned without ``act().on``, ``.bulk`` or ``.unchanged``.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            actor = kwargs.get("actor") or current_actor()
            reason = str(kwargs.get("reason") or "")
            assert isinstance(actor, Actor)
            with (
                _forgetting(),
                transaction.atomic(savepoint=not _one_fate.get()),
                use_actor(actor, reason=reason),
                _written_last(),
                _recording(verb, actor, reason) as record,
            ):
                result = function(*args, **kwargs)
                if not record.lines and not record.is_unchanged:
                    raise NothingRecorded(verb)
                if record.lines:
                    _write([record])
                return result

        run.verb = verb  # type: ignore[attr-defined]
        return run

    return decorate
