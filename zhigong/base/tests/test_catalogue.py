"""Catalogues: one file is one entry, and a wrong file is refused by name."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import zhigong
from zhigong.base import catalogue
from zhigong.base.catalogue import BrokenCatalogue, Catalogue

ENTRY = "from zhigong.base.tests.test_catalogue import Plant\nPLANT = Plant({code!r}, {order})\n"


@dataclass(frozen=True)
class Plant:
    """What grows in the catalogue of the tests."""

    code: str
    order: int = 0


@pytest.fixture
def garden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An app ``zhigong.garden`` with an empty catalogue ``plants``."""
    folder = tmp_path / "garden" / "catalogue" / "plants"
    folder.mkdir(parents=True)
    for inner in (folder, folder.parent, folder.parent.parent):
        (inner / "__init__.py").touch()
    monkeypatch.setattr(zhigong, "__path__", [*zhigong.__path__, str(tmp_path)])
    app = SimpleNamespace(name="zhigong.garden", path=str(tmp_path / "garden"))
    monkeypatch.setattr(catalogue, "apps", SimpleNamespace(get_app_configs=lambda: [app]))
    yield folder
    _forget()


def _forget() -> None:
    for name in [n for n in sys.modules if n.startswith("zhigong.garden")]:
        del sys.modules[name]


def plants(**options: Any) -> Catalogue[Plant]:
    """Return the catalogue."""
    return Catalogue(kind="plants", contract=Plant, **options)


def test_a_file_is_an_entry_in_its_order(garden: Path) -> None:
    (garden / "oak.py").write_text(ENTRY.format(code="oak", order=2))
    (garden / "ash.py").write_text(ENTRY.format(code="ash", order=2))
    (garden / "elm.py").write_text(ENTRY.format(code="elm", order=1))
    (garden / "_soil.py").write_text("raise AssertionError")

    found = plants()

    assert [plant.code for plant in found.entries()] == ["elm", "ash", "oak"]
    assert found.get("oak") == Plant("oak", 2)
    assert "oak" in found
    assert "fir" not in found
    with pytest.raises(KeyError):
        found.get("fir")


def test_a_file_named_unlike_its_entry_is_refused(garden: Path) -> None:
    (garden / "oak.py").write_text(ENTRY.format(code="ash", order=1))

    with pytest.raises(BrokenCatalogue, match=r"oak\.py"):
        plants().entries()


@pytest.mark.parametrize("text", ["", ENTRY.format(code="oak", order=1) + "TWO = Plant('two')"])
def test_a_file_with_no_entry_or_two_is_refused(garden: Path, text: str) -> None:
    (garden / "oak.py").write_text(text)

    with pytest.raises(BrokenCatalogue, match="oak declares"):
        plants().entries()


def test_a_catalogue_of_plain_files_reads_them_with_its_reader(garden: Path) -> None:
    (garden / "oak.toml").write_text("order = 3")

    found = plants(suffix=".toml", load=lambda path: Plant(path.stem, 3))

    assert found.entries() == [Plant("oak", 3)]
