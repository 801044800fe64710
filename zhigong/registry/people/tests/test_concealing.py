"""What is made ahead is what is written, whatever happens to the register in between."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars
import pytest

from zhigong.base.crypto import blind_index, decrypt, unwrap
from zhigong.registry.people.operations import concealing, staging

NUMBERS = ("330211199003070017", "330211198512120024", "330211197801010036")


def rows_of(*numbers: str) -> polars.DataFrame:
    return staging.prepared(
        polars.DataFrame(
            {
                "row": list(range(1, len(numbers) + 1)),
                "union_id": [1] * len(numbers),
                "name": ["王小明"] * len(numbers),
                "id_number": list(numbers),
                "birth_on": [date(1990, 1, 1)] * len(numbers),
            }
        )
    )


def nobody(_blinds: Sequence[str | None]) -> set[str]:
    return set()


def test_parts_come_in_order_each_with_the_secrets_of_its_own_rows() -> None:
    parts = list(concealing.parts_ahead([rows_of(number) for number in NUMBERS], nobody))
    assert [part.rows["id_number"][0] for part in parts] == list(NUMBERS)
    for part, number in zip(parts, NUMBERS, strict=True):
        secret = part.secrets.row(0, named=True)
        key = unwrap(bytes.fromhex(secret["data_key"][2:]))
        assert decrypt(key, bytes.fromhex(secret["id_cipher"][2:])) == number
        assert part.blinds["id_blind"] == [blind_index("id", number).hex]
        assert part.blinds["phone_blind"] == [None]
        assert secret["name_py"] == "wang xiao ming"


def test_no_ciphers_are_made_for_people_who_are_recorded() -> None:
    known = {blind_index("id", NUMBERS[1]).hex}
    (part,) = concealing.parts_ahead([rows_of(*NUMBERS)], lambda _blinds: known)
    assert part.secrets["row"].to_list() == [1, 3]


def test_the_register_is_asked_once_for_all_parts() -> None:
    asked: list[int] = []

    def known(blinds: Sequence[str | None]) -> set[str]:
        asked.append(len(blinds))
        return {blind_index("id", NUMBERS[2]).hex}

    parts = concealing.parts_ahead([rows_of(*NUMBERS[:1]), rows_of(*NUMBERS[1:])], known)

    assert [part.secrets["row"].to_list() for part in parts] == [[1], [1]]
    assert asked == [3]


def test_an_error_in_the_other_thread_reaches_the_writer(monkeypatch: Any) -> None:
    def broken(_number: str, _phone: str | None) -> Any:
        raise MemoryError

    monkeypatch.setattr(concealing, "_sealed_new", broken)
    part = next(concealing.parts_ahead([rows_of(*NUMBERS)], nobody))
    with pytest.raises(MemoryError):
        _ = part.secrets


def test_no_rows_make_no_parts() -> None:
    assert list(concealing.parts_ahead([], nobody)) == []
