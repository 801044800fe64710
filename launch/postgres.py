"""The clone's own PostgreSQL cluster: made, started, tuned and stopped by its own programs.

It listens on a unix socket only, in a short 0700 folder of the server's account; who may enter is
decided by the operating system (``peer``), never by ``trust``.
"""

import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from launch.account import Account, server_account
from launch.binaries import SYSTEM_FOLDER, Binaries, choose_binaries
from launch.place import Place, refuse_full_disk
from launch.say import Refusal, say, tail
from launch.tuning import settings_for

OWNER_ROLE = "zhigong_owner"
APP_ROLE = "zhigong_app"
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432.lock")
TEMPORARY = Path("/tmp")  # noqa: S108 - short; what we make there is checked and 0700
LOCALES = (
    ("--locale=C.UTF-8",),
    ("--locale-provider=builtin", "--locale=C", "--builtin-locale=C.UTF-8"),
    ("--locale=en_US.UTF-8",),
)


@dataclass(frozen=True)
class Cluster:
    """One data folder and its server. ``disposable`` clusters (tests) trade safety for speed."""

    place: Place
    account: Account
    name: str = "pg"
    disposable: bool = False

    @cached_property
    def home(self) -> Path:
        """The folder that holds data and log: the state folder, for root a system folder."""
        return SYSTEM_FOLDER / self.place.tag if self.account.drop else self.place.state

    @cached_property
    def data(self) -> Path:
        """The data folder."""
        return self.home / self.name

    @cached_property
    def log(self) -> Path:
        """The server's log."""
        return self.home / f"{self.name}.log"

    @cached_property
    def binaries(self) -> Binaries:
        """The programs, of the version that the data folder was made with."""
        try:
            major = int((self.data / "PG_VERSION").read_text())
        except (OSError, ValueError):
            major = None
        return choose_binaries(self.place, self.account, major=major)

    @cached_property
    def socket(self) -> Path:
        """The folder of the socket."""
        return socket_folder(self.account, f"{self.place.tag}{self.name[2:]}")

    def url(self, database: str, *, role: str = APP_ROLE) -> str:
        """Return the address of a database for libpq and Django."""
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket))}"

    def is_up(self) -> bool:
        """Whether a server answers on our socket."""
        command = [self.binaries["pg_isready"], "-q", "-h", str(self.socket), "-t", "3"]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    def ensure_started(self) -> None:
        """Have a running server with our roles; survives whatever the last one died of.

        :raises Refusal: if it cannot be made or started.
        """
        if (self.data / "PG_VERSION").exists() and self.is_up():
            return
        with self.place.locked(self.name):
            if not (self.data / "PG_VERSION").exists():
                self.create()
            if not self.is_up():
                self.start()
            self.ensure_roles()

    def create(self) -> None:
        """Make the data folder in a neighbour and rename it, so that it is whole or absent."""
        say("Making the database cluster … 正在创建数据库……")
        if self.account.drop:
            SYSTEM_FOLDER.mkdir(parents=True, exist_ok=True, mode=0o755)
        self.account.make_folder(self.home)
        refuse_full_disk(self.home)
        fresh = self.data.with_name(f"{self.name}.new")
        self.initdb(fresh)
        people = {"root", self.account.name} if self.account.drop else {self.account.name}
        roles = ("postgres", OWNER_ROLE, APP_ROLE)
        entries = [f'zhigong "{who}" {role}' for who in sorted(people) for role in roles]
        self.account.write(fresh / "pg_ident.conf", "\n".join(entries) + "\n")
        self.account.write(fresh / "pg_hba.conf", "local all all peer map=zhigong\n")
        if self.data.exists():
            shutil.rmtree(self.data)
        fresh.rename(self.data)

    def initdb(self, folder: Path) -> None:
        """Run initdb with the first locale that this machine knows.

        :raises Refusal: if none works.
        """
        errors = ""
        for locale in LOCALES:
            self.account.run(["rm", "-rf", folder])
            command = [self.binaries["initdb"], "-D", str(folder), "-E", "UTF8", "-U", "postgres"]
            done = self.account.run([*command, *locale, "-A", "peer", "--no-instructions"])
            if done.returncode == 0:
                return
            errors = done.stdout + done.stderr
        raise Refusal(
            "PostgreSQL's initdb failed.", "数据库初始化失败，原因如下：", remedy=tail(errors)
        )

    def start(self) -> None:
        """Start the server, clearing what a killed one left behind.

        :raises Refusal: if it does not come up within a minute; its log is shown.
        """
        self.clear_leftovers()
        options = settings_for(disposable=self.disposable) | {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket),
        }
        words = " ".join(f"-c {name}={quoted(value)}" for name, value in options.items())
        command = [self.binaries["pg_ctl"], "-D", str(self.data), "-l", str(self.log), "-w", "-s"]
        deadline = time.monotonic() + 60
        while True:
            done = self.account.run([*command, "-t", "60", "-o", words, "start"])
            if done.returncode == 0 or self.is_up():
                return
            if time.monotonic() > deadline:
                break
            time.sleep(1)  # processes of a killed server may still be ending
        log = self.account.run(["tail", "-n", "12", self.log]).stdout
        raise Refusal(
            "PostgreSQL did not start.",
            "数据库没有启动成功，日志末尾如下：",
            remedy=tail(done.stderr + log),
        )

    def clear_leftovers(self) -> None:
        """Remove the traces of a dead server; stop one that lives but cannot be reached."""
        pid = self.recorded_pid()
        if pid and self.is_ours(pid):
            self.account.run(
                [self.binaries["pg_ctl"], "-D", str(self.data), "-m", "fast", "-w", "stop"]
            )
        elif pid:
            self.account.run(["rm", "-f", self.data / "postmaster.pid"])
        stale = [path for path in self.socket.iterdir() if path.name.startswith(".s.PGSQL.")]
        if stale:
            self.account.run(["rm", "-f", *stale])

    def recorded_pid(self) -> int | None:
        """Return the process id in postmaster.pid, if there is one."""
        try:
            return int((self.data / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return None

    def is_ours(self, pid: int) -> bool:
        """Whether the process is the server of this data folder (numbers are reused)."""
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return False
        proc = Path(f"/proc/{pid}")
        if not proc.exists():  # no /proc on this system: let PostgreSQL judge
            return True
        try:
            return (proc / "cwd").resolve() == self.data.resolve()
        except OSError:
            return False

    def stop(self) -> bool:
        """Stop the server; True if one was running."""
        pid = self.recorded_pid()
        if not pid or not self.is_ours(pid):
            return False
        command = [self.binaries["pg_ctl"], "-D", str(self.data), "-w", "-s", "-t", "30"]
        if self.account.run([*command, "-m", "fast", "stop"]).returncode:
            self.account.run([*command, "-m", "immediate", "stop"])
        return True

    def sql(self, statement: str, *, database: str = "postgres") -> str:
        """Run SQL as the cluster's superuser and give back what it prints, unaligned.

        :raises Refusal: with PostgreSQL's message.
        """
        command = [self.binaries["psql"], "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
        where = ["-h", str(self.socket), "-U", "postgres", "-d", database, "-c", statement]
        done = subprocess.run([*command, *where], capture_output=True, text=True, check=False)
        if done.returncode:
            raise Refusal(
                "A database statement failed.", "数据库语句执行失败：", remedy=tail(done.stderr)
            )
        return done.stdout.strip()

    def ensure_roles(self) -> None:
        """Make the two roles: the owner migrates, the app has no right to rewrite history."""
        known = self.sql("SELECT rolname FROM pg_roles").split()
        if OWNER_ROLE not in known:
            self.sql(f"CREATE ROLE {OWNER_ROLE} LOGIN CREATEDB")
        if self.disposable:  # tests play an intruder who switches triggers off
            self.sql(f"GRANT SET ON PARAMETER session_replication_role TO {OWNER_ROLE}")
        if APP_ROLE not in known:
            self.sql(f"CREATE ROLE {APP_ROLE} LOGIN; GRANT {APP_ROLE} TO {OWNER_ROLE}")

    def drop_database(self, database: str) -> None:
        """Drop a database if it exists, whoever is connected."""
        self.sql(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def ensure_database(self, database: str) -> bool:
        """Have the database, owned by the owner's role; True if it was made now."""
        if database in self.sql("SELECT datname FROM pg_database").split():
            return False
        self.sql(f'CREATE DATABASE "{database}" OWNER {OWNER_ROLE} TEMPLATE template0')
        return True


def quoted(value: str) -> str:
    """Return a value for the shell line that pg_ctl runs."""
    return "'" + value.replace("'", "'\\''") + "'"


def socket_folder(account: Account, tag: str) -> Path:
    """Return a short folder for the socket that only the server's account (and root) can enter.

    :raises Refusal: if every candidate is taken by somebody else.
    """
    if account.drop:
        base = next(path for path in (Path("/run"), Path("/var/run"), TEMPORARY) if path.is_dir())
        names = [base / f"zhigong-{tag}"]
    else:
        runtime = Path(os.environ.get("XDG_RUNTIME_DIR") or "/nonexistent")
        names = [runtime / f"zhigong-{tag}"] if is_private(runtime, account) else []
        names += [TEMPORARY / f"zhigong-{account.uid}-{tag}{more}" for more in ("", "-2", "-3")]
    for folder in names:
        if len(os.fsencode(folder)) > LONGEST_SOCKET_FOLDER:
            continue
        try:
            account.make_folder(folder)
        except OSError:
            continue
        if is_private(folder, account):
            return folder
    raise Refusal(
        f"No private folder for the database socket could be made ({names[-1]} is not ours).",
        f"无法创建数据库套接字目录（{names[-1]} 不属于当前账户）。"
        "请删除它，或用 DATABASE_URL 指定数据库。",
    )


def is_private(folder: Path, account: Account) -> bool:
    """Whether it is a real folder of the account that nobody else may enter."""
    try:
        facts = folder.lstat()
    except OSError:
        return False
    is_folder = (facts.st_mode & 0o170000) == 0o040000
    return is_folder and facts.st_uid == account.uid and not facts.st_mode & 0o077


def demo_cluster(place: Place) -> Cluster:
    """Return the cluster of demo and operation."""
    return Cluster(place=place, account=server_account(SYSTEM_FOLDER / place.tag))


def test_cluster(place: Place) -> Cluster:
    """The cluster of the tests: its own data folder for each kind of server, never the demo's."""
    kind = os.environ.get("ZHIGONG_POSTGRES", "").strip("/").replace("/", "-")
    name = "-".join(part for part in ("pg-test", kind) if part)
    account = server_account(SYSTEM_FOLDER / place.tag)
    return Cluster(place=place, account=account, name=name[:24], disposable=True)
