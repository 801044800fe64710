"""The verbs that need the whole product: demo, serve, manage, bench."""

import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from subprocess import Popen

from launch.assets import ensure_assets
from launch.environment import ensure_environment
from launch.place import Place
from launch.processes import refuse_taken_port
from launch.product import Product, external_url
from launch.say import Refusal, say
from launch.serving import Serving, ending_with_us
from launch.state import (
    DEFAULT_AS_OF,
    PRODUCTION,
    Current,
    demo_of,
    read_current,
    write_current,
)

WITHOUT_DATABASE = {
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "export_openapi",
    "help",
    "makemessages",
}
"""Commands that need no database server."""

WITHOUT_DATA = {
    "grant_app_role",
    "load_demo",
    "makemigrations",
    "migrate",
    "showmigrations",
    "sqlmigrate",
}
"""Commands that make sense on an empty database: nothing is loaded for them."""

AS_OWNER = {"flush", "grant_app_role", "load_demo", "migrate", "pgtrigger"}
"""Commands that change tables or rewrite everything: they run under the owner's role."""


def run_demo(place: Place, *, scale: str, as_of: str, port: int, detach: bool) -> int:
    """Set up everything, load the demo and start it; in the background when ``detach``."""
    began = time.monotonic()
    serving = Serving(
        product=Product(place=place, current=in_use(place, demo_of(scale, as_of))), port=port
    )
    if not serving.server.pid_file.exists():
        refuse_taken_port(port)
    serving.product.prepare()
    with ThreadPoolExecutor() as pool:
        static = pool.submit(serving.product.ensure_static)
        serving.product.ensure_demo()
        static.result()
    write_current(place, serving.product.current)
    if detach or serving.is_running():
        start_demo(serving, began=began, detach=detach)
        return 0
    with ending_with_us(place):
        return serving.watch(start_demo(serving, began=began, detach=detach))
    return 0


def start_demo(serving: Serving, *, began: float, detach: bool) -> "dict[str, Popen[bytes]]":
    """Start what does not run yet and say where it is; empty when all of it ran already."""
    with ThreadPoolExecutor() as pool:
        accounts = pool.submit(serving.product.manage, "demo_accounts", as_owner=False)
        if serving.is_running():
            announce(serving, accounts=accounts.result(), began=began)
            say("Already running in the background; `./run stop` ends it. 已在后台运行。")
            return {}
        if not detach:
            serving.server.stop()
            serving.worker.stop()
        started = serving.start(watched=not detach)
        announce(serving, accounts=accounts.result(), began=began)
    return started


def announce(serving: Serving, *, accounts: str, began: float) -> None:
    """Print the address, the seconds it took and one log-in per role on standard output."""
    seconds = time.monotonic() - began
    print(f"\nZhigong 智工: http://127.0.0.1:{serving.port}/  ({seconds:.1f} s)\n")
    print(accounts, flush=True)


def run_serve(place: Place, *, port: int) -> int:
    """Run an installation in the foreground: migrate, serve, do jobs. No demo data."""
    serving = Serving(product=Product(place=place, current=in_use(place, PRODUCTION)), port=port)
    require_hosts()
    ensure_environment(place)
    serving.product.check_settings()
    serving.product.prepare()
    if external_url():
        serving.product.migrate()
    serving.product.ensure_static()
    write_current(place, serving.product.current)
    serving.server.stop()
    serving.worker.stop()
    with ending_with_us(place):
        started = serving.start(watched=True)
        say(f"Zhigong 智工: http://127.0.0.1:{port}/")
        return serving.watch(started)
    return 0


def require_hosts() -> None:
    """Refuse an installation that does not say under which names it is reached.

    Keys and database are made by us, these names only the operator knows: so they are what a first
    start lacks, and it shall not take a minute of preparation to say so.

    :raises Refusal: if there are none.
    """
    is_real = os.environ.get("ZHIGONG_ENV", "prod") == "prod"
    if is_real and not os.environ.get("ZHIGONG_ALLOWED_HOSTS", "").strip():
        raise Refusal(
            "ZHIGONG_ALLOWED_HOSTS is not set: under which names will this server be reached?"
            " Write them into .env beside ./run, then start again:",
            "缺少设置 ZHIGONG_ALLOWED_HOSTS（允许访问的域名）。请写入 ./run 旁边的 .env，"
            "再重新启动，例如：",
            remedy='ZHIGONG_ALLOWED_HOSTS=["zg.example.org"]',
        )


def in_use(place: Place, wanted: Current) -> Current:
    """Return what is wanted, as the clone has it: a restored one lies in another database."""
    known = read_current(place)
    return known if known and replace(known, database=wanted.database) == wanted else wanted


def current_or_small(place: Place) -> Current:
    """Return the database in use; on a clone that has none, the small demo's.

    A clone whose settings name another environment never falls back to a demo: its first `serve`
    may still be setting up, and a demo beside it would be taken for the real thing.
    """
    known = read_current(place)
    if known is None and os.environ.get("ZHIGONG_ENV", "demo") not in ("demo", "test"):
        known = PRODUCTION
    return known or demo_of("small", DEFAULT_AS_OF)


def run_manage(place: Place, arguments: list[str]) -> int:
    """Run a command of the product in the caller's folder, preparing quietly what it needs."""
    words = arguments or ["help"]
    product = Product(place=place, current=current_or_small(place))
    ensure_environment(place)
    is_light = words[0] in WITHOUT_DATABASE or {"-h", "--help"} & set(words)
    if not is_light and is_command(place, words[0]):  # what is none, manage.py refuses at once
        if words[0] in WITHOUT_DATA:
            start_server(product)
        else:
            fill(product)
    product.exec_command(*words, as_owner=words[0] in AS_OWNER)
    return 0


def is_command(place: Place, word: str) -> bool:
    """Whether the product, Django or a library may have a command of that name."""
    if not word.isidentifier():
        return False
    libraries = f"{place.venv.relative_to(place.root)}/lib/*/site-packages"
    places = ("zhigong/**", *(f"{libraries}/{depth}" for depth in ("*", "*/core", "*/contrib/*")))
    return any(any(place.root.glob(f"{at}/management/commands/{word}.py")) for at in places)


def start_server(product: Product) -> None:
    """Have the database server and an (empty) database, without touching tables."""
    if product.cluster is not None:
        product.cluster.ensure_started()
        product.cluster.ensure_database(product.current.database)


def fill(product: Product) -> None:
    """Have a database with content: an empty one is migrated and gets the small demo."""
    empty = product.cluster is not None or product.is_external_empty()
    product.prepare()
    if product.current.scale and empty:
        product.ensure_demo()
        write_current(product.place, product.current)


def run_bench(place: Place, arguments: list[str], *, folder: Path) -> int:
    """Run the measurements, which choose their own databases.

    A relative ``--json FILE`` means the caller's folder.
    """
    given = with_full_path(arguments, folder)
    ensure_environment(place, "dev")
    ensure_assets(place)
    command = [str(place.python), "-m", "bench", *given]
    return subprocess.run(command, cwd=place.root, check=False).returncode


def with_full_path(arguments: list[str], folder: Path) -> list[str]:
    """Return bench's arguments with a relative ``--json FILE`` taken from the caller's folder."""
    given = list(arguments)
    for index, word in enumerate(given[:-1]):
        if word == "--json":
            given[index + 1] = str((folder / given[index + 1]).absolute())
    return given
