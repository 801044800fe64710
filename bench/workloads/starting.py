"""How long `./run demo` takes on a prepared machine."""

import os
import subprocess
from time import perf_counter

from bench.figures import Figure, at_most
from bench.installation import ROOT, BenchFailed

PORT = "8978"


def _run(*words: str) -> float:
    state = str(ROOT / "build" / "bench-state")
    variables = {**os.environ, "ZHIGONG_STATE_DIR": state}
    for name in (
        "DATABASE_URL",
        "ZHIGONG_OWNER_DATABASE_URL",
        "ZHIGONG_ENV",
        "ZHIGONG_BUSINESS_DATE",
    ):
        variables.pop(name, None)
    began = perf_counter()
    done = subprocess.run(
        [str(ROOT / "run"), *words], env=variables, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BenchFailed(f"run {' '.join(words)}: {done.stderr[-2000:]}")
    return perf_counter() - began


def measure() -> list[Figure]:
    """Prepare a state of its own once, stop it, and time the next start."""
    start = ("demo", "--scale", "small", "--port", PORT, "--detach")
    _run(*start)
    try:
        again = _run(*start)
        _run("stop")
        seconds = _run(*start)
    finally:
        _run("stop")
    return [
        at_most("start_prepared", seconds, 10, unit="s"),
        at_most("start_running", again, 10, unit="s"),
    ]
