"""Every write of membership work: rosters, employers' lists, reconciling."""

from zhigong.work.membership.operations.checking import Examined, classify, examine_roster
from zhigong.work.membership.operations.committing import (
    Committed,
    import_file,
    outcomes_of,
    resolve_name,
    totals_of,
    write_roster,
)

__all__ = [
    "Committed",
    "Examined",
    "classify",
    "examine_roster",
    "import_file",
    "outcomes_of",
    "resolve_name",
    "totals_of",
    "write_roster",
]
