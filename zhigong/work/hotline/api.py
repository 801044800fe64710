"""The hotline over the API: outside tickets come in, their answers go out."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Header, Router, Status

from zhigong.base import clock
from zhigong.base.api import acting, door
from zhigong.base.errors import UserError
from zhigong.base.pages import actor_of
from zhigong.registry.unions.queries import get_union_for
from zhigong.work.hotline import operations, queries
from zhigong.work.hotline.permissions import EXCHANGE
from zhigong.work.hotline.rules import guess_kind
from zhigong.work.hotline.schemas import NewOutsideTicket, OutsideTicket

router = Router(tags=["12351 热线"])


class SystemUnknown(UserError):
    """No format describes such an outside hotline."""

    code = "system_unknown"
    text = "没有登记来源系统“{system}”，请联系管理员。"


@router.post(
    "/hotline/tickets", response={201: OutsideTicket}, **door(EXCHANGE, "转入外部热线工单")
)
def take_outside_ticket(
    request: HttpRequest,
    asked: NewOutsideTicket,
    idempotency_key: Annotated[UUID | None, Header()] = None,
) -> Any:
    """Open the ticket of an outside hotline; the same outside number gives the same ticket."""
    if asked.system not in {one.code for one in queries.answer_formats()}:
        raise SystemUnknown(system=asked.system, field="system")
    with acting(request) as actor:
        seat = get_union_for(actor=actor, code=asked.union, ability=EXCHANGE)
        said = asked.dict(exclude={"system", "union"})
        said["kind"] = said["kind"] or guess_kind(asked.text)
        said["subject"] = (asked.subject or " ".join(asked.text.split()))[:60]
        ticket = operations.take_outside(
            actor=actor,
            at=clock.now(),
            seat=seat,
            system=asked.system,
            said=said,
            key=idempotency_key,
        )
        return Status(201, _told(ticket))


@router.get(
    "/hotline/tickets/{system}/{external_number}",
    response=OutsideTicket,
    **door(EXCHANGE, "读取外部热线工单的办理结果"),
)
def read_outside_ticket(request: HttpRequest, system: str, external_number: str) -> Any:
    """Return how an outside ticket stands; nothing of its caller."""
    ticket = queries.outside_ticket(
        actor=actor_of(request), system=system, external_number=external_number
    )
    return _told(ticket)


def _told(ticket: Any) -> dict[str, Any]:
    found = queries.answer_of(ticket)
    return {
        **found,
        "system": ticket.external_system,
        "number": ticket.case.number,
        "satisfaction": int(ticket.satisfaction) if ticket.satisfaction else None,
    }
