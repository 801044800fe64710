"""The source tree the architecture tests look at, and copies of it with one fault planted."""

import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("registry", "engines", "work", "screens")
_COPIED = ("zhigong", "config", "tests/architecture", "docs/glossary.md", "pyproject.toml")
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "node_modules", "*.xlsx", "static", "tests")


@dataclass(frozen=True, slots=True)
class Tree:
    """One checkout of the project."""

    root: Path

    @property
    def package(self) -> Path:
        """The folder ``zhigong``."""
        return self.root / "zhigong"

    def apps(self) -> Iterator[Path]:
        """Yield the folder of every app on the floors."""
        for floor in FLOORS:
            for folder in sorted((self.package / floor).iterdir()):
                if (folder / "__init__.py").exists():
                    yield folder

    def modules(self, folder: Path | None = None) -> Iterator[Path]:
        """Yield every Python file that is neither a test nor a migration."""
        for path in sorted((folder or self.package).rglob("*.py")):
            if not {"tests", "migrations", "__pycache__"} & set(path.parts):
                yield path

    def templates(self) -> Iterator[Path]:
        """Yield every template."""
        return iter(sorted(self.package.rglob("templates/**/*.html")))

    def name(self, path: Path) -> str:
        """Return a path as a message shows it."""
        return path.relative_to(self.root).as_posix()

    def configuration(self) -> dict[str, Any]:
        """Return ``pyproject.toml``."""
        return tomllib.loads((self.root / "pyproject.toml").read_text())

    def contracts(self) -> list[dict[str, Any]]:
        """Return the import contracts."""
        found: list[dict[str, Any]] = self.configuration()["tool"]["importlinter"]["contracts"]
        return found

    def contract(self, name: str) -> dict[str, Any]:
        """Return the contract of that name."""
        return next(c for c in self.contracts() if c["name"] == name)

    def add(self, path: str, text: str) -> None:
        """Write text at the end of a file, which is made when there is none."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        before = file.read_text() if file.exists() else ""
        file.write_text(before + "\n" + text + "\n")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run Python in the tree."""
        return subprocess.run(
            [sys.executable, *arguments], cwd=self.root, capture_output=True, text=True, check=False
        )


HERE = Tree(ROOT)


def copy_tree(to: Path) -> Tree:
    """Return a copy of what the architecture tests read, without tests and large data."""
    for name in _COPIED:
        source, target = ROOT / name, to / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_file():
            shutil.copy(source, target)
        elif name.startswith("tests"):
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copytree(source, target, ignore=_LEFT_OUT)
    (to / "tests" / "__init__.py").touch()
    return Tree(to)
