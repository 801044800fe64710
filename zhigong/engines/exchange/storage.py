"""Where source files and result files of batches lie: outside the web root, one folder a batch.

They hold names and identity numbers of thousands of people, so they lie encrypted; a reader gets a
clear copy that is gone when it is done (个人信息保护法 art. 51).
"""

import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast
from uuid import UUID

from django.conf import settings

from zhigong.base import sealed_files


@dataclass(frozen=True, slots=True)
class Kept:
    """An upload on the disk.

    :param clear: a path of the content, for looking at it while the block of ``keep`` lasts.
    :param size: bytes of the clear content; one chunk above the limit when there were more.
    :param sha256: of the clear content, in hexadecimal.
    """

    name: str
    clear: Path
    size: int
    sha256: str


def folder(batch_id: UUID) -> Path:
    """Return the folder of a batch, made when it is not there; only the server's account reads."""
    path = Path(settings.MEDIA_ROOT, "imports", str(batch_id))
    path.mkdir(parents=True, exist_ok=True, mode=sealed_files.FOLDER_MODE)
    return path


@contextmanager
def keep(batch_id: UUID, chunks: Iterable[bytes], *, suffix: str, limit: int) -> Iterator[Kept]:
    """Take an upload and show it to the block; it is kept, encrypted, when the block ends well.

    Reading stops one chunk after ``limit`` bytes: whoever looks at the file refuses it then. What
    the block refuses never reaches the folder of the batch.
    """
    name, size, digest = "source" + suffix, 0, hashlib.sha256()
    path = folder(batch_id) / name
    with tempfile.TemporaryFile(dir=path.parent) as file:
        for chunk in chunks:
            file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
            if size > limit:
                break
        clear = cast("BinaryIO", file)
        with sealed_files.named(clear, name) as link:
            yield Kept(name, link, size, digest.hexdigest())
        clear.seek(0)
        sealed_files.write(path, sealed_files.pieces(clear))


def readable(batch_id: UUID, name: str) -> AbstractContextManager[Path]:
    """Give a path of the clear content of a kept file until the block ends.

    :raises FileNotFoundError: it is not kept, or not any longer.
    """
    return sealed_files.readable(folder(batch_id) / name)


def writable(batch_id: UUID, name: str) -> AbstractContextManager[Path]:
    """Give a path to write a clear file to; when the block ends well, it is kept encrypted."""
    return sealed_files.writable(folder(batch_id) / name)


def opened(batch_id: UUID, name: str) -> BinaryIO:
    """Return the clear content of a kept file as an open file; closing it ends the clear copy.

    :raises FileNotFoundError: it is not kept, or not any longer.
    """
    return sealed_files.opened(folder(batch_id) / name)


def find(batch_id: UUID, pattern: str) -> str:
    """Return the name of the kept file that fits a pattern, or an empty text."""
    return next((path.name for path in sorted(folder(batch_id).glob(pattern))), "")


def older_than(unix_time: float) -> list[UUID]:
    """Return whose folders were last written to before a time, in seconds since 1970."""
    paths = Path(settings.MEDIA_ROOT, "imports").glob("????????-*")
    return [UUID(path.name) for path in paths if path.stat().st_mtime < unix_time]


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a clear file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def drop(batch_id: UUID) -> None:
    """Remove everything kept for a batch; nothing there is no error."""
    shutil.rmtree(folder(batch_id), ignore_errors=True)
