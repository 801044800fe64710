"""Saving rows together: what many operations of one kind write goes out in few statements.

Inside :func:`gathered` new rows and changes wait in memory. Nothing that reads them from the
database may run before :func:`flush`; operations inside share one fate, so nothing is taken back.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)
_Change = tuple[type[models.Model], tuple[tuple[str, Any], ...]]


@dataclass(slots=True)
class _Waiting:
    """New rows by their table; rows by the same change of the same table."""

    created: dict[type[models.Model], list[models.Model]] = field(default_factory=dict)
    changed: dict[_Change, set[Any]] = field(default_factory=dict)
    touched: set[tuple[type[models.Model], Any]] = field(default_factory=set)


_waiting: ContextVar[_Waiting | None] = ContextVar("waiting", default=None)


@contextmanager
def gathered() -> Iterator[None]:
    """Let writes of this module wait; they go out at the end, or never when it fails."""
    token = _waiting.set(_Waiting())
    try:
        yield
        flush()
    finally:
        _waiting.reset(token)


def create(rows: Iterable[M]) -> list[M]:
    """Insert rows, at once or at the end; rows that wait have no key yet."""
    listed = list(rows)
    waiting = _waiting.get()
    if not listed:
        return listed
    if waiting is None:
        if len(listed) == 1:
            listed[0].save(force_insert=True)
            return listed
        return type(listed[0])._base_manager.bulk_create(listed)
    waiting.created.setdefault(type(listed[0]), []).extend(listed)
    return listed


def save(row: models.Model, fields: Sequence[str]) -> None:
    """Save fields of a row the caller holds locked, at once or at the end.

    :raises TypeError: a value that cannot be compared with others (a list, a dictionary) waits.
    """
    waiting = _waiting.get()
    if waiting is None:
        row.save(update_fields=list(fields))
        return
    if (type(row), row.pk) in waiting.touched:  # its changes must go out in their order
        flush()
    columns = {field.name: field.attname for field in row._meta.concrete_fields}
    names = sorted({columns.get(name, name) for name in fields})
    change = tuple((name, getattr(row, name)) for name in names)
    waiting.changed.setdefault((type(row), change), set()).add(row.pk)
    waiting.touched.add((type(row), row.pk))


def flush() -> None:
    """Send what waits, so that it can be read."""
    waiting = _waiting.get()
    if waiting is None:
        return
    for (model, change), keys in waiting.changed.items():
        numbered = isinstance(model._meta.pk, models.BigAutoField)
        rows = model._base_manager.filter(**{f"pk__{'any_of' if numbered else 'in'}": keys})
        rows.update(**dict(change))
    for model, fresh in waiting.created.items():
        model._base_manager.bulk_create(fresh)
    waiting.created.clear()
    waiting.changed.clear()
    waiting.touched.clear()
