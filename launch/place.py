"""Where things lie: every path the launcher uses, derived from the clone's folder."""

import contextlib
import fcntl
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from launch.say import Refusal

FREE_BYTES_NEEDED = 2 * 1024**3


@dataclass(frozen=True)
class Place:
    """One clone on this machine. All made files are below ``build``, which git ignores."""

    root: Path

    @property
    def build(self) -> Path:
        """Everything made on this machine."""
        return self.root / "build"

    @property
    def venv(self) -> Path:
        """The Python environment."""
        return self.build / "venv"

    @property
    def python(self) -> Path:
        """The environment's interpreter (scripts are always called as ``python -m``)."""
        return self.venv / "bin" / "python"

    @property
    def vendor(self) -> Path:
        """The page assets."""
        return self.build / "vendor"

    @property
    def npm(self) -> Path:
        """Where npm's packages are unpacked."""
        return self.build / "npm"

    @property
    def static(self) -> Path:
        """The files to be served, collected."""
        return self.build / "static"

    @property
    def bundle(self) -> Path:
        """The offline bundle, if there is one."""
        return self.root / "bundle"

    @property
    def state(self) -> Path:
        """Keys, marks, pid files, media and (for an ordinary user) the databases."""
        return Path(os.environ.get("ZHIGONG_STATE_DIR") or self.build / "state").absolute()

    @property
    def logs(self) -> Path:
        """The logs of server and worker."""
        return self.state / "log"

    @cached_property
    def tag(self) -> str:
        """Eight characters that tell this clone and its state from others on the machine.

        They change with the folder (a copied clone is another one) and with a lost state: new
        keys must never meet a database that was written with the lost ones.
        """
        path = self.state / "clone-id"
        if not path.exists():
            with self.locked("clone"):
                if not path.exists():
                    fresh = path.with_suffix(".new")
                    fresh.write_text(secrets.token_hex(16))
                    fresh.rename(path)
        known = os.fsencode(self.state) + path.read_bytes()
        return hashlib.sha256(known).hexdigest()[:8]

    def make_folders(self) -> None:
        """Make the folders of this clone; the state folder is the owner's alone.

        :raises Refusal: if they belong to another account.
        """
        try:
            for folder in (self.build, self.state, self.logs):
                folder.mkdir(parents=True, exist_ok=True)
            if self.state.stat().st_mode & 0o077:
                self.state.chmod(0o700)
        except PermissionError as error:
            raise Refusal(
                f"No right to write {error.filename}: it was probably made by another account.",
                f"没有权限写入 {error.filename}，它可能是用另一个账户创建的。请更正归属后重试：",
                remedy=f'sudo chown -R "$(id -un)" "{self.build}"',
            ) from error

    @contextlib.contextmanager
    def locked(self, name: str = "prepare") -> Iterator[None]:
        """Hold this clone's lock, so that two commands never prepare the same thing at once."""
        self.make_folders()
        with (self.state / f"{name}.lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


def refuse_full_disk(folder: Path) -> None:
    """Check that there is room before something big is made.

    :raises Refusal: if less than 2 GB are free.
    """
    free = shutil.disk_usage(folder).free
    if free < FREE_BYTES_NEEDED:
        raise Refusal(
            f"Only {free / 1024**3:.1f} GB free at {folder}; 2 GB are needed.",
            f"{folder} 所在磁盘只剩 {free / 1024**3:.1f} GB，至少需要 2 GB。请清理磁盘后重试。",
        )


def digest_files(paths: list[Path], *, base: Path) -> str:
    """Return a hash of the names and contents of files; missing files count as empty."""
    total = hashlib.sha256()
    for path in sorted(paths):
        content = path.read_bytes() if path.is_file() else b""
        total.update(os.fsencode(os.path.relpath(path, base)) + b"\0")
        total.update(hashlib.sha256(content).digest())
    return total.hexdigest()
