import ast
import json
import re
import shutil
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from launch import environment
from launch.place import Place, digest_files, refuse_full_disk
from launch.say import Refusal

REPOSITORY = Path(__file__).resolve().parents[2]
LOCKS = ["base.txt", "dev.txt", "node.txt"]


@pytest.fixture
def locked_place(place: Place) -> Place:
    folder = place.root / "requirements"
    folder.mkdir()
    for name in LOCKS:
        shutil.copy(REPOSITORY / "requirements" / name, folder)
    place.python.parent.mkdir(parents=True)
    place.python.touch()
    return place


def test_nothing_happens_when_the_locks_are_unchanged(
    locked_place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks = {name: environment.lock_hash(locked_place, name) for name in ("base", "dev")}
    (locked_place.venv / ".lock-hash").write_text(json.dumps(marks))
    monkeypatch.setattr(environment, "install", lambda *_: pytest.fail("installed"))
    environment.ensure_environment(locked_place, "base")
    environment.ensure_environment(locked_place, "dev")


def test_a_changed_lock_is_installed(locked_place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    installed: list[str] = []
    marks = {"base": environment.lock_hash(locked_place, "base")}
    (locked_place.venv / ".lock-hash").write_text(json.dumps(marks))
    (locked_place.root / "requirements" / "base.txt").write_text("other==1\n")
    monkeypatch.setattr(environment, "has_pip", lambda _: True)
    monkeypatch.setattr(environment, "is_satisfied", lambda *_: False)
    monkeypatch.setattr(environment, "install", lambda _, lock: installed.append(lock.name))
    environment.ensure_environment(locked_place, "base")
    assert installed == ["base.txt"]
    assert environment.read_marks(locked_place) == {
        "base": environment.lock_hash(locked_place, "base")
    }


def test_the_packages_of_this_very_environment_satisfy_the_lock() -> None:
    own = Place(root=REPOSITORY)
    if not own.python.exists():
        pytest.skip("the tests run in another environment")
    assert environment.is_satisfied(own, REPOSITORY / "requirements" / "base.txt")


@pytest.mark.parametrize("name", LOCKS)
def test_locks_have_hashes_and_no_addresses(name: str) -> None:
    text = (REPOSITORY / "requirements" / name).read_text()
    assert not re.search(r"https?:|file:|find-links|index-url|^-", text, re.MULTILINE)
    for block in re.split(r"\n(?=\S)", text.strip()):
        assert "--hash=sha256:" in block, block.splitlines()[0]


def test_the_runtime_part_is_the_same_in_both_locks() -> None:
    def pins(name: str) -> set[str]:
        text = (REPOSITORY / "requirements" / name).read_text()
        return set(re.findall(r"^([\w.\[\]-]+==\S+)", text, re.MULTILINE))

    assert pins("base.txt") <= pins("dev.txt")


def test_the_page_lock_names_no_registry() -> None:
    text = (REPOSITORY / "package-lock.json").read_text()
    assert "resolved" not in text
    assert "http" not in text
    assert '"integrity": "sha512-' in text


def test_a_full_disk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(9, 8, 1024**3))
    with pytest.raises(Refusal, match=r"1\.0 GB free") as refused:
        refuse_full_disk(tmp_path)
    assert "磁盘只剩 1.0 GB" in str(refused.value)


def test_a_digest_follows_content_and_names(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("a")
    first = digest_files([one, two], base=tmp_path)
    assert digest_files([two, one], base=tmp_path) == first
    one.rename(two)
    assert digest_files([one, two], base=tmp_path) != first


def imported_modules(*folders: str) -> set[str]:
    """Top-level names of everything imported below the folders, tests left out."""
    found: set[str] = set()
    for path in (path for folder in folders for path in (REPOSITORY / folder).rglob("*.py")):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found - set(sys.stdlib_module_names) - {"zhigong", "config", "launch", "bench", "tests"}


@pytest.mark.parametrize(
    ("lock", "folders"), [("base", ("zhigong", "config")), ("dev", ("bench",))]
)
def test_everything_imported_is_locked(lock: str, folders: tuple[str, ...]) -> None:
    text = (REPOSITORY / "requirements" / f"{lock}.txt").read_text()
    locked = {
        re.sub(r"[-_.]+", "-", name).lower() for name in re.findall(r"^([\w.-]+)==", text, re.M)
    }
    packages = packages_distributions()
    missing = {
        module
        for module in imported_modules(*folders)
        if not {re.sub(r"[-_.]+", "-", name).lower() for name in packages.get(module, [])} & locked
    }
    assert missing == set()


def test_the_launcher_imports_the_standard_library_only() -> None:
    assert imported_modules("launch") == set()
