"""Decisions of halls, queues, rosters and receptions. Pure: days and rows are passed in."""

from zhigong.work.reception.rules.hours import Span, free_slots, is_open_at, slots_of, spans_on
from zhigong.work.reception.rules.measuring import middle, ninth_tenth
from zhigong.work.reception.rules.queueing import (
    AGED_FROM_YEARS,
    CALLS_BEFORE_RETURN,
    CHECK_IN_MINUTES,
    PRIORITIES,
    PRIORITY_RUN,
    Waiting,
    expected_minutes,
    is_given_up,
    next_called,
    number_of,
    order_of,
)
from zhigong.work.reception.rules.receiving import (
    BOOKING_CLOSES_HOURS,
    MOST_REPRESENTATIVES,
    is_bookable,
    may_come_together,
)
from zhigong.work.reception.rules.roster import (
    LONGEST_PATTERN_DAYS,
    Pattern,
    Shift,
    clash,
    clashes,
    days_of,
)

__all__ = [
    "AGED_FROM_YEARS",
    "BOOKING_CLOSES_HOURS",
    "CALLS_BEFORE_RETURN",
    "CHECK_IN_MINUTES",
    "LONGEST_PATTERN_DAYS",
    "MOST_REPRESENTATIVES",
    "PRIORITIES",
    "PRIORITY_RUN",
    "Pattern",
    "Shift",
    "Span",
    "Waiting",
    "clash",
    "clashes",
    "days_of",
    "expected_minutes",
    "free_slots",
    "is_bookable",
    "is_given_up",
    "is_open_at",
    "may_come_together",
    "middle",
    "next_called",
    "ninth_tenth",
    "number_of",
    "order_of",
    "slots_of",
    "spans_on",
]
