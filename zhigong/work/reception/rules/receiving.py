"""Reception days: how many may come together, and until when somebody may book."""

from datetime import datetime, timedelta

from zhigong.kernel.legal import LegalSource

REPRESENTATIVES_SOURCE = LegalSource("信访工作条例", "20", "2022-05-01")

# Several people with one matter send so many of them at most.
MOST_REPRESENTATIVES = 5
# Hours before a slot until which it can be booked, moved or given back.
BOOKING_CLOSES_HOURS = 2


def may_come_together(people: int) -> bool:
    """Whether so many may be received together.

    :legal: 信访工作条例 art. 20 (``REPRESENTATIVES_SOURCE``).
    """
    return 1 <= people <= MOST_REPRESENTATIVES


def is_bookable(slot_at: datetime, *, at: datetime) -> bool:
    """Whether a slot can still be booked or given back."""
    return at + timedelta(hours=BOOKING_CLOSES_HOURS) <= slot_at
