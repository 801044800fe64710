"""Decide about cases: where a step is done, until when, and who may not do it."""

from zhigong.engines.cases.rules.conflict import has_conflict
from zhigong.engines.cases.rules.routing import (
    CORRECTION_DAYS,
    RATING_DAYS,
    URGE_EVERY_DAYS,
    NoRoute,
    Stop,
    asked,
    days_left,
    due_on,
    missing_papers,
    next_stop,
    number_of,
    promised_on,
    stops_of,
    union_at,
)

__all__ = [
    "CORRECTION_DAYS",
    "RATING_DAYS",
    "URGE_EVERY_DAYS",
    "NoRoute",
    "Stop",
    "asked",
    "days_left",
    "due_on",
    "has_conflict",
    "missing_papers",
    "next_stop",
    "number_of",
    "promised_on",
    "stops_of",
    "union_at",
]
