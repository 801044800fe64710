"""Every write of membership work: rosters, employers' lists, reconciling."""

from zhigong.work.membership.operations.changing import ask_for_transfer
from zhigong.work.membership.operations.checking import Examined, classify, examine_roster
from zhigong.work.membership.operations.committing import (
    Committed,
    import_file,
    outcomes_of,
    totals_of,
    write_roster,
)
from zhigong.work.membership.operations.deciding import (
    Decided,
    TooEarly,
    approve_application,
    approve_applications,
    reject_application,
)
from zhigong.work.membership.operations.joining import (
    HasMembership,
    PointRevoked,
    Wish,
    apply_to_join,
    make_point,
    revoke_point,
    withdraw_application,
)
from zhigong.work.membership.operations.reconciling import (
    MarkUnknown,
    keep_missing,
    mark_missing,
    missing_ids,
)
from zhigong.work.membership.operations.registers import (
    SOURCES,
    ExaminedRegister,
    examine_register,
    import_register,
    merge,
)
from zhigong.work.membership.operations.reminding import remind_of_joins, tell_joiners
from zhigong.work.membership.operations.reporting import (
    Report,
    compare_with_superior,
    report_up,
    write_comparison,
)
from zhigong.work.membership.operations.taking_over import (
    NothingToTakeOver,
    Taken,
    take_over_unions,
    write_taken,
)
from zhigong.work.membership.operations.undoing import CannotRollBack, roll_back
from zhigong.work.membership.operations.wizard import (
    check_batch,
    commit_batch,
    read_table,
    reading_of,
    receive,
    resolve_names,
    write_result,
)

__all__ = [
    "SOURCES",
    "CannotRollBack",
    "Committed",
    "Decided",
    "Examined",
    "ExaminedRegister",
    "HasMembership",
    "MarkUnknown",
    "NothingToTakeOver",
    "PointRevoked",
    "Report",
    "Taken",
    "TooEarly",
    "Wish",
    "apply_to_join",
    "approve_application",
    "approve_applications",
    "ask_for_transfer",
    "check_batch",
    "classify",
    "commit_batch",
    "compare_with_superior",
    "examine_register",
    "examine_roster",
    "import_file",
    "import_register",
    "keep_missing",
    "make_point",
    "mark_missing",
    "merge",
    "missing_ids",
    "outcomes_of",
    "read_table",
    "reading_of",
    "receive",
    "reject_application",
    "remind_of_joins",
    "report_up",
    "resolve_names",
    "revoke_point",
    "roll_back",
    "take_over_unions",
    "tell_joiners",
    "totals_of",
    "withdraw_application",
    "write_comparison",
    "write_result",
    "write_roster",
    "write_taken",
]
