"""The verbs of ``./run`` and their options."""

import argparse
import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from launch import backup, bundle, checks, demo
from launch.place import Place
from launch.postgres import test_cluster
from launch.product import load_env_file
from launch.say import Refusal, say
from launch.serving import Interrupted, stop_all
from launch.state import DEFAULT_AS_OF, SCALES

HELP = """Zhigong 智工

  ./run demo [--scale small|district|province] [--as-of DATE] [--port N] [--detach]
                       set up everything, load the demo, start it      准备并启动演示
  ./run stop           stop server, worker and database of this clone  停止
  ./run test [...]     run the tests (arguments go to pytest)          运行测试
  ./run check          format, lint, types, contracts, tests, measures 全部检查
  ./run bench [name …] [--json FILE]
                       measure speed beside its limits                 测量性能
  ./run manage …       a command of the product                        管理命令
  ./run serve [--port N]
                       run an installation (settings in .env)          正式运行
  ./run backup [FILE]  pack database, files and keys into one file     备份
  ./run restore FILE   bring a backup back, beside what is there       恢复
  ./run bundle         make bundle/ for a machine without internet     制作离线包

DATABASE_URL=postgresql://… uses that server instead of the one ./run starts.
See docs/operations/.
"""


def main(arguments: list[str]) -> int:
    """Run a verb; returns the exit status: 0 done, 1 refused or answered no, 2 usage."""
    place = Place(root=Path(__file__).resolve().parent.parent)
    load_env_file(place)
    verb, rest = (arguments[0], arguments[1:]) if arguments else ("help", [])
    if verb in ("help", "-h", "--help"):
        print(HELP, end="")
        return 0
    action = VERBS.get(verb)
    if action is None:
        say(f"There is no `./run {verb}`. 没有这个命令。\n\n{HELP}")
        return 2
    try:
        return action(place, rest)
    except Refusal as refusal:
        say(str(refusal))
        return refusal.status
    except (KeyboardInterrupt, Interrupted):
        return 130
    except BrokenPipeError:  # the reader of our output went away, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def parser(verb: str) -> argparse.ArgumentParser:
    """Return a parser that names the verb in its usage."""
    return argparse.ArgumentParser(prog=f"./run {verb}", allow_abbrev=False)


def iso_date(text: str) -> str:
    """Return a date as YYYY-MM-DD."""
    return date.fromisoformat(text).isoformat()


def port(text: str) -> int:
    """Return a TCP port an ordinary account may use, or any for root."""
    number = int(text)
    if not 1 <= number <= 65535:
        raise argparse.ArgumentTypeError("1-65535")
    return number


def demo_verb(place: Place, arguments: list[str]) -> int:
    """`demo`: set up, load, start."""
    options = parser("demo")
    options.add_argument("--scale", choices=SCALES, default="district")
    options.add_argument("--as-of", type=iso_date, default=DEFAULT_AS_OF, metavar="DATE")
    options.add_argument("--port", type=port, default=8000)
    options.add_argument("--detach", action="store_true")
    wanted = options.parse_args(arguments)
    return demo.run_demo(
        place, scale=wanted.scale, as_of=wanted.as_of, port=wanted.port, detach=wanted.detach
    )


def serve_verb(place: Place, arguments: list[str]) -> int:
    """`serve`: a real installation in the foreground."""
    options = parser("serve")
    options.add_argument("--port", type=port, default=8000)
    return demo.run_serve(place, port=options.parse_args(arguments).port)


def stop_verb(place: Place, arguments: list[str]) -> int:
    """`stop`: end everything of this clone."""
    parser("stop").parse_args(arguments)
    stopped = stop_all(place)
    if test_cluster(place).stop():
        stopped.append("postgresql (tests)")
    say(
        f"Stopped: {', '.join(stopped)}. 已停止。"
        if stopped
        else "Nothing was running. 没有在运行。"
    )
    return 0


def manage_verb(place: Place, arguments: list[str]) -> int:
    """`manage`: a command of the product."""
    return demo.run_manage(place, arguments)


def test_verb(place: Place, arguments: list[str]) -> int:
    """`test`: pytest on a cluster of its own."""
    return checks.run_tests(place, arguments)


def check_verb(place: Place, arguments: list[str]) -> int:
    """`check`: everything that must be green."""
    options = parser("check")
    options.add_argument("--no-tests", action="store_true", help="leave the tests out")
    return checks.run_checks(place, with_tests=not options.parse_args(arguments).no_tests)


def bench_verb(place: Place, arguments: list[str]) -> int:
    """`bench`: measurements beside their limits."""
    return demo.run_bench(place, arguments, folder=Path.cwd())


def backup_verb(place: Place, arguments: list[str]) -> int:
    """`backup`: one file with everything."""
    options = parser("backup")
    options.add_argument("file", nargs="?", type=Path)
    return backup.run_backup(place, options.parse_args(arguments).file)


def restore_verb(place: Place, arguments: list[str]) -> int:
    """`restore`: a backup, beside what is there."""
    options = parser("restore")
    options.add_argument("file", type=Path)
    return backup.run_restore(place, options.parse_args(arguments).file)


def bundle_verb(place: Place, arguments: list[str]) -> int:
    """`bundle`: wheels and assets for a machine without internet."""
    options = parser("bundle")
    options.add_argument("--dev", action="store_true", help="with what the tests need")
    return bundle.run_bundle(place, dev=options.parse_args(arguments).dev)


VERBS: dict[str, Callable[[Place, list[str]], int]] = {
    "demo": demo_verb,
    "stop": stop_verb,
    "test": test_verb,
    "check": check_verb,
    "bench": bench_verb,
    "manage": manage_verb,
    "serve": serve_verb,
    "backup": backup_verb,
    "restore": restore_verb,
    "bundle": bundle_verb,
}
