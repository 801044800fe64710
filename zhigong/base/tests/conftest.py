"""What tests of the plumbing share."""

import pytest

from zhigong.base import operations
from zhigong.base.operations import Act


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[Act]:
    """The records operations wrote, in place of the audit."""
    records: list[Act] = []
    monkeypatch.setattr(operations, "_writers", [records.extend])
    return records
