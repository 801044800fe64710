"""What this clone remembers between commands: the database in use and what was done to it."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from launch.keys import write_private
from launch.place import Place, digest_files

DEFAULT_AS_OF = "2026-11-21"
SCALES = ("small", "district", "province")


@dataclass(frozen=True)
class Current:
    """The database that `./run manage` means, and the installation it belongs to.

    ``scale`` and ``as_of`` are empty for a real installation.
    """

    database: str
    environment: str
    scale: str = ""
    as_of: str = ""

    @property
    def variables(self) -> dict[str, str]:
        """Environment variables for the product's processes."""
        found = {"ZHIGONG_ENV": self.environment}
        return found | ({"ZHIGONG_BUSINESS_DATE": self.as_of} if self.as_of else {})


PRODUCTION = Current(database="zhigong", environment="prod")


def demo_of(scale: str, as_of: str) -> Current:
    """Each scale and date has a database of its own, so that changing them loses nothing."""
    database = f"zhigong_{scale}_{as_of.replace('-', '')}"
    return Current(database=database, environment="demo", scale=scale, as_of=as_of)


def read_current(place: Place) -> Current | None:
    """Return the database in use; None on a clone that has none yet."""
    known = read_json(place.state / "current.json")
    return Current(**known) if known else None


def write_current(place: Place, current: Current) -> None:
    """Remember the database in use."""
    write_json(place.state / "current.json", asdict(current))


def read_mark(place: Place, name: str) -> str:
    """Return what was last recorded as done under a name, or an empty string."""
    return str(read_json(place.state / "marks.json").get(name, ""))


def write_mark(place: Place, name: str, value: str) -> None:
    """Record something as done; an empty value forgets it."""
    marks = read_json(place.state / "marks.json") | {name: value}
    kept = {key: one for key, one in marks.items() if one}
    write_json(place.state / "marks.json", kept)


def migrations_key(place: Place) -> str:
    """Return changes whenever a migration or a library that brings some does."""
    files = [*place.root.glob("zhigong/**/migrations/*.py"), *lock_files(place)]
    return digest_files(files, base=place.root)


def static_key(place: Place) -> str:
    """Return changes whenever a file to be served, or a library that brings some, does."""
    folders = [*place.root.glob("zhigong/**/static"), place.vendor]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return digest_files([*files, *lock_files(place)], base=place.root)


def lock_files(place: Place) -> list[Path]:
    """Return the lock of the product's libraries."""
    return [place.root / "requirements" / "base.txt"]


def read_json(path: Path) -> dict[str, Any]:
    """Return a JSON object; a missing or broken file is empty."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Replace a JSON file in one step."""
    write_private(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")
