"""Files with personal data: encrypted where they lie, in clear only while somebody reads them.

The clear copy is a file without a name wherever the system knows such files (Linux): nothing is
left of it when the process ends, however it ends. Libraries that insist on a path get a link to it.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings

from zhigong.base.crypto import decrypt_blocks, encrypt_blocks

FOLDER_MODE, FILE_MODE = 0o700, 0o600
READ = 1 << 20
STALE_SECONDS = 24 * 3600


def _open_folder() -> Path:
    """Return the folder of clear copies; beside the files, as ``/tmp`` may be memory or shared."""
    folder = Path(settings.MEDIA_ROOT, "open")
    folder.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    return folder


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """Give the rest of a file a megabyte at a time."""
    while piece := file.read(READ):
        yield piece


def write(path: Path, content: Iterable[bytes]) -> None:
    """Write a content encrypted; the file is there whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        with _private(part) as file:
            for block in encrypt_blocks(content):
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _private(path: Path) -> BinaryIO:
    """Make a file that from its first moment on only this account may read."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    return os.fdopen(os.open(path, flags, FILE_MODE), "wb")


def opened(path: Path) -> BinaryIO:
    """Return the clear content as an open file at its start; closing it ends the clear copy.

    :raises FileNotFoundError: there is no such file.
    :raises Undecipherable: another installation wrote it, or it was changed or cut.
    """
    with path.open("rb") as source:
        clear = cast("BinaryIO", tempfile.TemporaryFile(dir=_open_folder()))  # noqa: SIM115
        try:
            for block in decrypt_blocks(source):
                clear.write(block)
        except BaseException:
            clear.close()
            raise
    clear.flush()
    clear.seek(0)
    return clear


@contextmanager
def readable(path: Path) -> Iterator[Path]:
    """Give a path of the clear content, under the same name, until the block ends.

    :raises FileNotFoundError: there is no such file.
    :raises Undecipherable: as ``opened`` says.
    """
    with opened(path) as clear, named(clear, path.name) as link:
        yield link


@contextmanager
def named(clear: BinaryIO, name: str) -> Iterator[Path]:
    """Give a path by which an open file can be opened again, until the block ends.

    A link into the process's own table of open files, so that a killed worker leaves a link that
    leads nowhere. Where there is no such table (macOS), a copy that only this account may read.
    """
    with _folder_of_one() as folder:
        link, table = folder / name, Path("/proc", str(os.getpid()), "fd", str(clear.fileno()))
        clear.flush()
        if table.exists():
            link.symlink_to(table)
        else:
            clear.seek(0)
            with _private(link) as copy:
                shutil.copyfileobj(clear, copy, READ)
        yield link


@contextmanager
def _folder_of_one() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(dir=_open_folder()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def writable(path: Path) -> Iterator[Path]:
    """Give a path to write a clear file to; when the block ends well, it is kept encrypted.

    A library that replaces the file it writes needs a real folder, so this copy has a name; it goes
    whatever happens in the block, and by ``sweep`` when the process was killed.
    """
    with _folder_of_one() as folder:
        clear = folder / path.name
        yield clear
        with clear.open("rb") as file:
            write(path, pieces(file))


def sweep() -> int:
    """Remove what killed processes left more than a day ago; return how many."""
    before = time.time() - STALE_SECONDS
    old = [one for one in _open_folder().iterdir() if one.lstat().st_mtime < before]
    for one in old:
        shutil.rmtree(one, ignore_errors=True)
    return len(old)
