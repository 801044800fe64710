"""Follow the case where others end it or begin it again: its caller withdraws or complains."""

from typing import Any

from zhigong.engines.cases.contract import CaseState
from zhigong.work.hotline.contract import TicketState
from zhigong.work.hotline.models import Ticket

_STILL = (TicketState.MERGED, TicketState.WITHDRAWN)


def follow_case(event: Any) -> None:
    """Bring a ticket's state in line with its case's; of cases without a ticket nothing happens."""
    rows = Ticket.objects.trusted("the ticket of the case that moved").filter(case_id=event.case_id)
    if event.state in (CaseState.WITHDRAWN, CaseState.ENDED):
        rows.exclude(state__in=(*_STILL, TicketState.CLOSED)).update(state=TicketState.WITHDRAWN)
    elif event.state == CaseState.HANDLING and event.reopened_times:
        rows.filter(state=TicketState.CLOSED).update(
            state=TicketState.DISPATCH, is_immediate=False, unit=None, satisfaction=""
        )
