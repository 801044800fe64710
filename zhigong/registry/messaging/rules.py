"""Decide when a delivery is tried again, and what becomes of one whose end is unknown."""

from datetime import datetime, timedelta

LEASE = timedelta(minutes=2)  # longer than any gateway is waited for
TRIES = 5
_PAUSES = (1, 5, 15, 60)  # minutes before the second try and the following


def next_try(*, tries: int, at: datetime) -> datetime | None:
    """Return when to try again after ``tries`` tries failed; ``None`` gives up."""
    if tries >= TRIES:
        return None
    return at + timedelta(minutes=_PAUSES[min(tries, len(_PAUSES)) - 1])


def is_stale(*, created_at: datetime, valid_for: timedelta | None, at: datetime) -> bool:
    """Whether nobody needs a message any more."""
    return valid_for is not None and at >= created_at + valid_for


def after_broken_lease(*, remembers_keys: bool) -> str:
    """Return the state of a delivery whose sender died: a repeat only where it cannot double."""
    return "queued" if remembers_keys else "uncertain"
