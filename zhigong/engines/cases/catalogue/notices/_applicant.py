"""What the notices to an applicant share: when they are sent, to whom, and what they may say.

A short message may be read by others: it names the case by the end of its number, never the matter.
"""

from collections.abc import Callable

from django.urls import reverse

from zhigong.engines.cases.contract import CaseState
from zhigong.engines.cases.events import CaseMoved
from zhigong.engines.cases.queries.telling import applicants_of, serial_of, tail_of


def in_state(*states: CaseState) -> Callable[[CaseMoved], list[int]]:
    """Return who is told of a move into one of these states."""

    def recipients(event: CaseMoved) -> list[int]:
        return applicants_of(event.case_id) if event.state in states else []

    return recipients


def values(event: CaseMoved) -> dict[str, str]:
    """Return the end of the number, which is all a message says of a case."""
    return {"tail": tail_of(event.number)}


def subject(event: CaseMoved) -> str:
    """Make each move another message, as a case may be returned more than once."""
    return f"{event.case_id}:{event.state}:{serial_of(event.case_id)}"


def url(event: CaseMoved) -> str:
    """Return the page of the case; the list where it is no member's."""
    if event.person_id is None:
        return reverse("cases:services")
    return reverse("cases:own", args=[event.number])
