"""Remind unions of limits that run out or have run out, once a working day, in office hours."""

from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q

from zhigong.base import clock
from zhigong.base.actor import SYSTEM, use_actor
from zhigong.base.events import publish
from zhigong.base.holidays import calendar_of
from zhigong.base.operations import act, operation
from zhigong.engines.cases.contract import StepState
from zhigong.engines.cases.events import LateBelow, LimitsNear
from zhigong.engines.cases.models import CaseStep
from zhigong.engines.cases.queries.cases import soon_until
from zhigong.engines.cases.rules.reminding import is_office_hour


def remind_of_limits(*, at: datetime) -> int:
    """Tell every union what is late or nearly late there, and the union above what is late below.

    Outside office hours nothing is told; who was told today is not told again.

    :return: how many unions there are something to tell of.
    """
    local = at.astimezone(clock.ZONE)
    if not is_office_hour(local, calendar_of()):
        return 0
    found = _counted(local.date())
    with use_actor(SYSTEM):
        for row in found:
            _remind(row, on=local.date())
        for above, late in sorted(_above(found).items()):
            _tell_above(above, late, on=local.date())
    return len(found)


def _counted(today: date) -> list[dict[str, Any]]:
    until = soon_until(today)
    rows = CaseStep._base_manager.filter(state=StepState.WAITING, due_on__lte=until).order_by()
    counted = rows.values("unit_id", "unit__parent_id").annotate(
        late=Count("pk", filter=Q(due_on__lt=today)),
        soon=Count("pk", filter=Q(due_on__gte=today)),
    )
    return [dict(row) for row in counted.order_by("unit_id")]


def _above(found: list[dict[str, Any]]) -> dict[int, int]:
    late: dict[int, int] = {}
    for row in found:
        if row["unit__parent_id"] is not None and row["late"]:
            late[row["unit__parent_id"]] = late.get(row["unit__parent_id"], 0) + row["late"]
    return late


@operation("cases.remind")
def _remind(row: dict[str, Any], *, on: date) -> None:
    publish(LimitsNear(row["unit_id"], row["late"], row["soon"], on))
    act().unchanged()  # the messages are recorded where they are sent


@operation("cases.remind")
def _tell_above(union_id: int, late: int, *, on: date) -> None:
    publish(LateBelow(union_id, late, on))
    act().unchanged()
