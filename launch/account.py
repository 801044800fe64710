"""Under which account PostgreSQL runs: one's own, or an unprivileged one when root starts it.

PostgreSQL refuses root. As root the server runs as ``postgres`` if the machine has it, else as an
account made for it, else as ``nobody``. Everything the server may write lies in folders of that
account; no right of an existing folder is ever widened.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MADE_ACCOUNT = "zhigong"


@dataclass(frozen=True)
class Account:
    """The server's operating-system account; ``drop`` says that we are root and must change."""

    name: str
    uid: int
    gid: int
    drop: bool

    def run(
        self, command: Sequence[str | Path], *, text_in: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a command as this account, outside any folder it might not be allowed to see."""
        settings = {"LC_ALL": "C", "PATH": os.environ.get("PATH", os.defpath), "TZ": "UTC"}
        rights: dict[str, Any] = {}
        if self.drop:
            rights = {"user": self.uid, "group": self.gid, "extra_groups": [], "umask": 0o077}
        return subprocess.run(
            [str(part) for part in command],
            cwd="/",
            env=settings,
            text=True,
            capture_output=True,
            input=text_in or "",
            **rights,
            check=False,
        )

    def write(self, path: Path, text: str) -> None:
        """Write a file with the account's own rights, so that no planted link misleads root."""
        done = self.run(["/bin/sh", "-c", 'umask 077; cat > "$1"', "sh", path], text_in=text)
        if done.returncode:
            raise OSError(done.stderr.strip())

    def make_folder(self, folder: Path) -> None:
        """Make a 0700 folder of this account below a folder that we trust."""
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.drop and folder.lstat().st_uid == 0:
            os.chown(folder, self.uid, self.gid, follow_symlinks=False)


def server_account(home: Path) -> Account:
    """Return the account the server is to run under; as root one is made if the machine has none.

    Root's choice is kept: data that already lies in ``home`` stays with the account it belongs to.
    """
    if os.geteuid() != 0:
        entry = pwd.getpwuid(os.geteuid())
        return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid, drop=False)
    if home.is_dir() and (uid := home.stat().st_uid):
        entry = pwd.getpwuid(uid)
        return Account(name=entry.pw_name, uid=uid, gid=entry.pw_gid, drop=True)
    for name in ("postgres", MADE_ACCOUNT):
        if account := find_account(name):
            return account
    if account := make_account():
        return account
    return find_account("nobody") or Account(name="nobody", uid=65534, gid=65534, drop=True)


def find_account(name: str) -> Account | None:
    """Return an existing unprivileged account by name."""
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(name=name, uid=entry.pw_uid, gid=entry.pw_gid, drop=True)


def make_account() -> Account | None:
    """Make a system account without home and shell, by whichever tool the machine has."""
    if tool := shutil.which("useradd"):
        command = [tool, "--system", "--no-create-home", "--user-group"]
        command += ["--shell", "/usr/sbin/nologin", MADE_ACCOUNT]
    elif tool := shutil.which("adduser"):
        command = [tool, "-S", "-D", "-H", MADE_ACCOUNT]
    else:
        return None
    subprocess.run(command, capture_output=True, check=False)
    return find_account(MADE_ACCOUNT)
