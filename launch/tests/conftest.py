"""A throw-away clone for each test."""

from pathlib import Path

import pytest

from launch.place import Place


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.delenv("ZHIGONG_STATE_DIR", raising=False)
    for name in (
        "ZHIGONG_SECRET_KEY",
        "ZHIGONG_DATA_KEY",
        "ZHIGONG_INDEX_KEY",
        "ZHIGONG_AUDIT_KEY",
    ):
        monkeypatch.delenv(name, raising=False)
    clone = Place(root=tmp_path / "a clone with spaces")
    clone.make_folders()
    return clone
