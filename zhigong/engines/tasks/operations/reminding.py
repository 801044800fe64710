"""Remind unions of tasks that are late or nearly so, once a working day, in office hours."""

from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q

from zhigong.base import clock
from zhigong.base.actor import SYSTEM, use_actor
from zhigong.base.events import publish
from zhigong.base.holidays import calendar_of
from zhigong.base.operations import act, operation
from zhigong.engines.tasks import queries
from zhigong.engines.tasks.contract import WITH_OWNER
from zhigong.engines.tasks.events import TasksNearLimit
from zhigong.engines.tasks.models import Task
from zhigong.engines.tasks.queries.tasks import LIMIT
from zhigong.engines.tasks.rules import is_office_hour


def remind_of_limits(*, at: datetime) -> int:
    """Tell every union what is late or nearly late there; return how many unions there are.

    Outside office hours nothing is told; who was told today is not told again.
    """
    local = at.astimezone(clock.ZONE)
    if not is_office_hour(local.hour, is_working_day=calendar_of().is_working_day(local.date())):
        return 0
    with use_actor(SYSTEM):
        found = _counted(local.date())
        for row in found:
            _remind(row, on=local.date())
    return len(found)


def _counted(today: date) -> list[dict[str, Any]]:
    rows = Task._base_manager.filter(state__in=WITH_OWNER).annotate(limit_on=LIMIT)
    rows = rows.filter(limit_on__lte=queries.days_of(today).soon_until).order_by()
    counted = rows.values("union_id").annotate(
        late=Count("pk", filter=Q(limit_on__lt=today)),
        soon=Count("pk", filter=Q(limit_on__gte=today)),
    )
    return [dict(row) for row in counted.values("union_id", "late", "soon").order_by("union_id")]


@operation("tasks.remind")
def _remind(row: dict[str, Any], *, on: date) -> None:
    publish(TasksNearLimit(row["union_id"], row["late"], row["soon"], on))
    act().unchanged()  # the messages are recorded where they are sent
