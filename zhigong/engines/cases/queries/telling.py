"""What notices need to know of a case: whom it concerns, how often it was told."""

from datetime import date

from zhigong.engines.cases.models import Case, CaseEntry
from zhigong.engines.cases.queries.programmes import led_codes
from zhigong.registry.accounts.queries import accounts_of_person

TAIL = 4


def tail_of(number: str) -> str:
    """Return the end of a case's number, by which a message names it without its matter."""
    return number[-TAIL:]


def promised_day(case_id: int) -> date:
    """Return the day by which a case was promised to be done."""
    rows = Case.objects.trusted("told to its own applicant").filter(pk=case_id)
    found: date = rows.values_list("promised_on", flat=True).get()
    return found


def applicants_of(case_id: int) -> list[int]:
    """Return who is told of a case: the account of its person, or who opened it for herself.

    Where somebody applied for another both are told.
    """
    rows = Case.objects.trusted("told, never shown").filter(pk=case_id)
    names = ("opened_by_id", "person_id", "programme_code", "agency__agent_id")
    user_id, person_id, code, agent_id = rows.values_list(*names).get()
    if person_id is None:  # a led case is opened by staff for a caller, who is told by telephone
        return [user_id] if user_id and code not in led_codes() else []
    agents = {agent_id} - {None}
    return sorted({*accounts_of_person(person_id=person_id), *agents})


def serial_of(case_id: int) -> int:
    """Return how many lines a case's history has, so that each message of it is another one."""
    return CaseEntry.objects.filter(case_id=case_id).count()
