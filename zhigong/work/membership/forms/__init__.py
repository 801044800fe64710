"""Clean what is typed about imports and about joining."""

from zhigong.work.membership.forms.imports import (
    ACCEPTED,
    MODES,
    SOURCES,
    EmployersUpload,
    Reason,
    ReportUp,
    RosterUpload,
    Upload,
    find_union,
)
from zhigong.work.membership.forms.joining import Decision, JoinForm, PointForm, Refusal

__all__ = [
    "ACCEPTED",
    "MODES",
    "SOURCES",
    "Decision",
    "EmployersUpload",
    "JoinForm",
    "PointForm",
    "Reason",
    "Refusal",
    "ReportUp",
    "RosterUpload",
    "Upload",
    "find_union",
]
