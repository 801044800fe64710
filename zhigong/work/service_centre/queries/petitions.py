"""Petitions as the desk follows them: their statutory clock, and the letters that go out."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.base.holidays import calendar_of
from zhigong.engines.cases.contract import CaseState, StepState
from zhigong.engines.cases.queries import answers_of, cases_for, steps_of
from zhigong.kernel.text import N_
from zhigong.kernel.working_calendar import WorkingCalendar
from zhigong.work.service_centre.models import PetitionGround
from zhigong.work.service_centre.rules import (
    PETITION_DONE_SOURCE,
    PETITION_RECHECK_SOURCE,
    PETITION_REVIEW_SOURCE,
    PETITION_TOLD_SOURCE,
    done_by,
    objected_by,
    review_asked_by,
    told_by,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhigong.engines.cases.models import Case, CaseStep

PETITIONS = ("petition", "petition_review", "petition_recheck")
LETTERS = {
    "accepted": N_("受理告知书"),
    "not_accepted": N_("不予受理告知书"),
    "passed_on": N_("转送告知书"),
    "answer": N_("答复意见书"),
    "extended": N_("延期告知书"),
}
ANSWERS = {
    "petition": N_("答复意见书"),
    "petition_review": N_("复查意见书"),
    "petition_recheck": N_("复核意见书"),
}
LEGAL = {
    "accepted": PETITION_TOLD_SOURCE,
    "not_accepted": PETITION_TOLD_SOURCE,
    "passed_on": PETITION_TOLD_SOURCE,
    "answer": PETITION_DONE_SOURCE,
    "extended": PETITION_DONE_SOURCE,
}


@dataclass(frozen=True, slots=True)
class PetitionClock:
    """The days of a petition; None = not reached, or not of this kind.

    :attr asked_by: until when the answer may be contested.
    :attr objected_by: until when the unit it was passed on to may send it back.
    """

    received_on: date
    told_by: date | None
    accepted_on: date | None
    done_by: date | None
    answered_on: date | None
    asked_by: date | None
    objected_by: date | None


@dataclass(frozen=True, slots=True)
class PetitionLetter:
    """What a letter says beside its fixed words.

    :attr passed_to: the union the matter was passed on to, for the letter that tells so.
    """

    code: str
    title: str
    name: str
    unit: str
    day: date
    clock: PetitionClock
    article: str
    reason: str = ""
    until: date | None = None
    ground: str = ""
    passed_to: str = ""


def petitions_for(*, actor: Actor) -> "QuerySet[Any]":
    """Return the petitions, reviews and rechecks the actor sees."""
    rows = cases_for(actor=actor).filter(programme_code__in=PETITIONS)
    return rows.select_related("union", "petition_extension", "petition_ground__ground")


def get_petition_for(*, actor: Actor, number: str) -> "Case":
    """Return a petition the actor sees.

    :raises Case.DoesNotExist: there is none, or it is not hers to see.
    """
    found: Case = petitions_for(actor=actor).get(number=number)
    return found


def clock_of(case: "Case") -> PetitionClock:
    """Return the days of a petition by the rules in force."""
    calendar, steps = calendar_of(lambda: case.union.region), list(steps_of(case))
    is_first = case.programme_code == "petition"
    accept = next((s for s in steps if s.code == "accept" and s.state == StepState.DONE), None)
    accepted_on = _day(accept.decided_at) if accept else None
    if not is_first:
        accepted_on = case.opened_on
    waiting = next((s for s in steps if s.state == StepState.WAITING), None)
    passed = _passed(steps, waiting)
    answered_on = _day(case.closed_at) if case.state == CaseState.DONE else None
    is_last = case.programme_code == PETITIONS[-1]
    return PetitionClock(
        received_on=case.opened_on,
        told_by=told_by(case.opened_on, calendar) if is_first else None,
        accepted_on=accepted_on if accepted_on and case.state != CaseState.NOT_ACCEPTED else None,
        done_by=_done_by(case, accepted_on, calendar),
        answered_on=answered_on,
        asked_by=review_asked_by(answered_on, calendar) if answered_on and not is_last else None,
        objected_by=objected_by(passed, calendar) if passed else None,
    )


def _done_by(case: "Case", accepted_on: date | None, calendar: WorkingCalendar) -> date | None:
    if accepted_on is None:
        return None
    if case.programme_code != "petition":
        return case.promised_on
    extension = getattr(case, "petition_extension", None)
    days = extension.days if extension is not None and extension.is_granted else 0
    return done_by(accepted_on, calendar, extension_days=days)


def _passed(steps: "list[CaseStep]", waiting: "CaseStep | None") -> date | None:
    """Return the day on which what waits now was passed on from another union."""
    if waiting is None:
        return None
    moved = [s for s in steps if s.place == waiting.place and s.state == StepState.MOVED]
    return _day(moved[-1].decided_at) if moved else None


def _day(moment: datetime | None) -> date:
    assert moment is not None
    return moment.astimezone(clock.ZONE).date()


def letters_of(case: "Case") -> list[tuple[str, str]]:
    """Return the letters that may go out now: code and title."""
    days = clock_of(case)
    extension = getattr(case, "petition_extension", None)
    found = []
    if case.programme_code == "petition" and days.accepted_on is not None:
        found.append("accepted")
    if case.state == CaseState.NOT_ACCEPTED:
        found.append("not_accepted")
    if passing_of(case) is not None:
        found.append("passed_on")
    if extension is not None and extension.is_granted:
        found.append("extended")
    if case.state == CaseState.DONE:
        found.append("answer")
    return [(code, letter_title(case, code)) for code in found]


def passing_of(case: "Case") -> "tuple[CaseStep, CaseStep] | None":
    """Return the last step that was passed on to another union, and what it became there."""
    steps = list(steps_of(case))
    for step in reversed([one for one in steps if one.state == StepState.MOVED]):
        at = (one for one in steps if one.place == step.place and one.pk > step.pk)
        if (there := next(at, None)) is not None and there.unit_id != step.unit_id:
            return step, there
    return None


def letter_title(case: "Case", code: str) -> str:
    """Return the title of a letter; an answer is called by the kind of case."""
    return ANSWERS[case.programme_code] if code == "answer" else LETTERS[code]


def letter_of(case: "Case", code: str) -> PetitionLetter | None:
    """Return a letter of a petition the caller holds; None when it is not due."""
    if code not in dict(letters_of(case)):
        return None
    days = clock_of(case)
    extension = getattr(case, "petition_extension", None)
    ground = getattr(case, "petition_ground", None)
    passing = passing_of(case) if code == "passed_on" else None
    longer = extension if code == "extended" else None
    return PetitionLetter(
        code=code,
        title=letter_title(case, code),
        name=case.applicant_name or str(answers_of(case).get("name", "")),
        unit=_unit(case, code),
        day=_letter_day(case, code, days),
        clock=days,
        article=_article(case, code),
        reason=longer.reason if longer is not None else case.result,
        until=longer.until if longer is not None else days.done_by,
        ground=ground.ground.number if ground is not None else "",
        passed_to=passing[1].unit.name if passing is not None else "",
    )


def _letter_day(case: "Case", code: str, days: PetitionClock) -> date:
    """Return the day of a letter: that of what it tells."""
    if code == "extended":
        return _day(case.petition_extension.decided_at)
    if code == "passed_on" and (passing := passing_of(case)) is not None:
        return _day(passing[0].decided_at)
    ended = _ended(case)
    return (days.accepted_on if code == "accepted" else ended) or case.opened_on


def _article(case: "Case", code: str) -> str:
    if code != "answer":
        return LEGAL[code].article
    by_kind = {
        "petition_review": PETITION_REVIEW_SOURCE,
        "petition_recheck": PETITION_RECHECK_SOURCE,
    }
    return by_kind.get(case.programme_code, PETITION_DONE_SOURCE).article


def _ended(case: "Case") -> date | None:
    return _day(case.closed_at) if case.closed_at else None


def _unit(case: "Case", code: str) -> str:
    """Return the union that signs: where the step was done, or where it waits."""
    if code == "passed_on" and (passing := passing_of(case)) is not None:
        return str(passing[0].unit.name)
    steps = list(steps_of(case))
    wanted = {"accepted": "accept", "extended": "reply", "answer": "reply"}.get(code)
    named = [s for s in steps if s.code == wanted and s.state != StepState.MOVED] or steps
    return str(named[-1].unit.name)


def contesting(case: "Case") -> "list[Case]":
    """Return the reviews and rechecks that contest a petition the caller holds."""
    rows = PetitionGround.objects.trusted("the caller holds the petition").filter(ground=case)
    return [link.case for link in rows.select_related("case").order_by("pk")]
