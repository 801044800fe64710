"""Every write of people: persons, memberships, transfers, offices, and the bulk enrolment."""

from zhigong.registry.people.operations.enrolment import (
    EnrolResult,
    OutsideScope,
    classify_rows,
    enrol_rows,
)

__all__ = ["EnrolResult", "OutsideScope", "classify_rows", "enrol_rows"]
