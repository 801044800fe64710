import stat
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from launch import backup
from launch.place import Place
from launch.say import Refusal
from launch.state import demo_of


@pytest.fixture
def parts(tmp_path: Path) -> Path:
    folder = tmp_path / "parts"
    folder.mkdir()
    for name in backup.PARTS:
        (folder / name).write_bytes(name.encode())
    current = demo_of("small", "2026-11-21")
    manifest = backup.describe(folder, current=current, moment=datetime.now(UTC))
    backup.write_private(folder / "manifest.json", backup.json.dumps(manifest))
    return folder


def test_a_backup_is_private_and_unpacks_to_what_went_in(parts: Path, tmp_path: Path) -> None:
    target = tmp_path / "b.tar"
    backup.pack(parts, target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    out = tmp_path / "out"
    out.mkdir()
    manifest = backup.unpack(target, out)
    assert manifest["current"]["database"] == "zhigong_small_20261121"
    assert (out / "secrets.env").read_bytes() == b"secrets.env"


def test_a_damaged_part_is_refused(parts: Path, tmp_path: Path) -> None:
    (parts / "database.dump").write_bytes(b"cut")
    backup.pack(parts, tmp_path / "b.tar")
    with pytest.raises(Refusal, match="damaged"):
        backup.unpack(tmp_path / "b.tar", tmp_path)


@pytest.mark.parametrize("content", [b"", b"not a tar", b"x" * 20000])
def test_other_files_are_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "b.tar"
    path.write_bytes(content)
    with pytest.raises(Refusal, match="is not a backup"):
        backup.unpack(path, tmp_path / "out")


def test_a_folder_that_is_missing_is_refused_before_anything_is_read(
    place: Place, tmp_path: Path
) -> None:
    with pytest.raises(Refusal, match="There is no folder"):
        backup.run_backup(place, tmp_path / "missing" / "b.tar")

    assert list(tmp_path.glob("**/b.tar")) == []


def test_a_restore_keeps_the_files_that_were_there(place: Place, tmp_path: Path) -> None:
    (place.state / "media").mkdir()
    (place.state / "media" / "old").write_text("old")
    (place.state / "secrets.env").write_text("A=old\n")
    for name in "ab":
        (place.state / f"audit-head-{name}.json").write_text("newer")
    parts = tmp_path / "parts"
    (parts / "media").mkdir(parents=True)
    (parts / "media" / "new").write_text("new")
    (parts / "secrets.env").write_text("A=new\n")
    (parts / "audit-head-a.json").write_text("of the backup")
    with tarfile.open(parts / "media.tar", "w") as archive:
        archive.add(parts / "media", arcname="media")
        archive.add(parts / "audit-head-a.json", arcname="audit-head-a.json")
    backup.take_files(place, parts, stamp="1")
    assert (place.state / "media" / "new").read_text() == "new"
    assert (place.state / "media.before-1" / "old").read_text() == "old"
    assert (place.state / "secrets.env").read_text() == "A=new\n"
    assert (place.state / "secrets.env.before-1").read_text() == "A=old\n"
    assert (place.state / "audit-head-a.json").read_text() == "of the backup"
    assert (place.state / "audit-head-a.json.before-1").read_text() == "newer"
    assert (place.state / "audit-head-b.json").read_text() == "newer"
    assert stat.S_IMODE((place.state / "secrets.env").stat().st_mode) == 0o600


def test_a_backup_holds_the_marks_of_the_audit(place: Place, tmp_path: Path) -> None:
    (place.state / "audit-head-a.json").write_text("block 3")

    marks = backup.copy_marks(place, tmp_path)
    (place.state / "audit-head-a.json").write_text("block 4, sealed after the dump")
    backup.pack_files(place, tmp_path / "media.tar", marks=marks)

    with tarfile.open(tmp_path / "media.tar") as archive:
        held = archive.extractfile("audit-head-a.json")
        assert held is not None
        assert held.read() == b"block 3"


@pytest.mark.parametrize("name", ["../outside", "/outside", "link"])
def test_members_that_lead_outside_are_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / "b.tar"
    with tarfile.open(path, "w") as archive:
        member = tarfile.TarInfo(name)
        if name == "link":
            member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(member)
    with pytest.raises(Refusal, match="is not a backup"):
        backup.unpack(path, tmp_path)
    assert not (tmp_path.parent / "outside").exists()
