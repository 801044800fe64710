"""Logs carry no personal data."""

import logging

import pytest

from zhigong.base.logs import MaskPersonalData


@pytest.mark.parametrize(
    ("text", "logged"),
    [
        ("id 11010519491231002X refused", "id ****************** refused"),
        ("id=110105194912310021,", "id=******************,"),
        ("phone 13812345678", "phone 1**********"),
        ("order 1138123456789 of 2026", "order 1138123456789 of 2026"),
        ("took 12 ms", "took 12 ms"),
    ],
)
def test_identities_and_phones_are_masked(text: str, logged: str) -> None:
    record = logging.LogRecord("zhigong", logging.INFO, "", 1, "%s", (text,), None)

    assert MaskPersonalData().filter(record)
    assert record.getMessage() == logged


def test_an_identity_split_over_arguments_is_masked_too() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 1, "%s%s", ("1381234", "5678"), None)

    MaskPersonalData().filter(record)

    assert record.getMessage() == "1**********"
