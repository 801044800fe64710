"""How a case of her own stands, as its applicant reads it; and what everybody may read (公示)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from zhigong.base import clock
from zhigong.base.actor import Actor
from zhigong.base.holidays import calendar_of
from zhigong.engines.cases.contract import (
    ENTRY_TITLES,
    LEVEL_TITLES,
    OPEN_STATES,
    PROGRAMMES,
    CaseState,
    Contest,
    Programme,
    StepKind,
    StepState,
)
from zhigong.engines.cases.models import Case, CaseEntry, CaseStep, Objection
from zhigong.engines.cases.queries.cases import history_of, own_cases
from zhigong.engines.cases.queries.programmes import line_of, programme_of_case
from zhigong.engines.cases.rules import RATING_DAYS, URGE_EVERY_DAYS, Stop, stops_of
from zhigong.engines.cases.rules.applying import days_of
from zhigong.kernel.person_name import mask_name
from zhigong.kernel.predicate import AllOf, say
from zhigong.registry.unions.queries import names_of

if TYPE_CHECKING:
    from zhigong.engines.cases.contract import Step

TONES = {
    CaseState.HANDLING: "info",
    CaseState.RETURNED: "warn",
    CaseState.PUBLICISED: "info",
    CaseState.DONE: "good",
    CaseState.REFUSED: "bad",
    CaseState.NOT_ACCEPTED: "bad",
}
_BAD = frozenset({"step_return", "step_refuse", "step_not_accept"})
MOST_SHOWN = 200
OWN_OBJECTIONS = 10


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case in the applicant's list: where it stands, and by when the next step is done.

    :attr for_name: for whom, where the reader made it for somebody else.
    """

    case: Case
    tone: str
    step: str
    due_on: date | None
    for_name: str = ""


@dataclass(frozen=True, slots=True)
class Publicised:
    """A case everybody may read of: no name in full, no number of a person, no answers."""

    number: str
    title: str
    name: str
    union: str
    starts_on: date
    ends_on: date


def listed_own_cases(*, actor: Actor, only_open: bool = False) -> list[OwnCase]:
    """Return the actor's own cases, newest first, each with its nearest limit; two statements."""
    waiting = CaseStep._base_manager.filter(state=StepState.WAITING).order_by("due_on", "id")
    rows = own_cases(actor=actor)
    if only_open:
        rows = rows.filter(state__in=OPEN_STATES)
    rows = rows.prefetch_related(Prefetch("steps", queryset=waiting, to_attr="waiting"))
    return [_own(case, actor) for case in rows[:MOST_SHOWN]]


def _own(case: Any, actor: Actor) -> OwnCase:
    first = case.waiting[0] if case.waiting else None
    tone = TONES.get(case.state, "")
    due_on = first.due_on if first else None
    for_name = "" if case.person_id == actor.person_id else case.applicant_name
    return OwnCase(case, tone, first.title if first else "", due_on, for_name)


def course_of(case: Case, *, on: date) -> list[dict[str, Any]]:
    """Return the way of a case from 提交 to 办结, done and to come, for a timeline."""
    programme = programme_of_case(case)
    told = [_told(entry) for entry in history_of(case, public_only=True)]
    if case.state not in OPEN_STATES:
        return [*told, _end(case)]
    steps = list(_steps(case))
    waiting = [step for step in steps if step.state == StepState.WAITING]
    told += [_waits(step) for step in waiting]
    if case.state == CaseState.RETURNED:
        told.append({"title": _("等待您补正"), "state": "now"})
    told += _to_come(case, programme, steps, on)
    promised = _("承诺 %(day)s 前办结") % {"day": f"{case.promised_on:%Y-%m-%d}"}
    return [*told, {"title": _("办结"), "state": "next", "text": promised}]


def _steps(case: Case) -> "QuerySet[CaseStep]":
    return CaseStep._base_manager.filter(case=case).select_related("unit").order_by("place", "id")


def _told(entry: CaseEntry) -> dict[str, Any]:
    """Return a line of the history; offices are named, the people in them are not."""
    what = str(ENTRY_TITLES.get(entry.verb, entry.verb))
    if entry.verb == "urged":
        what = _("您催办了一次")
    return {
        "title": f"{entry.step_title}：{what}" if entry.verb.startswith("step_") else what,
        "at": entry.at,
        "who": entry.unit.name if entry.unit else "",
        "text": "" if entry.verb == "rated" else entry.note,
        "state": "bad" if entry.verb in _BAD else "done",
    }


def _waits(step: CaseStep) -> dict[str, Any]:
    words = _("公示至 %(day)s") if step.kind == StepKind.PUBLICITY else _("%(day)s 前办理")
    return {
        "title": step.title,
        "who": step.unit.name,
        "text": words % {"day": f"{step.due_on:%Y-%m-%d}"},
        "state": "now",
    }


def _to_come(
    case: Case, programme: Programme, steps: Iterable[CaseStep], on: date
) -> list[dict[str, Any]]:
    """Return the steps behind the last one that was laid before a union."""
    stops = stops_of(programme.route, line_of(case.union, on=on))
    codes = [stop.step.code for stop in stops]
    last = next((s.code for s in reversed(list(steps)) if s.code in codes), None)
    # What was returned for correction goes back to the very step that returned it.
    behind = 0 if case.state == CaseState.RETURNED else 1
    start = codes.index(last) + behind if last else 0
    coming = [s for s in stops[start:] if not s.is_merged]
    names = names_of([stop.union_id for stop in coming])
    return [_comes(stop, names) for stop in coming]


