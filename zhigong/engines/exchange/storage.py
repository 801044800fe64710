"""Where source files and result files of batches lie: outside the web root, one folder a batch."""

import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.conf import settings

FOLDER_MODE, FILE_MODE = 0o700, 0o600


def folder(batch_id: UUID) -> Path:
    """Return the folder of a batch, made when it is not there; only the server's account reads."""
    path = Path(settings.MEDIA_ROOT, "imports", str(batch_id))
    path.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    return path


def keep(batch_id: UUID, chunks: Iterable[bytes], *, suffix: str, limit: int) -> tuple[str, int]:
    """Write an upload; return its name in the folder and its size in bytes.

    Writing stops one chunk after ``limit`` bytes: whoever looks at the file refuses it then.
    """
    name = "source" + suffix
    size = 0
    path = folder(batch_id) / name
    with path.open("wb") as file:
        for chunk in chunks:
            file.write(chunk)
            size += len(chunk)
            if size > limit:
                break
    path.chmod(FILE_MODE)
    return name, size


def path_of(batch_id: UUID, name: str) -> Path:
    """Return the path of a kept file."""
    return folder(batch_id) / name


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def drop(batch_id: UUID) -> None:
    """Remove everything kept for a batch; nothing there is no error."""
    shutil.rmtree(folder(batch_id), ignore_errors=True)
