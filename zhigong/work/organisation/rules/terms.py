"""Decide when unions are reminded of the end of their term."""

from datetime import date

from zhigong.work.organisation.rules.elections import months_after

REMINDED_MONTHS = (12, 6, 3)


def remind_months(*, ends_before: date, on: date) -> int | None:
    """Return of how many months ahead to remind on a day: 12, 6, 3, 0 when it is over, or None.

    Only the latest line that was crossed is told: who registers a term late is reminded once.
    """
    if on >= ends_before:
        return 0
    crossed = [m for m in REMINDED_MONTHS if on >= months_after(ends_before, -m)]
    return min(crossed) if crossed else None
