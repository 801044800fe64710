"""Pages by key: the next page begins after the last row, so a page costs the same at any depth."""

import base64
import binascii
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import BooleanField, F, Func, Model, Q, QuerySet, Value
from django.db.models.expressions import OrderBy


@dataclass(frozen=True, slots=True)
class Key:
    """One part of the order.

    :param nullable: empty values stand at the end, in both directions.
    """

    lookup: str
    descending: bool = False
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of a page and the marks to go on from it."""

    rows: list[Any]
    after: str = ""
    before: str = ""


class _Beyond(Func):
    """``(a, b, id) > (x, y, z)``: a row comparison, which an index on the keys serves whole."""

    output_field = BooleanField()

    def __init__(self, keys: Sequence[Any], values: Sequence[Any], sign: str) -> None:
        super().__init__(*keys, *values)
        self._sign = sign

    def as_sql(self, compiler: Any, connection: Any, *_args: Any, **_extra: Any) -> Any:
        """Compile both sides in order."""
        parts = [compiler.compile(source) for source in self.get_source_expressions()]
        half = len(parts) // 2
        left = ", ".join(sql for sql, _ in parts[:half])
        right = ", ".join(sql for sql, _ in parts[half:])
        params = [value for _, values in parts for value in values]
        return f"({left}) {self._sign} ({right})", params


def keys_for(rows: QuerySet[Any], order: Iterable[str]) -> list[Key]:
    """Return the keys of an order such as ``("county_id", "-joined_on")``, unique by the id."""
    keys = []
    for part in order:
        lookup = part.removeprefix("-")
        keys.append(Key(lookup, part.startswith("-"), _is_nullable(rows, lookup)))
    if not any(key.lookup in ("pk", "id") for key in keys):
        keys.append(Key("pk", bool(keys) and keys[-1].descending))
    return keys


def read_page(
    rows: QuerySet[Any], keys: Sequence[Key], *, size: int, after: str = "", before: str = ""
) -> Page:
    """Return one page; a mark that cannot be read gives the first page.

    :param after: mark of the row before the page; ``before``: of the row behind it.
    """
    mark = before or after
    back = bool(before)
    values = _values(rows, keys, mark) if mark else None
    back = back and values is not None
    found = rows.order_by(*(ordering(key, back) for key in keys))
    if values is not None:
        found = found.filter(_beyond(rows, keys, values, back))
    read = list(found[: size + 1])
    more, read = len(read) > size, read[:size]
    if back:
        read.reverse()
    has_next = bool(read) and (more or back)
    has_previous = bool(read) and (more if back else values is not None)
    return Page(
        rows=read,
        after=_mark(read[-1], keys) if has_next else "",
        before=_mark(read[0], keys) if has_previous else "",
    )


def attribute(row: Any, lookup: str) -> Any:
    """Return what a lookup path leads to on a row; ``None`` where the path ends early.

    :param row: an instance, or a row of ``values_list(named=True)``.
    """
    if hasattr(row, "_fields"):
        return getattr(row, lookup)
    value = row
    for part in lookup.split("__"):
        if value is None:
            return None
        value = getattr(value, part)
    return value


def field_of(rows: QuerySet[Any], lookup: str) -> Any:
    """Return the model field, or the output field of the annotation, a lookup names, if any."""
    if lookup in rows.query.annotations:
        return getattr(rows.query.annotations[lookup], "output_field", None)
    model: type[Model] = rows.model
    found: Any = None
    for part in lookup.split("__"):
        try:
            found = model._meta.pk if part == "pk" else model._meta.get_field(part)
        except FieldDoesNotExist:
            return None
        model = getattr(found, "related_model", None) or model
    return found


def _is_nullable(rows: QuerySet[Any], lookup: str) -> bool:
    if lookup in rows.query.annotations:
        return True
    parts = lookup.split("__")
    paths = ["__".join(parts[: n + 1]) for n in range(len(parts))]
    return any(getattr(field_of(rows, path), "null", True) for path in paths)


def ordering(key: Key, back: bool) -> OrderBy:
    """Return how the database sorts by a key, forwards or backwards."""
    descending = key.descending != back
    if not key.nullable:
        return F(key.lookup).desc() if descending else F(key.lookup).asc()
    nulls = {"nulls_first": True} if back else {"nulls_last": True}
    return F(key.lookup).desc(**nulls) if descending else F(key.lookup).asc(**nulls)


def _beyond(rows: QuerySet[Any], keys: Sequence[Key], values: Sequence[Any], back: bool) -> Any:
    one_way = len({key.descending for key in keys}) == 1
    if one_way and not any(key.nullable for key in keys):
        sign = "<" if keys[0].descending != back else ">"
        wrapped = [
            Value(value, output_field=field_of(rows, key.lookup))
            for key, value in zip(keys, values, strict=True)
        ]
        return _Beyond([F(key.lookup) for key in keys], wrapped, sign)
    return _either(keys, values, back)


def _either(keys: Sequence[Key], values: Sequence[Any], back: bool) -> Q:
    """Return the same as a disjunction, for mixed directions and empty values."""
    key, value = keys[0], values[0]
    tail = _either(keys[1:], values[1:], back) if len(keys) > 1 else None
    if value is None:
        same = Q(**{f"{key.lookup}__isnull": True})
        same = same & tail if tail is not None else same
        return same | Q(**{f"{key.lookup}__isnull": False}) if back else same
    sign = "lt" if key.descending != back else "gt"
    found = Q(**{f"{key.lookup}__{sign}": value})
    if tail is not None:
        found |= Q(**{key.lookup: value}) & tail
    if key.nullable and not back:
        found |= Q(**{f"{key.lookup}__isnull": True})
    return found


def _mark(row: Any, keys: Sequence[Key]) -> str:
    values = [_plain(attribute(row, key.lookup)) for key in keys]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) or not _is_json(value) else value


def _is_json(value: Any) -> bool:
    return value is None or isinstance(value, (str, int, float, bool))


def _values(rows: QuerySet[Any], keys: Sequence[Key], mark: str) -> list[Any] | None:
    try:
        plain = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
        if not isinstance(plain, list) or len(plain) != len(keys):
            return None
        return [_typed(rows, key, value) for key, value in zip(keys, plain, strict=True)]
    except (ValueError, TypeError, binascii.Error, ValidationError):
        return None


def _typed(rows: QuerySet[Any], key: Key, value: Any) -> Any:
    if value is None and not key.nullable:
        raise ValueError(key.lookup)
    field = field_of(rows, key.lookup)
    target = getattr(field, "target_field", field)
    return value if value is None or target is None else target.to_python(value)
