"""A member asks for herself that her membership pass to the union whose code she scanned."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from zhigong.base.actor import Actor, Power
from zhigong.base.operations import act, operation
from zhigong.registry.people.operations import offer_transfer
from zhigong.registry.people.queries import get_own_person
from zhigong.work.membership.models import JoinPoint
from zhigong.work.membership.operations.joining import NoMemberAccount, PointRevoked

if TYPE_CHECKING:
    from zhigong.registry.people.models import Transfer


@operation("membership.ask_for_transfer")
def ask_for_transfer(*, actor: Actor, at: datetime, point: JoinPoint) -> "Transfer":
    """Ask the union of a code to take over one's own membership; that union answers.

    :raises PointRevoked, NoMemberAccount: the code was revoked; the account is nobody's record.
    :raises UnionEnded, NoMembershipToTransfer, AlreadyMember, TransferUnderWay: it cannot pass.
    :legal: 工会会员会籍管理办法 art. 3: 一次入会，动态接转.
    """
    if point.revoked_at is not None:
        raise PointRevoked
    if actor.kind != "member" or actor.person_id is None:
        raise NoMemberAccount
    asking = Power(point.receiving_id, frozenset(("people.transfer",)))
    transfer = offer_transfer(
        actor=replace(actor, powers=(*actor.powers, asking), _scopes={}),
        at=at,
        person=get_own_person(actor=actor),
        to_union=point.receiving,
        employer=point.employer,
    )
    act().on(point, node_id=point.receiving_id, transfer=transfer.pk)
    return transfer
