"""`./run bench [name …] [--json FILE]`: measure, print a table and JSON, exit 1 when one misses."""

import argparse
import json
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from bench.figures import Figure
from bench.installation import BenchFailed

WORKLOADS = (
    "importing",
    "exporting",
    "people",
    "coverage",
    "cases",
    "joining",
    "portal",
    "starting",
    "province",
)


def _workload(name: str) -> Callable[[], list[Figure]]:
    found: Callable[[], list[Figure]] = import_module(f"bench.workloads.{name}").measure
    return found


def _line(figure: Figure) -> str:
    mark = {True: "ok", False: "MISSED", None: ""}[figure.holds]
    limit = f"{figure.limit:>12.2f}" if figure.limit is not None else " " * 12
    ratio = f"{figure.ratio:>6.2f}" if figure.ratio is not None else " " * 6
    measured = f"{figure.name:<34}{figure.value:>12.2f} {figure.unit:<8}"
    return f"{measured}{limit} {ratio}  {figure.target} {mark}"


def main() -> int:
    """Measure the named workloads, or all."""
    parser = argparse.ArgumentParser(prog="./run bench")
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(WORKLOADS))
    parser.add_argument("--json", type=Path, metavar="FILE")
    given = parser.parse_args()
    if unknown := set(given.names) - set(WORKLOADS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; choose from {', '.join(WORKLOADS)}")
    figures: list[Figure] = []
    failed = False
    for name in given.names or WORKLOADS:
        try:
            measured = _workload(name)()
        except BenchFailed as error:
            print(f"{name}: {error}", file=sys.stderr)
            failed = True
            continue
        for figure in measured:
            print(_line(figure), file=sys.stderr, flush=True)
        figures += measured
    answer = json.dumps([figure.as_json() for figure in figures], indent=1)
    print(answer)
    if given.json:
        given.json.write_text(answer)
    return 1 if failed or any(figure.holds is False for figure in figures) else 0


if __name__ == "__main__":
    raise SystemExit(main())
