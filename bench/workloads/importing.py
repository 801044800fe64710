"""Import of 100,000 rows: file read to committed, with checks, dedupe, history and audit."""

from datetime import date
from secrets import randbelow
from statistics import median_low

from bench.figures import Figure, at_most, speed
from bench.installation import BenchFailed, copy_of, product_of, run_python, scratch
from bench.roster import write_roster

ROWS, LIMIT_RUNS = 100_000, 3


def measure() -> list[Figure]:
    """Import a new roster into a district of its own, beside the limit in the same run."""
    product = copy_of(product_of("district"))
    path = scratch("roster.xlsx")
    write_roster(path, rows=ROWS, seed=randbelow(1 << 30), on=date.fromisoformat("2026-11-21"))
    # One run of the limit differs from the next by half, so the middle one of three is taken.
    runs = [run_python(product, "bench.limits.import_rows", str(path)) for _ in range(LIMIT_RUNS)]
    limit = median_low(one["rows"] / one["seconds"] for one in runs)
    found = run_python(product, "bench.workloads._import_once", str(path))
    if found["new"] < ROWS * 0.99:
        raise BenchFailed(f"only {found['new']} rows were new")
    steps = found["steps"]
    return [
        speed(
            "import_100k", found["rows"] / found["seconds"], limit,
            unit="rows/s", at_least=1 / 3,
        ),
        at_most("import_100k_peak_memory", found["peak_mib"], 700, unit="MiB"),
        Figure("import_100k_progress", steps, "steps", ">= 5 steps", holds=steps >= 5),
    ]  # fmt: skip
