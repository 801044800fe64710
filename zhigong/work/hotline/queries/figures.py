"""How well the hotline works: on time, content, done again, by kind and by unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from zhigong.base.actor import Actor
from zhigong.work.hotline import rules
from zhigong.work.hotline.contract import Kind
from zhigong.work.hotline.permissions import CALLER
from zhigong.work.hotline.queries.tickets import tickets_for

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhigong.work.hotline.models import Ticket

_COUNTS: dict[str, Any] = {
    "taken": Count("pk"),
    "immediate": Count("pk", filter=Q(is_immediate=True)),
    "answered": Count("pk", filter=Q(is_on_time__isnull=False)),
    "on_time": Count("pk", filter=Q(is_on_time=True)),
    "asked": Count("pk", filter=~Q(satisfaction="")),
    "content": Count("pk", filter=Q(satisfaction__in=("3", "4", "5"))),
    "redone": Count("pk", filter=Q(redo_times__gt=0)),
    "checked": Count("pk", filter=Q(check_passed__isnull=False)),
    "passed": Count("pk", filter=Q(check_passed=True)),
}


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of one kind, one unit, or all.

    :param taken: ``None`` where so few secret calls would point at somebody; shares then too.
    """

    code: str
    title: str
    taken: int | None
    immediate: int | None = None
    on_time: float | None = None
    content: float | None = None
    redone: float | None = None
    passed: float | None = None


def figures_of(*, actor: Actor, since: date, until: date) -> tuple[Line, list[Line], list[Line]]:
    """Return the figures of calls taken in a span of days: all, by kind, by unit that answered.

    Those who may not know callers learn no small numbers of secret tickets.
    """
    rows = (
        tickets_for(actor=actor)
        .order_by()
        .filter(case__opened_on__gte=since, case__opened_on__lte=until)
    )
    is_guarded = actor.scope(CALLER).is_empty
    whole = _line("", "", rows.aggregate(**_COUNTS), is_guarded=False)
    kinds = _lines(rows, "kind", dict(Kind.choices), is_guarded=is_guarded)
    names = dict(rows.filter(unit__isnull=False).values_list("unit_id", "unit__name").distinct())
    units = _lines(rows.filter(unit__isnull=False), "unit_id", names, is_guarded=is_guarded)
    return whole, kinds, units


def _lines(
    rows: "QuerySet[Ticket]", field: str, titles: Mapping[Any, Any], *, is_guarded: bool
) -> list[Line]:
    """Return a line for each value of a field, the most taken first."""
    counted = rows.values(field).annotate(secret=Count("pk", filter=Q(is_secret=True)), **_COUNTS)
    found = [
        _line(
            str(row[field]),
            str(titles.get(row[field], row[field])),
            row,
            is_guarded=is_guarded and row["secret"] > 0,
        )
        for row in counted
    ]
    return sorted(found, key=lambda line: (-(line.taken or 0), line.title))


def _line(code: str, title: str, row: Mapping[str, Any], *, is_guarded: bool) -> Line:
    taken = rules.guarded(row["taken"], is_guarded=is_guarded)
    if taken is None:
        return Line(code, title, None)
    return Line(
        code,
        title,
        taken,
        row["immediate"],
        rules.share(row["on_time"], row["answered"]),
        rules.share(row["content"], row["asked"]),
        rules.share(row["redone"], row["answered"]),
        rules.share(row["passed"], row["checked"]),
    )
