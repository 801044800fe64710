"""What of a roster is hidden before it is written: blind indexes, ciphers, and keys of names.

None of it needs the database, so it is made by a second thread while the caller writes.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import polars

from zhigong.base.crypto import blind_digests, encrypt, new_data_key, unwrap, wrap
from zhigong.registry.people.rules import name_keys

TEXT = polars.String
_CIPHERS = ("data_key", "id_cipher", "phone_cipher", "former_name_cipher")
SECRET_SCHEMA: dict[str, type[polars.DataType]] = {
    "row": polars.Int64,
    **dict.fromkeys(("name_py", "name_py_initials", "name_bigrams", *_CIPHERS), TEXT),
}

AHEAD = 3  # parts whose secrets are made or being made: more would only fill memory

Blinds = dict[str, list[str | None]]
_Sealed = tuple[str | None, str | None, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows, and what stands for their secrets.

    :param rows: see ``staging.ROW_SCHEMA``.
    :param blinds: ``id_blind`` and ``phone_blind`` of each row, in hexadecimal.
    :param making: gives ``secrets``, when they are made.
    """

    rows: polars.DataFrame
    blinds: Blinds
    making: Future[polars.DataFrame] | None = None

    @property
    def secrets(self) -> polars.DataFrame:
        """``SECRET_SCHEMA`` of rows whose person was not known when the import began.

        Whether she still is not, only the comparison inside the transaction says.
        """
        if self.making is None:
            return polars.DataFrame(schema=SECRET_SCHEMA)
        return self.making.result()


def blinds_of(rows: polars.DataFrame) -> Blinds:
    """Return the blind indexes of the rows."""
    return {
        f"{kind}_blind": [
            None if one is None else one.hex()
            for one in blind_digests(kind, rows[column].to_list())
        ]
        for kind, column in (("id", "id_number"), ("phone", "phone"))
    }


def part_of(rows: polars.DataFrame) -> Part:
    """Return rows with their blind indexes only, as a comparison needs them."""
    return Part(rows, blinds_of(rows))


def parts_ahead(
    parts: Iterable[polars.DataFrame], known: Callable[[Sequence[str | None]], set[str]]
) -> Iterator[Part]:
    """Yield the parts in order; their secrets are made, a little ahead, while the caller writes.

    :param known: called in the caller's thread; which of the blind indexes are recorded already.
    """
    waiting = deque((rows, blinds_of(rows)) for rows in parts)
    # Asked for all at once: one statement for a hundred thousand costs half of five.
    recorded = known([blind for _, blinds in waiting for blind in blinds["id_blind"]])
    ready: deque[Part] = deque()
    with ThreadPoolExecutor(1, thread_name_prefix="concealing") as worker:
        while waiting or ready:
            while waiting and len(ready) < AHEAD:
                rows, blinds = waiting.popleft()
                ready.append(Part(rows, blinds, worker.submit(_secrets_of, rows, blinds, recorded)))
            yield ready.popleft()


def _secrets_of(rows: polars.DataFrame, blinds: Blinds, known: set[str]) -> polars.DataFrame:
    is_new = [blind is not None and blind not in known for blind in blinds["id_blind"]]
    fresh = rows.select("row", "name", "id_number", "phone").filter(polars.Series(is_new))
    sealed = [
        _sealed_new(number, phone)
        for number, phone in fresh.select("id_number", "phone").iter_rows()
    ]
    return _secrets(fresh, sealed)


def secrets_of(rows: polars.DataFrame) -> polars.DataFrame:
    """Return the secrets of new and changed people.

    :param rows: ``row``, ``name``, ``id_number``, ``phone``; ``is_new``, and of a known person the
        wrapped ``held_key`` and, when it changes, the ``held_name``.
    """
    sealed = [
        _sealed_new(number, phone) if is_new else _sealed_change(held_key, phone, held_name)
        for is_new, held_key, held_name, number, phone in rows.select(
            "is_new", "held_key", "held_name", "id_number", "phone"
        ).iter_rows()
    ]
    return _secrets(rows, sealed)


def _secrets(rows: polars.DataFrame, sealed: Sequence[_Sealed]) -> polars.DataFrame:
    keys = [name_keys(name) for name in rows["name"].to_list()]
    ciphers: Iterable[Sequence[str | None]] = zip(*sealed, strict=True) if sealed else [()] * 4
    columns: dict[str, Any] = {
        "row": rows["row"],
        "name_py": [one.py for one in keys],
        "name_py_initials": [one.initials for one in keys],
        "name_bigrams": ["{" + ",".join(one.bigrams) + "}" for one in keys],
        **dict(zip(_CIPHERS, ciphers, strict=True)),
    }
    return polars.DataFrame(columns, schema=SECRET_SCHEMA)


def _sealed_new(number: str, phone: str | None) -> _Sealed:
    key = new_data_key()
    phone_cipher = _hex(encrypt(key, phone)) if phone else None
    return _hex(wrap(key)), _hex(encrypt(key, number)), phone_cipher, None


def _sealed_change(held_key: bytes, phone: str | None, held_name: str | None) -> _Sealed:
    key = unwrap(held_key)
    phone_cipher = _hex(encrypt(key, phone)) if phone else None
    return None, None, phone_cipher, _hex(encrypt(key, held_name)) if held_name else None


def _hex(value: bytes) -> str:
    return "\\x" + value.hex()
