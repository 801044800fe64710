"""Every read of cases that leaves the app."""

from zhigong.engines.cases.queries.cases import (
    answers_of,
    cases_for,
    get_case_for,
    get_draft,
    get_own_case,
    get_step_for,
    history_of,
    inbox_for,
    may_handle,
    own_cases,
    own_drafts,
    papers_of,
    steps_of,
    waiting_count,
)
from zhigong.engines.cases.queries.programmes import (
    get_programme,
    home_of,
    line_of,
    list_programmes,
    programme_of_case,
    search_programmes,
)

__all__ = [
    "answers_of",
    "cases_for",
    "get_case_for",
    "get_draft",
    "get_own_case",
    "get_programme",
    "get_step_for",
    "history_of",
    "home_of",
    "inbox_for",
    "line_of",
    "list_programmes",
    "may_handle",
    "own_cases",
    "own_drafts",
    "papers_of",
    "programme_of_case",
    "search_programmes",
    "steps_of",
    "waiting_count",
]
