"""`./run test` and `./run check`: everything that must be green before a change is merged."""

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from launch import measures
from launch.assets import ensure_assets
from launch.environment import ensure_environment
from launch.keys import load_keys
from launch.place import Place
from launch.postgres import OWNER_ROLE, test_cluster
from launch.product import external_url
from launch.say import say

LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
DATABASE = "zhigong"


@dataclass(frozen=True)
class Step:
    """One check: its name, and what runs it (exit status 0 is green)."""

    title: str
    run: Callable[[], int]


def run_tests(place: Place, arguments: list[str]) -> int:
    """Run pytest on the tests' own cluster; pytest's closing line is the last one.

    Two processes share the work unless the arguments say otherwise.
    """
    ensure_environment(place, "dev")
    ensure_assets(place)
    command = [str(place.python), "-m", "pytest", *parallel(arguments), *arguments]
    with test_server(place) as variables:
        return subprocess.run(command, cwd=place.root, env=variables, check=False).returncode


@contextmanager
def test_server(place: Place) -> Iterator[dict[str, str]]:
    """Have the tests' database server for a while; gives the environment to reach it."""
    if external_url():
        yield test_variables(place, external_url())
        return
    cluster = test_cluster(place)
    with (place.state / "tests-running.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        cluster.ensure_started()
        cluster.ensure_database(DATABASE)
        variables = test_variables(place, cluster.url(DATABASE, role=OWNER_ROLE))
        variables["ZHIGONG_APP_DATABASE_URL"] = cluster.url(DATABASE)
        try:
            yield variables
        finally:
            stop_when_last(lock.fileno(), cluster.stop)


def stop_when_last(lock: int, stop: Callable[[], bool]) -> None:
    """Stop the tests' server unless other tests of this clone still use it."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    stop()


def parallel(arguments: list[str]) -> list[str]:
    """Return the options for two processes, unless the caller chose or needs one process."""
    alone = ("-n", "--numprocesses", "--pdb", "-s", "--collect-only", "--co", "--fixtures")
    chosen = any(word.startswith(alone) for word in arguments if word != "--no-header")
    return [] if chosen else ["-n", "2"]


def test_variables(place: Place, url: str) -> dict[str, str]:
    """The environment of tests and checks: own keys, own state, the owner's database role."""
    keys = load_keys(place.state / "secrets-test.env")
    variables = {**os.environ, **keys, "ZHIGONG_ENV": "test"}
    variables["ZHIGONG_STATE_DIR"] = str(place.build / "test-state")
    variables["DATABASE_URL"] = url
    variables.setdefault("ZHIGONG_OWNER_DATABASE_URL", variables["DATABASE_URL"])
    variables["DJANGO_SETTINGS_MODULE"] = "config.settings"
    variables.pop("ZHIGONG_BUSINESS_DATE", None)
    return variables


def run_checks(place: Place, *, with_tests: bool) -> int:
    """Run every check, all of them even after a failure, and print a table of the results."""
    ensure_environment(place, "dev")
    ensure_assets(place)
    steps = static_steps(place)
    if with_tests:
        steps.append(Step("tests", lambda: run_tests(place, [])))
    results = []
    for step in steps:
        say(f"\n── {step.title} ──")
        began = time.monotonic()
        status = step.run()
        sys.stdout.flush()
        results.append((step.title, status, time.monotonic() - began))
    print_results(results)
    return 1 if any(status for _, status, _ in results) else 0


def print_results(results: list[tuple[str, int, float]]) -> None:
    """One line per check: name, outcome, seconds."""
    print()
    for title, status, seconds in results:
        print(f"{title:<12} {'ok' if status == 0 else 'FAILED':<7} {seconds:6.1f} s", flush=True)


def static_steps(place: Place) -> list[Step]:
    """Return the checks that read the source, and the one that compares migrations with models."""
    templates = sorted(str(path) for path in place.root.glob("zhigong/**/templates/**/*.html"))
    sources = [name for name in ("zhigong", "config", "launch", "bench") if has(place, name)]
    modules = {
        "format": ["ruff", "format", "--check", "--output-format", "concise", "."],
        "lint": ["ruff", "check", "--output-format", "concise", "."],
        "types": ["mypy", *sources],
    }
    steps = [Step(title, module(place, words)) for title, words in modules.items()]
    djade = [str(place.venv / "bin" / "djade"), "--check", "--target-version", "5.2"]
    steps.append(Step("templates", program(place, [*djade, *templates])))
    steps.append(Step("contracts", script(place, "-c", LINT_IMPORTS)))
    steps.append(Step("migrations", lambda: check_migrations(place)))
    steps.append(Step("openapi", script(place, "manage.py", "export_openapi", "--check")))
    steps.append(Step("legal", script(place, "docs/legal/generate.py", "--check")))
    steps.append(Step("measures", lambda: measures.report(place.root, sources)))
    return steps


def has(place: Place, name: str) -> bool:
    """Whether a folder of sources exists."""
    return (place.root / name).is_dir()


def module(place: Place, words: list[str]) -> Callable[[], int]:
    """Return a check that is a module of the environment."""
    return script(place, "-m", *words)


def script(place: Place, *words: str) -> Callable[[], int]:
    """Return a check that is a run of the environment's Python, without a database."""
    return program(place, [str(place.python), *words])


def program(place: Place, command: list[str]) -> Callable[[], int]:
    """Return a check that is a run of a program in the clone's folder."""

    def run() -> int:
        return subprocess.run(
            command, cwd=place.root, env=test_variables(place, ""), check=False
        ).returncode

    return run


def check_migrations(place: Place) -> int:
    """Whether the migrations say what the models say; 0 is yes."""
    command = [str(place.python), "manage.py", "makemigrations", "--check", "--dry-run"]
    with test_server(place) as variables:
        return subprocess.run(command, cwd=place.root, env=variables, check=False).returncode