def _comes(stop: Stop, names: dict[int, str]) -> dict[str, Any]:
    return {
        "title": stop.step.title,
        "who": names.get(stop.union_id, ""),
        "text": limit_of(stop.step),
        "state": "next",
    }


def limit_of(step: "Step") -> str:
    """Return the limit of a step in words."""
    if not step.days:
        return _("当天办理")
    words = _("%(days)d个工作日内") if step.unit == "working" else _("%(days)d天内")
    return words % {"days": step.days}


def _end(case: Case) -> dict[str, Any]:
    state = "done" if case.state == CaseState.DONE else "bad"
    return {"title": CaseState(case.state).label, "at": case.closed_at, "state": state}


def route_of(programme: Programme) -> list[dict[str, Any]]:
    """Return the steps of a programme with level and limit, for a timeline of things to come."""
    return [
        {
            "title": step.title,
            "text": f"{LEVEL_TITLES[step.level]} · {limit_of(step)}",
            "state": "next",
        }
        for step in programme.route
    ]


def may_do(case: Case, *, at: datetime) -> frozenset[str]:
    """Return what its applicant may do with a case now.

    Of ``correct``, ``withdraw``, ``urge``, ``rate`` and ``reopen``; the operations ask again.
    """
    found = set()
    if case.state in OPEN_STATES:
        found.add("withdraw")
    if case.state == CaseState.RETURNED:
        found.add("correct")
    if case.state == CaseState.HANDLING and not _urged_lately(case, at.date()):
        found.add("urge")
    if case.state == CaseState.DONE and case.closed_at is not None:
        is_fresh = at - case.closed_at <= timedelta(days=RATING_DAYS)
        found |= {"rate"} if is_fresh and case.stars is None else set()
        found |= {"reopen"} if not case.reopened_times else set()
    return frozenset(found)


def _urged_lately(case: Case, today: date) -> bool:
    if case.urged_on is None:
        return False
    return (
        calendar_of(lambda: case.union.region).working_days_between(case.urged_on, today)
        < URGE_EVERY_DAYS
    )


def own_objections(actor: Actor) -> "QuerySet[Objection]":
    """Return what the actor said against publicised cases, the newest first, with the answers."""
    rows = Objection.objects.own(actor.person_id or 0).select_related("case")
    return rows.order_by("-made_at")[:OWN_OBJECTIONS]


def union_above(case: Case, *, on: date) -> str:
    """Return the name of the union above the one that decided, to whom one may turn; or nothing."""
    last = _steps(case).exclude(decided_at__isnull=True).last()
    ids = [place.union_id for place in line_of(last.unit if last else case.union, on=on)]
    return names_of(ids[-2:-1]).get(ids[-2], "") if len(ids) > 1 else ""


def publicised_cases() -> "QuerySet[CaseStep]":
    """Return the publicity steps under way, newest first; never of a confidential case."""
    rows = CaseStep.objects.trusted("shown to everybody by the rules of publicity")
    return (
        rows.filter(
            kind=StepKind.PUBLICITY,
            state=StepState.WAITING,
            case__state=CaseState.PUBLICISED,
            case__is_confidential=False,
        )
        .select_related("case__union")
        .order_by("-began_at", "id")
    )


def publicised(step: CaseStep) -> Publicised:
    """Return what everybody may read of a publicised case."""
    case = step.case
    return Publicised(
        number=case.number,
        title=case.title,
        name=mask_name(case.applicant_name),
        union=case.union.name,
        starts_on=step.began_at.astimezone(clock.ZONE).date(),
        ends_on=step.due_on,
    )


def get_publicised(*, number: str, on: date) -> CaseStep:
    """Return the publicity step of a case whose window is open.

    :raises CaseStep.DoesNotExist: the case is not publicised, or its window is over.
    """
    found: CaseStep = publicised_cases().get(case__number=number, due_on__gte=on)
    return found


def days_in_words(programme: Programme) -> str:
    """Return how long a programme takes if every step takes its whole limit."""
    days = days_of(programme)
    if not days:
        return _("当天办理")
    is_working = all(step.unit == "working" for step in programme.route)
    words = _("承诺%(days)d个工作日内办结") if is_working else _("承诺%(days)d天内办结")
    return words % {"days": days}


def conditions_of(programme: Programme) -> list[str]:
    """Return the conditions of a programme in words, one each."""
    found = programme.eligibility
    if found is None:
        return []
    parts = found.parts if isinstance(found, AllOf) else (found,)
    return [say(part) for part in parts]


def contest_of(case: Case, *, at: datetime) -> Contest | None:
    """Return how the answer of a case may be contested at a moment; None when it may not."""
    declared = PROGRAMMES.get(case.programme_code) if case.programme_code in PROGRAMMES else None
    found = declared.contested_by if declared is not None else None
    if found is None or case.state != CaseState.DONE or case.closed_at is None:
        return None
    answered_on = localtime(case.closed_at).date()
    until = calendar_of(lambda: case.union.region).add_calendar_days(answered_on, found.days)
    return found if localtime(at).date() <= until else None
