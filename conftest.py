"""What every test shares."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import TransactionTestCase

from zhigong.base import holidays, navigation


@pytest.fixture(autouse=True, scope="session")
def append_only_tables_are_emptied_between_tests() -> Iterator[None]:
    """Let the test runner alone truncate what nobody else may: triggers off while it does."""
    plain = TransactionTestCase._fixture_teardown

    def teardown(case: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
        plain(case)
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = DEFAULT")

    TransactionTestCase._fixture_teardown = teardown
    yield
    TransactionTestCase._fixture_teardown = plain


@pytest.fixture(autouse=True)
def _counts_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count what waits on every page: a test acts beside the browser, not through it."""
    monkeypatch.setattr(navigation, "KEPT_SECONDS", 0.0)


@pytest.fixture(autouse=True)
def _published_calendar() -> Iterator[None]:
    """Begin each test with the published calendar as read, so that no page pays for reading it."""
    holidays.keep({}, seconds=float("inf"))
    yield
    holidays.keep({}, seconds=float("inf"))
