import base64
import stat
from pathlib import Path

import pytest

from launch.keys import KEY_NAMES, load_keys, read_env_file
from launch.place import Place


def test_keys_are_made_once_and_stay(place: Place) -> None:
    path = place.state / "secrets.env"
    first = load_keys(path)
    assert load_keys(path) == first
    assert set(first) == set(KEY_NAMES)
    assert len(set(first.values())) == 4
    assert {len(base64.urlsafe_b64decode(value)) for value in first.values()} == {32}


def test_keys_are_readable_by_their_owner_only(place: Place) -> None:
    path = place.state / "secrets.env"
    load_keys(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.state.stat().st_mode) == 0o700


def test_a_missing_key_is_added_without_changing_the_others(place: Place) -> None:
    path = place.state / "secrets.env"
    kept = load_keys(path)
    lines = [line for line in path.read_text().splitlines() if "AUDIT" not in line]
    path.write_text("\n".join(lines) + "\n")
    again = load_keys(path)
    assert {name: again[name] for name in KEY_NAMES[:3]} == {n: kept[n] for n in KEY_NAMES[:3]}
    assert again["ZHIGONG_AUDIT_KEY"] != kept["ZHIGONG_AUDIT_KEY"]


def test_a_key_of_the_environment_wins_and_is_not_written(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHIGONG_DATA_KEY", "given")
    path = place.state / "secrets.env"
    assert load_keys(path)["ZHIGONG_DATA_KEY"] == "given"
    assert "given" not in path.read_text()


def test_env_files_may_have_comments_quotes_and_export(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("# note=1\n\nexport A=1\nB='two words'\nC=x=y\n")
    assert read_env_file(path) == {"A": "1", "B": "two words", "C": "x=y"}
    assert read_env_file(tmp_path / "none") == {}
