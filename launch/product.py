"""The product's processes: their environment, their database, their one-off commands."""

import os
import subprocess
import sys
from urllib.parse import urlsplit

from launch.assets import ensure_assets
from launch.environment import ensure_environment
from launch.keys import load_keys, read_env_file
from launch.place import Place
from launch.postgres import OWNER_ROLE, Cluster, demo_cluster
from launch.say import Refusal, say, tail
from launch.state import (
    Current,
    migrations_key,
    read_mark,
    static_key,
    write_mark,
)

IS_EMPTY = (
    "import os, sys, psycopg\n"
    "with psycopg.connect(os.environ['DATABASE_URL'], connect_timeout=10) as link:\n"
    "    row = link.execute(\"SELECT to_regclass('django_migrations')\").fetchone()\n"
    "sys.exit(0 if row == (None,) else 3)\n"
)
"""Exit 0: nothing was ever migrated there; 3: something was; else it cannot be reached."""

UNSERVED = ("redoc*", "swagger-ui-bundle.js.map")
"""Large static files of libraries that no page names: compressing them takes half a minute."""

HALF = "half"
"""The mark of a demo whose loading began and has not ended."""


def load_env_file(place: Place) -> None:
    """Take the settings of a ``.env`` beside ``./run`` where the environment has none."""
    for name, value in read_env_file(place.root / ".env").items():
        os.environ.setdefault(name, value)


def external_url() -> str:
    """Return the operator's database server; empty when the embedded one is to be used."""
    return os.environ.get("DATABASE_URL", "")


class Product:
    """One database of the product with everything its processes need around them."""

    def __init__(self, *, place: Place, current: Current, cluster: Cluster | None = None) -> None:
        self.place = place
        self.current = current
        self.cluster = None if external_url() else (cluster or demo_cluster(place))

    def database_urls(self) -> tuple[str, str]:
        """Addresses for the app's role and for the owner's."""
        if self.cluster is None:
            url = external_url()
            return url, os.environ.get("ZHIGONG_OWNER_DATABASE_URL") or url
        name = self.current.database
        return self.cluster.url(name), self.cluster.url(name, role=OWNER_ROLE)

    def variables(self, *, as_owner: bool = False) -> dict[str, str]:
        """Return the environment of a process; migrations and loading run as the owner."""
        app, owner = self.database_urls()
        settings = dict(self.current.variables)
        if self.current.environment == "prod":
            settings["ZHIGONG_ENV"] = os.environ.get("ZHIGONG_ENV", "prod")
        return {
            **os.environ,
            **settings,
            **load_keys(self.place.state / "secrets.env"),
            "ZHIGONG_STATE_DIR": str(self.place.state),
            "DATABASE_URL": owner if as_owner else app,
            "ZHIGONG_OWNER_DATABASE_URL": owner,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONUNBUFFERED": "1",
        }

    def command(self, *arguments: str) -> list[str]:
        """Return a command line of ``manage.py``."""
        return [str(self.place.python), str(self.place.root / "manage.py"), *arguments]

    def manage(self, *arguments: str, as_owner: bool = True, shown: bool = False) -> str:
        """Run a command of the product and give back what it printed.

        With ``shown`` its progress goes to our standard error while it runs.

        :raises Refusal: if it fails; its last words are shown.
        """
        done = subprocess.run(
            self.command(*arguments),
            cwd=self.place.root,
            env=self.variables(as_owner=as_owner),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=None if shown else subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Refusal(
                f"`manage.py {arguments[0]}` failed:",
                f"命令 {arguments[0]} 执行失败，原因如下：",
                remedy=tail(done.stdout + (done.stderr or "")),
            )
        return done.stdout

    def prepare(self, *, packages: str = "base") -> None:
        """Have environment, assets, a running database server and the migrated database."""
        ensure_environment(self.place, packages)
        ensure_assets(self.place)
        self.ensure_database()

    def check_settings(self) -> None:
        """Read the settings as the product does, before anything is prepared for it.

        :raises Refusal: if one is missing or wrong; it says which.
        """
        done = subprocess.run(
            [str(self.place.python), "-c", "import config.settings.environment"],
            cwd=self.place.root,
            env=self.variables(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Refusal(
                "The settings in .env or the environment are not right:",
                "设置有误，请改正 .env 或环境变量后重新启动：",
                remedy=tail(done.stderr, 3),
            )

    def ensure_database(self) -> None:
        """Have a reachable database whose tables are up to date."""
        if self.cluster is None:
            self.ensure_external()
            return
        self.cluster.ensure_started()
        name = self.current.database
        with self.place.locked("database"):
            if read_mark(self.place, f"loaded {name}") == HALF:  # killed while loading
                self.cluster.drop_database(name)
            if self.cluster.ensure_database(name):
                write_mark(self.place, f"migrated {name}", "")
                write_mark(self.place, f"loaded {name}", "")
            key = migrations_key(self.place)
            if read_mark(self.place, f"migrated {name}") != key:
                self.migrate()
                write_mark(self.place, f"migrated {name}", key)

    def ensure_external(self) -> None:
        """Migrate an operator's database that is empty; a filled one is migrated by `serve`."""
        if self.is_external_empty():
            with self.place.locked("database"):
                self.migrate()

    def is_external_empty(self) -> bool:
        """Whether the operator's database was never migrated.

        :raises Refusal: if it cannot be reached.
        """
        done = subprocess.run(
            [str(self.place.python), "-c", IS_EMPTY],
            env=self.variables(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode in (0, 3):
            return done.returncode == 0
        raise Refusal(
            "The database in DATABASE_URL cannot be reached.",
            "无法连接 DATABASE_URL 指定的数据库，原因如下：",
            remedy=tail(done.stderr, 3),
        )

    def migrate(self) -> None:
        """Bring the tables up to date as their owner, then give the app's role its rights."""
        say("Migrating the database … 正在更新数据库结构……")
        self.manage("migrate", "--no-input", "-v", "0")
        app, owner = (urlsplit(url).username for url in self.database_urls())
        if app and app != owner:
            self.manage("grant_app_role", app)

    def ensure_demo(self) -> None:
        """Load the demo of this scale and date, once; the clone does not switch to it."""
        mark = f"loaded {self.current.database}"
        with self.place.locked("database"):
            if self.cluster is None or read_mark(self.place, mark) in ("", HALF):
                scale, as_of = self.current.scale, self.current.as_of
                write_mark(self.place, mark, HALF)
                self.manage("load_demo", "--scale", scale, "--as-of", as_of, shown=True)
                write_mark(self.place, mark, "yes")

    def ensure_static(self) -> None:
        """Collect the served files into ``build/static`` when one of them changed."""
        key = static_key(self.place)
        mark = self.place.static / ".key"
        if mark.is_file() and mark.read_text() == key:
            return
        with self.place.locked("static"):
            ignored = [word for pattern in UNSERVED for word in ("--ignore", pattern)]
            self.manage("collectstatic", "--no-input", "--clear", "-v", "0", *ignored)
            mark.write_text(key)

    def exec_command(self, *arguments: str, as_owner: bool) -> None:
        """Become ``manage.py``, in the caller's folder: its output and exit status are ours."""
        sys.stdout.flush()
        sys.stderr.flush()
        command = self.command(*arguments)
        os.execve(command[0], command, self.variables(as_owner=as_owner))  # noqa: S606
