"""Remind unions of boxes on walls that are to be opened every month."""

from datetime import date

from zhigong.base.actor import SYSTEM, Actor
from zhigong.base.events import publish
from zhigong.base.operations import act, operation
from zhigong.work.service_centre.events import BoxOpeningDue
from zhigong.work.service_centre.queries import last_openings
from zhigong.work.service_centre.rules import opening_due


@operation("service_centre.remind_openings")
def remind_openings(*, on: date, actor: Actor = SYSTEM) -> int:
    """Tell the unions of boxes due or late on a day; whom, is decided by the notice.

    Harmless to repeat: a notice of one box and month is told once.
    """
    told = 0
    for opening in last_openings():
        due = opening_due(opening.opened_on, on=on)
        if not due:
            continue
        publish(
            BoxOpeningDue(
                opening_id=opening.pk,
                union_id=opening.union_id,
                place=opening.place,
                month=f"{on:%Y-%m}",
                is_late=due == "late",
            )
        )
        act().on(opening, node_id=opening.union_id)
        told += 1
    if not told:
        act().unchanged()
    return told
