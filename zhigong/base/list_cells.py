"""The rows of a list: read as plain values where its columns are paths, and shown as cells."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Model
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from zhigong.base import keyset
from zhigong.base.listing import Column, Link, Rows

DASH = "—"

Labels = Mapping[str, Mapping[Any, Any]]


def readable(rows: Rows, columns: Sequence[Column], keys: Sequence[keyset.Key]) -> Rows:
    """Return the rows so that reading them costs least: as values, if nothing needs a whole row.

    A model instance per row, and one per related row, is most of what a page of a list computes.
    """
    paths = {"pk", *(key.lookup for key in keys)}
    for column in columns:
        if callable(column.value) or callable(column.link) or callable(column.tone):
            return rows
        paths.update(_paths(column))
        if column.link:
            paths.add(column.link.path)
    is_plain = rows._fields is None and not rows._prefetch_related_lookups  # type: ignore[attr-defined]
    if not is_plain or not all(_is_value(rows, path) for path in paths):
        return rows
    return rows.values_list(*sorted(paths), named=True)


def labels_of(columns: Iterable[Column], rows: Rows) -> Labels:
    """Return the labels of the columns that are fields with choices."""
    found: dict[str, dict[Any, Any]] = {}
    for column in columns:
        if isinstance(column.value, str) and column.text is None:
            choices = getattr(keyset.field_of(rows, column.value), "flatchoices", None)
            if choices:
                found[column.code] = {value: str(label) for value, label in choices}
    return found


def shown_rows(
    rows: Iterable[Any], columns: Sequence[Column], labels: Labels
) -> list[dict[str, Any]]:
    """Return what a template shows of rows: their id and a cell per column."""
    makers = [_maker(column, labels) for column in columns]
    return [
        {
            "id": keyset.attribute(row, "pk") if _has_key(row) else getattr(row, "id", ""),
            "cells": [make(row) for make in makers],
        }
        for row in rows
    ]


def export_rows(rows: Rows, columns: Sequence[Column], labels: Labels) -> Iterator[list[Any]]:
    """Give the cells of every row as the list shows them; fast when all columns are paths."""
    if any(callable(column.value) for column in columns):
        readers = [_reader(column, labels) for column in columns]
        for row in rows.iterator(chunk_size=2_000):
            yield [read(row) for read in readers]
        return
    places, start = [], 0
    for group in map(_paths, columns):
        places.append(slice(start, start + len(group)))
        start += len(group)
    wanted = [path for column in columns for path in _paths(column)]
    pairs = list(zip(columns, places, strict=True))
    for values in rows.values_list(*wanted).iterator(chunk_size=5_000):
        yield [_worded(column, values[place], labels) for column, place in pairs]


def _paths(column: Column) -> tuple[str, ...]:
    return (column.value,) if isinstance(column.value, str) else tuple(column.value)  # type: ignore[arg-type]


def _is_value(rows: Rows, path: str) -> bool:
    """Whether a path leads to a column of the database, not to a row or a property of it."""
    if path in rows.query.annotations:
        return True
    field = keyset.field_of(rows, path)
    if field is None:
        return False
    return not field.is_relation or path.endswith(getattr(field, "attname", path + "_id"))


def _has_key(row: Any) -> bool:
    return isinstance(row, Model) or hasattr(row, "_fields")


def _maker(column: Column, labels: Labels) -> Callable[[Any], dict[str, Any]]:
    read, tone, link = _reader(column, labels), _tone(column), _link(column)

    def make(row: Any) -> dict[str, Any]:
        return {
            "column": column,
            "text": _shown(read(row), column),
            "url": link(row) if link else "",
            "tone": tone(row) if tone else None,
        }

    return make


def _reader(column: Column, labels: Labels) -> Callable[[Any], Any]:
    """Return what reads the value of a column from a row."""
    value, text = column.value, column.text
    if callable(value):
        return (lambda row: text(value(row))) if text else value
    paths = _paths(column)
    return lambda row: _worded(column, [keyset.attribute(row, path) for path in paths], labels)


def _worded(column: Column, values: Sequence[Any], labels: Labels) -> Any:
    if column.text:
        return column.text(*values)
    known = labels.get(column.code)
    return known.get(values[0], values[0]) if known else values[0]


def _tone(column: Column) -> Callable[[Any], str] | None:
    tone = column.tone
    if tone is None or callable(tone):
        return tone
    (path,) = _paths(column)
    return lambda row: tone.get(keyset.attribute(row, path), "")


def _link(column: Column) -> Callable[[Any], str | None] | None:
    link = column.link
    if not isinstance(link, Link):
        return link
    address = link.address()
    return lambda row: address(keyset.attribute(row, link.path))


def _shown(value: Any, column: Column) -> str:
    if value is None or value == "":
        return DASH
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, datetime):
        return f"{localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if column.numeric and isinstance(value, (int, float)):
        return f"{value:,}"
    return str(value)
