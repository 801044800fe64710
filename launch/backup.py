"""Backup and restore: database, files and keys in one tar, checked by a manifest.

A restore never overwrites: the backup's database comes beside the present one, present files and
keys are kept under a dated name, and only then does the clone switch over.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from launch.assets import ensure_assets
from launch.binaries import Binaries, choose_binaries
from launch.demo import current_or_small
from launch.environment import ensure_environment
from launch.keys import KEY_NAMES, write_private
from launch.place import Place, refuse_full_disk
from launch.product import Product
from launch.say import Refusal, say, tail
from launch.serving import stop_all
from launch.state import Current, write_current, write_mark

FORMAT = 1
PARTS = ("database.dump", "secrets.env", "media.tar")
AUDIT_MARK = "audit-head-"
"""Files that remember the newest audit block; without them a restored audit looks cut off."""


def run_backup(place: Place, target: Path | None) -> int:
    """Write a backup of the database in use; its path is printed on standard output.

    :raises Refusal: if the target exists, or dump or disk fail.
    """
    moment = datetime.now(UTC)
    path = (target or Path(f"zhigong-{moment:%Y%m%d-%H%M%S}.tar")).absolute()
    if path.exists():
        raise Refusal(f"{path} exists already.", f"{path} 已存在，请换一个文件名。")
    refuse_folder(path.parent)
    product = Product(place=place, current=current_or_small(place))
    product.prepare()
    refuse_full_disk(path.parent)
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=path.parent) as folder:
        parts = Path(folder)
        # First of all: a mark may lie behind the dump, never ahead of it.
        marks = copy_marks(place, parts)
        dump_database(product, parts / "database.dump")
        pack_files(place, parts / "media.tar", marks=marks)
        write_private(parts / "secrets.env", secret_lines(product))
        manifest = describe(parts, current=product.current, moment=moment)
        write_private(parts / "manifest.json", json.dumps(manifest, indent=1) + "\n")
        pack(parts, path)
    say("It contains the keys of this installation: keep it as safe as the data itself.")
    say("备份文件包含本系统的密钥，请与数据本身同等保管。")
    print(path)
    return 0


def refuse_folder(folder: Path) -> None:
    """Check, before the database is read, that a file can be written into a folder.

    :raises Refusal: if there is no such folder, or no right to write there.
    """
    if not folder.is_dir():
        raise Refusal(
            f"There is no folder {folder}.", f"没有文件夹 {folder}，请先建立，或换一个位置。"
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Refusal(f"No right to write to {folder}.", f"没有权限写入 {folder}，请换一个位置。")


def copy_marks(place: Place, parts: Path) -> list[Path]:
    """Copy the marks of the newest audit blocks to the parts of a backup."""
    return [Path(shutil.copy2(mark, parts)) for mark in place.state.glob(f"{AUDIT_MARK}*.json")]


def pack_files(place: Place, target: Path, *, marks: list[Path]) -> None:
    """Pack what lies in the state folder beside the database: uploads and audit marks."""
    with tarfile.open(target, "w") as files:
        if (place.state / "media").is_dir():
            files.add(place.state / "media", arcname="media")
        for mark in marks:
            files.add(mark, arcname=mark.name)


def secret_lines(product: Product) -> str:
    """Return the keys in use, as a file of settings."""
    variables = product.variables()
    return "".join(f"{name}={variables[name]}\n" for name in KEY_NAMES)


def tools(product: Product) -> Binaries:
    """Return the programs for dump and restore: the cluster's own, else the newest there are."""
    if product.cluster is not None:
        return product.cluster.binaries
    from launch.account import server_account  # noqa: PLC0415 - only without own cluster

    return choose_binaries(product.place, server_account(product.place.state))


def dump_database(product: Product, target: Path) -> None:
    """Dump the whole database in PostgreSQL's compressed custom format.

    :raises Refusal: with pg_dump's message.
    """
    target.touch(mode=0o600)
    url = product.database_urls()[1]
    with target.open("wb") as file:
        done = subprocess.run(
            [tools(product)["pg_dump"], "--format=custom", "--no-owner", "--dbname", url],
            stdout=file,
            stderr=subprocess.PIPE,
            check=False,
        )
    if done.returncode:
        message = done.stderr.decode(errors="replace")
        raise Refusal("The dump failed.", "数据库导出失败，原因如下：", remedy=tail(message))


def describe(parts: Path, *, current: Current, moment: datetime) -> dict[str, Any]:
    """Return the manifest: when, of what, and the hash of every part."""
    hashes = {name: file_hash(parts / name) for name in PARTS}
    return {
        "format": FORMAT,
        "made_at": moment.isoformat(timespec="seconds"),
        "current": asdict(current),
        "sha256": hashes,
    }


