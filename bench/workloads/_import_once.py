"""Import one file in a process of its own, so that time and memory are the import's."""

import json
import resource
import sys
from pathlib import Path
from time import perf_counter

import django

django.setup()

from zhigong.base import clock  # noqa: E402
from zhigong.base.actor import SYSTEM, use_actor  # noqa: E402
from zhigong.registry.unions.queries import get_union_for  # noqa: E402
from zhigong.work.membership.operations import import_file  # noqa: E402


def main() -> None:
    """Import the file named on the command line below the root; print seconds, rows and memory."""
    seen: list[int] = []
    union = get_union_for(actor=SYSTEM, code="330211")
    began = perf_counter()
    with use_actor(SYSTEM, reason="bench"):
        done = import_file(
            actor=SYSTEM, path=Path(sys.argv[1]), union=union, today=clock.today(),
            on_progress=lambda rows, total: seen.append(rows),
        )  # fmt: skip
    seconds = perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    totals = done.examined.totals()
    print(
        json.dumps(
            {
                "seconds": seconds,
                "rows": totals["rows"],
                "new": totals["actions"]["new"],
                "peak_mib": peak,
                "steps": len(seen),
            }
        )
    )


if __name__ == "__main__":
    main()
