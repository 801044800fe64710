"""Decide where a step is done, until when, and who may not do it. Pure: facts and dates come in."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zhigong.engines.cases.rules.declaration import (
    Level,
    Paper,
    Place,
    Programme,
    Question,
    Step,
    StepKind,
)
from zhigong.kernel.legal import LegalSource
from zhigong.kernel.working_calendar import WorkingCalendar

# An applicant may be asked for everything that is missing only together, not piece by piece.
RETURN_ONCE_SOURCE = LegalSource(
    "中华人民共和国行政许可法", "32", "2004-07-01", "general knowledge"
)
CORRECTION_DAYS = 15
# 催办: an applicant may urge a step once in so many working days.
URGE_EVERY_DAYS = 3
# A rating stays open for so many days after the end; silence is no rating.
RATING_DAYS = 30

FEDERATION = "federation"
STREET_KINDS = frozenset({"street", "zone", "office", "industrial", "system", "group_company"})


class NoRoute(ValueError):
    """The line upwards has no union at all."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A step placed: at which union, and whether it falls away because it was done just before."""

    step: Step
    union_id: int
    is_merged: bool = False


def union_at(level: Level, line: Sequence[Place]) -> int:
    """Return the union of a level in a line upwards.

    A level the line does not have is done by the next one above it, and so is the work of a union
    in which nobody works: a case is never laid before an empty desk.

    :param line: from the root to the applicant's own union.
    :raises NoRoute: the line is empty.
    """
    if not line:
        raise NoRoute
    start = _start_of(level, line)
    for place in reversed(line[: start + 1]):
        if place.is_staffed:
            return place.union_id
    return line[start].union_id


def _start_of(level: Level, line: Sequence[Place]) -> int:
    if level is Level.OWN:
        return len(line) - 1
    heads = [number for number, place in enumerate(line) if place.kind == FEDERATION] or [0]
    if level is Level.STREET:
        below = [n for n in range(heads[-1], len(line)) if line[n].kind in STREET_KINDS]
        return below[0] if below else heads[-1]
    steps_up = {Level.COUNTY: 0, Level.CITY: 1}.get(level)
    return heads[0] if steps_up is None else heads[max(len(heads) - 1 - steps_up, 0)]


def stops_of(route: Sequence[Step], line: Sequence[Place]) -> list[Stop]:
    """Place the steps of a route on a line; a review by the union that has just reviewed merges."""
    found: list[Stop] = []
    for step in route:
        union_id = union_at(step.level, line)
        before = found[-1] if found else None
        merged = (
            before is not None
            and step.merges
            and step.kind is StepKind.REVIEW
            and before.step.kind is StepKind.REVIEW
            and before.union_id == union_id
        )
        found.append(Stop(step, union_id, merged))
    return found


def next_stop(route: Sequence[Step], line: Sequence[Place], *, after: str) -> Stop | None:
    """Return the stop that follows a step, merged ones left out; ``None`` at the end.

    :param after: code of the step passed; empty = the first is wanted.
    """
    stops = stops_of(route, line)
    place = [stop.step.code for stop in stops].index(after) + 1 if after else 0
    return next((stop for stop in stops[place:] if not stop.is_merged), None)


def due_on(step: Step, *, began_on: date, calendar: WorkingCalendar) -> date:
    """Return the last day of a step's limit; the day it began on is not counted.

    :legal: 民法典 art. 201, 203.
    """
    if step.unit == "working":
        return calendar.add_working_days(began_on, step.days)
    return calendar.add_calendar_days(began_on, step.days)


def days_left(due: date, *, today: date, calendar: WorkingCalendar) -> int:
    """Return the working days until a limit; below zero when it is past."""
    if today <= due:
        return calendar.working_days_between(today, due)
    return -calendar.working_days_between(due, today)


def promised_on(
    programme: Programme, line: Sequence[Place], *, began_on: date, calendar: WorkingCalendar
) -> date:
    """Return the day by which a case is decided if every step takes its whole limit (承诺时限)."""
    day = began_on
    for stop in stops_of(programme.route, line):
        if not stop.is_merged:
            day = due_on(stop.step, began_on=day, calendar=calendar)
    return day


def asked(
    items: Sequence[Question] | Sequence[Paper], answers: Mapping[str, object]
) -> list[Question | Paper]:
    """Return the questions or papers that are asked for, given the answers so far."""
    return [item for item in items if item.only_if is None or item.only_if.holds(answers)]


def missing_papers(
    programme: Programme, answers: Mapping[str, object], given: Collection[str]
) -> list[Paper]:
    """Return the required papers that were not handed in."""
    wanted = [p for p in asked(programme.handed_in, answers) if isinstance(p, Paper)]
    return [paper for paper in wanted if paper.required and paper.code not in given]


def number_of(region: str, opened_on: date, serial: int) -> str:
    """Return a case number that can be read out over a telephone: GH-330211-20261121-000123."""
    place = (region or "").ljust(6, "0")[:6]
    return f"GH-{place}-{opened_on:%Y%m%d}-{serial:06d}"