def file_hash(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def pack(parts: Path, target: Path) -> None:
    """Write the tar, readable by its owner only, and let it appear under its name when whole."""
    fresh = parts / "whole.tar"
    fresh.touch(mode=0o600)
    with tarfile.open(fresh, "w") as archive:
        for name in ("manifest.json", *PARTS):
            archive.add(parts / name, arcname=name)
    os.link(fresh, target)


def run_restore(place: Place, source: Path) -> int:
    """Bring a backup back beside what is there, and switch to it.

    :raises Refusal: if the file is not a whole backup or the restore fails.
    """
    ensure_environment(place)
    ensure_assets(place)
    refuse_full_disk(place.build)
    place.make_folders()
    with tempfile.TemporaryDirectory(prefix="restore-", dir=place.state) as folder:
        manifest = unpack(source, Path(folder))
        stamp = f"{datetime.now(UTC):%Y%m%d%H%M%S}"
        old = Current(**manifest["current"])
        current = replace(old, database=f"{old.database.split('_restored_')[0]}_restored_{stamp}")
        product = Product(place=place, current=current)
        if product.cluster is None and not product.is_external_empty():
            raise Refusal(
                "The database in DATABASE_URL is not empty; a restore needs an empty one.",
                "DATABASE_URL 指定的数据库不是空的。请新建一个空数据库后再恢复。",
            )
        stop_all(place)
        load_dump(product, Path(folder) / "database.dump")
        take_files(place, Path(folder), stamp=stamp)
    finish(product)
    return 0


def unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Unpack a backup and check every part against its manifest.

    :raises Refusal: if it is damaged or not one of ours.
    """
    try:
        with tarfile.open(source) as archive:
            extract(archive, folder)
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text())
        whole = all(file_hash(folder / name) == manifest["sha256"][name] for name in PARTS)
        known = manifest["format"] == FORMAT
    except (OSError, tarfile.TarError, ValueError, KeyError) as error:
        raise Refusal(
            f"{source} is not a backup: {error}", f"{source} 不是可用的备份文件。"
        ) from error
    if not (whole and known):
        raise Refusal(
            f"{source} is damaged or of another format.", f"{source} 已损坏，或格式不受支持。"
        )
    return manifest


def extract(archive: tarfile.TarFile, folder: Path) -> None:
    """Unpack plain files and folders that stay inside the folder.

    The first releases of Python 3.11 have no extraction filters, so the check is ours.

    :raises tarfile.TarError: if the archive holds anything else.
    """
    for member in archive.getmembers():
        path = Path(member.name)
        if not (member.isfile() or member.isdir()) or path.is_absolute() or ".." in path.parts:
            raise tarfile.TarError(f"unexpected member {member.name}")
    if hasattr(tarfile, "data_filter"):
        archive.extraction_filter = tarfile.data_filter
    archive.extractall(folder)  # noqa: S202 - every member was looked at


def load_dump(product: Product, dump: Path) -> None:
    """Fill the (new) database from the dump, in one transaction.

    :raises Refusal: with pg_restore's message; nothing has changed then.
    """
    if product.cluster is not None:
        product.cluster.ensure_started()
        product.cluster.ensure_database(product.current.database)
    command = [tools(product)["pg_restore"], "--no-owner", "--no-privileges"]
    url = product.database_urls()[1]
    done = subprocess.run(
        [*command, "--single-transaction", "--dbname", url, dump],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Refusal("The restore failed.", "数据库恢复失败，原因如下：", remedy=tail(done.stderr))


def take_files(place: Place, parts: Path, *, stamp: str) -> None:
    """Put media, keys and audit marks in place; what was there stays under a dated name."""
    media, keys = place.state / "media", place.state / "secrets.env"
    with tarfile.open(parts / "media.tar") as archive:
        marks = [place.state / name for name in archive.getnames() if name.startswith(AUDIT_MARK)]
        for path in (media, keys, *marks):
            if path.exists():
                path.rename(path.with_name(f"{path.name}.before-{stamp}"))
        extract(archive, place.state)
    write_private(keys, (parts / "secrets.env").read_text())


def finish(product: Product) -> None:
    """Migrate the restored database if it is older than the source, and switch over to it."""
    write_mark(product.place, f"loaded {product.current.database}", "yes")
    if product.cluster is None:
        product.migrate()
    else:
        product.ensure_database()
    write_current(product.place, product.current)
    say(f"Restored into {product.current.database}; what was there before is kept.")
    say("已恢复，并已切换到恢复后的数据；恢复前的数据库、文件和密钥都保留着。")
